import { createHash, randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { submitAnswer } from '../../db/submissions';
import { type CaseSummary, findSummary } from '../../db/case-list';
import { casesWithin, type Reach, type Reachable, setOfAnswer } from '../../db/conversation/answer-sets';
import { type AnswerCode, CAUSES, neededBy } from '../../domain/answer';
import { answersForSet, daysBetween, exceptionOf, isTakable } from '../../domain/blast-radius';
import { writtenDay } from '../../domain/instant';
import type { Filled } from '../../web/console/fields';
import type { FieldFault } from '../../web/console/layout';
import { WideAnswerPage, WidePreviewPage } from '../../web/console/wide';
import { page } from '../../web/html';
import { type Translate, translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { fieldsOf, valuesOf } from './form';
import { needDeed, personOf, shellOf } from './session';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

/** One answer, told to the desk, for every case of a sensor in an interval: form, preview with exceptions, one submission. */
export const widePages = (deps: Deps): Router =>
  Router()
    .get('/cases/:number/wide', needDeed('answer'), async (req, res) => {
      const of = await originOf(deps, req);
      showForm(req, res, of, { first: dayOf(of.firstTime), last: dayOf(of.lastTime) }, []);
    })
    .post('/cases/:number/wide', needDeed('answer'), (req, res) => receive(deps, req, res));

async function originOf({ pool }: Deps, req: Request): Promise<CaseSummary> {
  const of = await findSummary(pool, String(req.params['number']));
  if (!of?.sensor) throw problem(404, 'no_such_case', 'There is no such case, or it names no sensor.');
  return of;
}
const dayOf = (at: Date | null): string => at?.toISOString().slice(0, 10) ?? '';
const shellFor = (req: Request, res: Response, { number }: CaseSummary) => ({
  ...shellOf(req, res),
  path: `/cases/${number}`,
});

function showForm(req: Request, res: Response, of: CaseSummary, filled: Filled, faults: FieldFault[]): void {
  const html = page(WideAnswerPage({ ...shellFor(req, res, of), of, filled, faults }));
  res
    .status(faults.length > 0 ? 422 : 200)
    .type('html')
    .send(html);
}

/** What was asked for, whole. */
interface Wide {
  of: CaseSummary;
  filled: Filled;
  code: AnswerCode;
  reach: Reach;
}

async function receive(deps: Deps, req: Request, res: Response): Promise<void> {
  const of = await originOf(deps, req);
  const filled = fieldsOf(req);
  const code = answersForSet(of.family).find((known) => known === filled['answer']) ?? null;
  const interval = intervalOf(filled);
  const faults = faultsOf(code, filled, interval !== null, translator(personOf(res).language));
  if (!code || !interval || faults.length > 0) return showForm(req, res, of, filled, faults);
  const wide: Wide = { of, filled, code, reach: { sensor: of.sensor ?? '', ...interval } };
  const found = await casesWithin(deps.pool, { ...wide.reach, platform: of.platform, contact: null });
  const ticked = new Set(valuesOf(req, 'with'));
  const wanted = found.filter((one) => ticked.has(one.number) && isTakable(exceptionIn(one, wide)));
  return !filled['submission'] || wanted.length === 0
    ? showPreview(req, res, wide, found)
    : apply(deps, res, wide, wanted, ticked);
}

const intervalOf = ({ first = '', last = '' }: Filled) => daysBetween(writtenDay(first) ?? '', writtenDay(last) ?? '');
const exceptionIn = (one: Reachable, { reach, code }: Wide) => exceptionOf(one, reach, code, 'desk');

function faultsOf(code: AnswerCode | null, filled: Filled, hasInterval: boolean, t: Translate): FieldFault[] {
  const need = code && neededBy(code);
  return [
    ...(code ? [] : [{ field: 'wide-answer', text: t('error.answer.required') }]),
    ...(need === 'comment' && !filled['comment']?.trim()
      ? [{ field: 'wide-comment', text: t('refused.needComment') }]
      : []),
    ...(need === 'planned_on' && writtenDay(filled['planned_on'] ?? '') === null
      ? [{ field: 'wide-planned_on', text: t('refused.needDate') }]
      : []),
    ...(hasInterval ? [] : [{ field: 'wide-first', text: t('error.first.bad') }]),
  ];
}

function showPreview(req: Request, res: Response, wide: Wide, found: readonly Reachable[]): void {
  const { of, filled } = wide;
  const isNoneTicked = (filled['submission'] ?? '') !== '';
  const rows = found.map((one) => ({ ...one, exception: exceptionIn(one, wide) }));
  const shell = shellFor(req, res, of);
  const html = page(WidePreviewPage({ ...shell, of, filled, rows, isNoneTicked, submission: randomUUID() }));
  res
    .status(isNoneTicked ? 422 : 200)
    .type('html')
    .send(html);
}

/** Each case in id order, one transaction; what was ticked and has moved meanwhile is named. */
async function apply(
  { pool, clock }: Deps,
  res: Response,
  { filled, code, reach }: Wide,
  wanted: readonly Reachable[],
  ticked: ReadonlySet<string>,
): Promise<void> {
  const { code: person, language } = personOf(res);
  const submission = filled['submission'] ?? '';
  const given = {
    code,
    cause: CAUSES.find((cause) => cause === filled['cause']) ?? null,
    comment: filled['comment']?.trim() || null,
    plannedOn: writtenDay(filled['planned_on'] ?? ''),
    file: null,
    corrections: null,
  };
  const done = await submitAnswer(
    pool,
    wanted.map(({ id }) => id),
    {
      given,
      author: { kind: 'person', id: person },
      side: 'desk',
      reach,
      submissionOf: (caseId) => createHash('sha256').update(`console/${person}/${submission}/${caseId}`).digest(),
    },
    clock(),
  );
  const kept = done.filter(({ outcome }) => outcome !== 'refused');
  const late = [...ticked].filter((number) => !kept.some((one) => one.number === number)).join(' ');
  const [first] = kept;
  if (!first) throw problem(409, 'not_now', translator(language)('wide.late', { numbers: late }));
  const set = await setOfAnswer(pool, first.caseId, first.version);
  const left = late === '' ? '' : `&left=${encodeURIComponent(late)}`;
  res.redirect(303, set ? `/answer-sets/${set.id}?done=wide${left}` : `/cases/${first.number}?done=answer`);
}
