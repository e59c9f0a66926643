import type { Response } from 'express';
import type { Submitted } from '../../db/answers';
import type { LinkCase } from '../../db/links';
import { ANSWERS, asksAgain } from '../../domain/answer';
import { newNonce } from '../../domain/link';
import { page } from '../../web/html';
import { CasePage, ListPage } from '../../web/supplier/case-page';
import { AcknowledgedPage, ReceiptPage, TooLatePage } from '../../web/supplier/receipt-page';
import { ReviewPage } from '../../web/supplier/review-page';
import type { FieldError, Reviewed, RowError, SupplierCase } from '../../web/supplier/view';
import type { ServerDeps } from '../deps';
import { contextOf } from './context';
import type { Posted } from './form';
import { type Entry, sendPage } from './guard';
import { viewsOf } from './view';

/** One post on its way: the link it came by, what it says, and the cases it is about. */
export interface Post {
  deps: ServerDeps;
  res: Response;
  entry: Entry;
  posted: Posted;
  cases: LinkCase[];
  views: SupplierCase[];
  at: Date;
}

const numbersOf = (cases: readonly LinkCase[]): string[] => cases.map(({ number }) => number);

const ASKING_AGAIN: ReadonlySet<string> = new Set(ANSWERS.filter(asksAgain));

export function showReview({ deps, res, entry, posted, cases, at }: Post, reviewed: Reviewed): void {
  const node = ReviewPage({
    t: entry.t,
    context: contextOf(deps, entry, null),
    numbers: numbersOf(cases),
    reviewed,
    nonce: newNonce(deps.linkKey, entry.tokenHash, at),
    stale: posted.nonce !== '',
  });
  sendPage(res, 200, page(node));
}

/** The form with what was filled in and what is wrong with it; a letter about several comes back as its list. */
export async function showForm(post: Post, status: number, errors: FieldError[], rows: RowError[]): Promise<void> {
  const { deps, res, entry, posted, views } = post;
  const { link, t } = entry;
  const { values } = posted;
  const only = views.length === 1 ? views[0] : undefined;
  const context = contextOf(deps, entry, only?.number ?? null);
  const node = only
    ? CasePage({ t, context, of: only, several: link.cases.length > 1, values, errors, rows })
    : ListPage({ t, context, cases: await viewsOf(deps.pool, link, link.cases), values, errors, rows });
  sendPage(res, status, page(node));
}

export function showReceipt(
  { deps, res, entry, posted }: Post,
  done: Pick<Submitted, 'number' | 'version'>[],
  refused: SupplierCase[],
): void {
  const { answer, plannedOn } = posted.values;
  const again = ASKING_AGAIN.has(answer) ? plannedOn : '';
  const context = contextOf(deps, entry, null);
  sendPage(res, 200, page(ReceiptPage({ t: entry.t, context, done, againOn: again || null, refused })));
}

export function tooLate({ deps, res, entry }: Post, cases: SupplierCase[]): void {
  sendPage(res, 409, page(TooLatePage({ t: entry.t, context: contextOf(deps, entry, null), cases })));
}

export function showAcknowledged({ deps, res, entry, cases }: Post): void {
  const context = contextOf(deps, entry, null);
  sendPage(res, 200, page(AcknowledgedPage({ t: entry.t, context, numbers: numbersOf(cases) })));
}
