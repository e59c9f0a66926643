import type { Submitted } from '../../db/submissions';
import type { LinkCase } from '../../db/links';
import { ANSWERS, asksAgain } from '../../domain/answer';
import { newNonce } from '../../domain/link';
import { page } from '../../web/html';
import { ConfirmPage, type ConfirmProps, DonePage } from '../../web/supplier/confirm-page';
import { CasePage, ListPage } from '../../web/supplier/case-page';
import { AcknowledgedPage, ReceiptPage, TooLatePage } from '../../web/supplier/receipt-page';
import { ReviewPage } from '../../web/supplier/review-page';
import type { FieldError, Reviewed, RowError, SupplierCase } from '../../web/supplier/view';
import { contextOf } from './context';
import type { Posted } from './form';
import { sendPage } from '../visitor';
import type { Received } from './receive';
import { viewsOf } from './view';

/** One answer on its way: what it says, and the cases it is about. */
export interface Post extends Received {
  posted: Posted;
  cases: LinkCase[];
  views: SupplierCase[];
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
    : ListPage({ t, context, cases: await viewsOf(deps, link, link.cases), values, errors, rows });
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
  const next = answer === 'need_info' ? 'question' : again ? { againOn: again } : 'decision';
  sendPage(res, 200, page(ReceiptPage({ t: entry.t, context, done, next, refused })));
}

export function tooLate({ deps, res, entry }: Post, cases: SupplierCase[]): void {
  sendPage(res, 409, page(TooLatePage({ t: entry.t, context: contextOf(deps, entry, null), cases })));
}

export function showAcknowledged({ deps, res, entry, cases }: Post): void {
  const context = contextOf(deps, entry, null);
  sendPage(res, 200, page(AcknowledgedPage({ t: entry.t, context, numbers: numbersOf(cases) })));
}

/** A submission that comes again after its answer was taken back has no effect, and says so. */
export function showWithdrawn({ deps, res, entry }: Post, done: Pick<Submitted, 'number'>[]): void {
  const { t } = entry;
  const numbers = done.map(({ number }) => number).join(', ');
  showDone({ deps, res, entry }, { title: t('undo.doneTitle'), text: t('undo.done', { numbers }) });
}

/** What was done, in a sentence, and the way back. */
export function showDone(
  { deps, res, entry }: Pick<Received, 'deps' | 'res' | 'entry'>,
  said: { title: string; text: string; status?: number; kept?: string[]; number?: string | null },
): void {
  const { status = 200, kept = [], number = null, ...words } = said;
  sendPage(
    res,
    status,
    page(DonePage({ t: entry.t, context: contextOf(deps, entry, number), ...words, kept, number })),
  );
}

/** Asks once more before anything is done, with a nonce that makes it be done once. */
export function askOnce(
  { deps, res, entry, at, nonce }: Received,
  asked: Pick<ConfirmProps, 'title' | 'lead' | 'rows' | 'path' | 'hidden' | 'button' | 'number'>,
): void {
  const node = ConfirmPage({
    t: entry.t,
    context: contextOf(deps, entry, asked.number),
    nonce: newNonce(deps.linkKey, entry.tokenHash, at),
    stale: nonce !== '',
    ...asked,
  });
  sendPage(res, 200, page(node));
}
