import type { Request, Response } from 'express';
import { submitAnswer } from '../../db/submissions';
import { findSummary, type CaseSummary } from '../../db/case-list';
import { casesWithin, type Reachable } from '../../db/conversation/answer-sets';
import { authorOf, type OpenLink } from '../../db/links';
import type { AnswerCode } from '../../domain/answer';
import { answersForSet, daysBetween, exceptionOf, isTakable } from '../../domain/blast-radius';
import { writtenDay } from '../../domain/instant';
import { newNonce } from '../../domain/link';
import { page } from '../../web/html';
import { type FieldError, NOTHING_FILLED } from '../../web/supplier/view';
import { WideFormPage } from '../../web/supplier/wide-form';
import type { WideValues } from '../../web/supplier/wide-parts';
import type { ReachedCase } from '../../web/reached';
import { WidePreviewPage } from '../../web/supplier/wide-preview';
import type { ServerDeps } from '../deps';
import { contextOf } from './context';
import { checkValues } from './form';
import { type Entry, enter, sendPlain } from './guard';
import { sendPage } from '../visitor';
import { type Received, receiveForm, submissionOf } from './receive';
import { showDone } from './show';

/** One answer for every case of a sensor in an interval: the form, the preview with its exceptions, the one submission. */
export async function showWide(deps: ServerDeps, req: Request, res: Response): Promise<void> {
  const entry = await enter(deps, req, res);
  if (!entry) return;
  const of = await origin(deps, entry, textIn(req.query['case']));
  if (!of) return sendPlain(deps, res, 'notAllowed', { t: entry.t, token: entry.token });
  showForm({ deps, res, entry }, of, { first: dayOf(of.firstTime), last: dayOf(of.lastTime) }, []);
}
export const receiveWide = (deps: ServerDeps, req: Request, res: Response): Promise<void> =>
  receiveForm(deps, req, res, receive);

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');
const dayOf = (at: Date | null): string => at?.toISOString().slice(0, 10) ?? '';

/** The case of this link from which the others are found: one with a sensor, for somebody who may answer for all of theirs. */
async function origin({ pool }: ServerDeps, { link }: Entry, number: string): Promise<CaseSummary | null> {
  const known = link.cases.some((one) => one.number === number && one.state === 'open');
  if (!known || link.guest !== null || link.contact === null) return null;
  const of = await findSummary(pool, number);
  return of?.sensor ? of : null;
}

type To = Pick<Received, 'deps' | 'res' | 'entry'>;
function showForm({ deps, res, entry }: To, of: CaseSummary, values: Partial<WideValues>, errors: FieldError[]): void {
  const node = WideFormPage({
    t: entry.t,
    context: contextOf(deps, entry, of.number),
    of,
    answers: answersForSet(of.family),
    values: { ...NOTHING_FILLED, first: '', last: '', ...values },
    errors,
  });
  sendPage(res, errors.length > 0 ? 422 : 200, page(node));
}

const valuesOf = ({ form, text }: Received): WideValues => ({
  ...NOTHING_FILLED,
  cases: (form.fields.get('with') ?? []).slice(0, 200),
  answer: text('answer'),
  cause: text('cause'),
  comment: text('comment'),
  plannedOn: text('planned_on'),
  first: text('first'),
  last: text('last'),
});
const wideErrors = (of: CaseSummary, answer: AnswerCode | null, hasInterval: boolean): FieldError[] => [
  ...(answer !== null && !answersForSet(of.family).includes(answer)
    ? [{ field: 'answer' as const, code: 'unknown' }]
    : []),
  ...(hasInterval ? [] : [{ field: 'first' as const, code: 'bad' }]),
];

async function receive(received: Received): Promise<void> {
  const { deps, res, entry, text, at, isConfirmed } = received;
  const of = await origin(deps, entry, text('case'));
  if (!of) return sendPlain(deps, res, 'notAllowed', { t: entry.t, token: entry.token });
  const values = valuesOf(received);
  const { checked, errors } = checkValues(values, [of], at);
  const interval = daysBetween(writtenDay(values.first) ?? '', writtenDay(values.last) ?? '');
  const wrong = [...errors, ...wideErrors(of, checked?.answer ?? null, interval !== null)];
  if (!checked || !interval || wrong.length > 0) return showForm(received, of, values, wrong);
  const reach = { sensor: of.sensor ?? '', ...interval };
  const found = await casesWithin(deps.pool, { ...reach, platform: of.platform, contact: entry.link.contact });
  const rows = found.map((one): ReachedCase => rowOf(one, interval, checked.answer));
  const wanted = rows.filter((row) => isTakable(row.exception) && values.cases.includes(row.number));
  if (!isConfirmed || wanted.length === 0) return showPreview(received, of, values, rows);
  const ids = found.filter((one) => wanted.some(({ number }) => number === one.number)).map(({ id }) => id);
  return apply(received, of, ids, { ...checked, file: null, corrections: null, code: checked.answer }, reach);
}

const rowOf = (one: Reachable, interval: { start: Date; end: Date }, code: AnswerCode): ReachedCase => ({
  ...one,
  exception: exceptionOf(one, interval, code, 'supplier'),
});
function showPreview(received: Received, of: CaseSummary, values: WideValues, rows: ReachedCase[]): void {
  const { deps, res, entry, at, isConfirmed } = received;
  const node = WidePreviewPage({
    t: entry.t,
    context: contextOf(deps, entry, of.number),
    of,
    values,
    rows,
    isNoneTicked: isConfirmed,
    nonce: newNonce(deps.linkKey, entry.tokenHash, at),
  });
  sendPage(res, isConfirmed ? 422 : 200, page(node));
}

type Given = Parameters<typeof submitAnswer>[2]['given'];
async function apply(
  received: Received,
  of: CaseSummary,
  ids: number[],
  given: Given,
  reach: { sensor: string; start: Date; end: Date },
): Promise<void> {
  const { deps, entry, nonce, at } = received;
  const { t } = entry;
  const link: OpenLink = entry.link;
  const submission = { given, author: authorOf(link), reach, submissionOf: submissionOf(nonce) };
  const done = await submitAnswer(deps.pool, ids, submission, at);
  const told = done.filter(({ outcome }) => outcome !== 'refused').map(({ number }) => number);
  const late = done.filter(({ outcome }) => outcome === 'refused').map(({ number }) => number);
  showDone(received, {
    title: t(told.length > 0 ? 'receipt.title' : 'supplier.tooLate'),
    text: [
      ...(told.length > 0 ? [t('wide.done', { count: told.length, numbers: told.join(', ') })] : []),
      ...(late.length > 0 ? [t('wide.late', { numbers: late.join(', ') })] : []),
    ].join(' '),
    status: told.length > 0 ? 200 : 409,
    number: of.number,
  });
}
