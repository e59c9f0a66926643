import { Router, type Request, type Response } from 'express';
import { CAUSES, ANSWERS } from '../../domain/answer';
import { may, type Verb, VERBS } from '../../domain/permissions';
import { CasePage } from '../../web/console/case-page';
import type { FieldFault } from '../../web/console/layout';
import { page } from '../../web/html';
import { type Translate, translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { performVerb, type VerbBody } from '../verbs';
import { readCaseView } from './case-view';
import { NO_FILE, sendAnswerFile, type Taken, takeFile } from './answer-file';
import { failingOf, sendCorrectedRows } from './correction-view';
import { fieldsOf } from './form';
import { faultsOf, needsOf } from './refusal';
import { personOf, shellOf } from './session';

type CaseDeps = Pick<ServerDeps, 'pool' | 'clock'>;
const NUMBER = /^[A-Z]-\d{4}-\d{1,9}$/;

/** The page of one case, its files, and the forms that act on it. */
export const casePages = (deps: CaseDeps): Router =>
  Router()
    .param('number', (_req, _res, next, number) => {
      if (!NUMBER.test(number)) throw noSuchCase();
      next();
    })
    .get('/cases', (_req, res) => res.redirect(303, '/?turn=all'))
    .get('/cases/:number', (req, res) => show(deps, req, res))
    .get('/cases/:number/answers/:version/file', (req, res) => sendAnswerFile(deps, req, res))
    .get('/cases/:number/answers/:version/corrections.csv', (req, res) => sendCorrectedRows(deps, req, res))
    .post('/cases/:number/:verb', async (req, res) => {
      const verb = VERBS.find((known) => known === req.params.verb);
      if (!verb) throw problem(404, 'not_found', 'There is nothing at this address.');
      await act(deps, req, res, verb);
    });

const noSuchCase = () => problem(404, 'no_such_case', 'There is no such case.');
const numberOf = (req: Request): string => String(req.params['number']);

async function act(deps: CaseDeps, req: Request, res: Response, verb: Verb): Promise<void> {
  const person = personOf(res);
  const number = numberOf(req);
  const t = translator(person.language);
  const fields = fieldsOf(req);
  const refuse = (status: number, faults: FieldFault[]): Promise<void> =>
    show(deps, req, res, { status, faults, filled: { ...fields, verb } });

  const missing = may(person.role, verb)
    ? [...needsOf(verb, fields, t), ...(await despiteNeeds(deps, number, verb, fields, t))]
    : [];
  if (missing.length > 0) return refuse(422, missing);
  const taken: Taken = verb === 'answer' ? await takeFile(deps, res, number, fields['answer'], t) : NO_FILE;
  if (!taken.ok) return refuse(422, taken.faults);
  const seen = verb === 'note' || verb === 'reply' ? undefined : fields['seen'];
  const who = { actor: { kind: 'person', id: person.code }, role: person.role, seen } as const;
  const told = await performVerb(deps, who, number, verb, bodyOf(verb, fields), taken.file);
  if (told.ok) {
    const half = verb === 'approve' && told.case.facts.phase === 'answered';
    return res.redirect(303, `/cases/${number}?done=${half ? 'approve-half' : verb}`);
  }
  if (told.status === 404 && !told.pointer) throw noSuchCase();
  return refuse(told.status, faultsOf(told, verb, t));
}

/** Corrected rows that still fail are approved with a word on why. */
async function despiteNeeds(
  deps: CaseDeps,
  number: string,
  verb: Verb,
  fields: Record<string, string>,
  t: Translate,
): Promise<FieldFault[]> {
  if (verb !== 'approve' || fields['comment']?.trim()) return [];
  return (await failingOf(deps, number)) > 0 ? [{ field: 'approve-comment', text: t('refused.needComment') }] : [];
}

interface Refused {
  status: number;
  faults: FieldFault[];
  filled: Record<string, string>;
}
async function show(deps: CaseDeps, req: Request, res: Response, refused?: Refused): Promise<void> {
  const after = Number(req.query['anomalies'] ?? 0);
  const view = await readCaseView(
    deps,
    numberOf(req),
    personOf(res),
    Number.isSafeInteger(after) && after > 0 ? after : 0,
  );
  if (!view) throw noSuchCase();
  const shell = { ...shellOf(req, res), path: `/cases/${view.of.number}` };
  const { status = 200, faults = [], filled = {} } = refused ?? {};
  res
    .status(status)
    .type('html')
    .send(page(CasePage({ ...shell, view, faults, filled })));
}

/** Empty fields of a form say nothing. */
function bodyOf(verb: Verb, fields: Record<string, string>): VerbBody {
  const said = (name: string): string | undefined => fields[name]?.trim() || undefined;
  const version = Number(said('answer_version'));
  const until = said('until');
  const body: { [K in keyof VerbBody]: VerbBody[K] | undefined } = {
    comment: said('comment'),
    to: said('to'),
    into: said('into')?.toUpperCase(),
    reason: said('reason'),
    until: until && `${until}T06:00:00Z`, // from the morning of that day
    planned_on: said('planned_on'),
    answer: ANSWERS.find((code) => code === said('answer')),
    cause: CAUSES.find((code) => code === said('cause')),
    answer_version: Number.isSafeInteger(version) && version > 0 ? version : undefined,
  };
  const of = TAKES[verb] ?? ['comment'];
  // Safe: what is left are the entries with a value, under their own names.
  return Object.fromEntries(of.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]]]))) as VerbBody;
}
/** What each verb's form carries; `comment` alone where none is named. */
const TAKES: Partial<Record<Verb, (keyof VerbBody)[]>> = {
  assign: ['to'],
  snooze: ['until', 'comment'],
  answer: ['answer', 'cause', 'comment', 'planned_on'],
  reroute: ['to', 'comment'],
  approve: ['answer_version', 'comment'],
  reject: ['answer_version', 'comment'],
  close: ['reason', 'comment'],
  merge: ['into', 'comment'],
};
