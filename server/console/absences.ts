import { type Request, type Response, Router } from 'express';
import { aroundNow, readRota, type StoredRota } from '../../db/rota/facts';
import { editRow } from '../../db/registers';
import { readRow } from '../../db/registers/store';
import { standingSubjects } from '../../db/tasks';
import { addDays, dayIn } from '../../domain/delivery-zone';
import { may } from '../../domain/permissions';
import type { CellNotice } from '../../domain/register';
import type { Values } from '../../domain/registers/column';
import { REGISTERS } from '../../domain/registers/descriptions';
import { coverChain } from '../../domain/rota/away';
import { momentOf } from '../../domain/rota/duty-day';
import { AbsencePage, AbsencesPage, type AbsenceTexts, type ShownAbsence } from '../../web/console/absences';
import type { FieldFault } from '../../web/console/layout';
import { page } from '../../web/html';
import { translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { fieldsOf } from './form';
import { textsTyped, valuesTyped } from './absence-typed';
import { actorOf } from './registers';
import { hourIn, namesOf, optionsOf } from './rota/view';
import { needDeed, personOf, shellOf } from './session';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

/** Who is away: list, form, and the end of an absence. */
export const absencePages = (deps: Deps): Router =>
  Router()
    .get('/absences', async (req, res) => showAll(deps, req, res, await freshTexts(deps, res), []))
    .post('/absences', needDeed('edit_rota'), (req, res) => take(deps, req, res, null))
    .get('/absences/:code', async (req, res) => {
      const row = await mustStand(deps, req);
      await showOne(deps, req, res, row, await textsOf(deps, row), []);
    })
    .post('/absences/:code', needDeed('edit_rota'), async (req, res) =>
      take(deps, req, res, await mustStand(deps, req)),
    )
    .post('/absences/:code/cancel', needDeed('edit_rota'), (req, res) =>
      change(deps, req, res, () => ({ cancelled: true })),
    )
    .post('/absences/:code/end', needDeed('edit_rota'), (req, res) =>
      change(deps, req, res, ({ ends_at: end }) => {
        const now = deps.clock().toISOString();
        return { ends_at: typeof end === 'string' && end < now ? end : now };
      }),
    );

async function mustStand({ pool }: Deps, req: Request): Promise<Values> {
  const row = await readRow(pool, REGISTERS.absences, String(req.params['code']));
  if (!row) throw problem(404, 'unknown_code', 'There is no such absence.');
  return row;
}

async function change(deps: Deps, req: Request, res: Response, values: (row: Values) => Values): Promise<void> {
  const row = await mustStand(deps, req);
  const edit = { register: 'absences', values: values(row), code: String(row['code']) } as const;
  const done = await editRow(deps.pool, { ...edit, actor: actorOf(res), at: deps.clock() });
  if (!done.ok) return showOne(deps, req, res, row, await textsOf(deps, row), faultsOf(res, done.errors));
  res.redirect(303, '/absences?done=absence-ended');
}

const factsNow = ({ pool, clock }: Deps): Promise<StoredRota> => readRota(pool, aroundNow(clock()));

async function freshTexts(deps: Deps, res: Response): Promise<AbsenceTexts> {
  const { settings } = await factsNow(deps);
  const day = addDays(dayIn(settings.zone, deps.clock()), 1);
  const { code: person } = personOf(res);
  const empty = { kind: 'leave', firstHour: '', lastHour: '', cover: '', readsMail: false, remark: '' };
  return { ...empty, person, firstDay: day, lastDay: day };
}

/** A row as the form shows it: an end at midnight is the end of the day before. */
async function textsOf(deps: Deps, row: Values): Promise<AbsenceTexts> {
  const { zone } = (await factsNow(deps)).settings;
  const text = (name: string): string => String(row[name] ?? '');
  const [start, end] = [new Date(text('starts_at')), new Date(text('ends_at'))];
  const [firstHour, lastHour] = [hourIn(zone, start), hourIn(zone, end)];
  const lastDay = dayIn(zone, end);
  return {
    person: text('person'),
    kind: text('kind'),
    firstDay: dayIn(zone, start),
    firstHour: firstHour === '00:00' ? '' : firstHour,
    lastDay: lastHour === '00:00' ? addDays(lastDay, -1) : lastDay,
    lastHour: lastHour === '00:00' ? '' : lastHour,
    cover: text('cover'),
    readsMail: row['reads_mail'] === true,
    remark: text('name'),
  };
}

async function showAll(
  deps: Deps,
  req: Request,
  res: Response,
  texts: AbsenceTexts,
  faults: readonly FieldFault[],
): Promise<void> {
  const at = deps.clock();
  const facts = await factsNow(deps);
  const lacking = new Set(await standingSubjects(deps.pool, 'absence_uncovered'));
  const absences = facts.absences
    .filter(({ endsAt }) => endsAt > at)
    .map((absence) => shownAbsence(facts, absence, at, lacking.has(`absence/${absence.code}`)));
  const { zone } = facts.settings;
  const mayEdit = may(personOf(res).role, 'edit_rota');
  const props = { ...shellOf(req, res), absences, zone, texts, people: optionsOf(facts), faults, mayEdit };
  res
    .status(faults.length > 0 ? 422 : 200)
    .type('html')
    .send(page(AbsencesPage(props)));
}

function shownAbsence(
  facts: StoredRota,
  { code, person, kind, startsAt, endsAt, readsMail, cover }: StoredRota['absences'][number],
  at: Date,
  lacksCover: boolean,
): ShownAbsence {
  const nameOf = namesOf(facts);
  const moment = momentOf(facts, startsAt > at ? startsAt : at);
  const standing = cover === null ? null : coverChain(facts, person, moment, 'duty').person;
  return {
    code,
    name: nameOf(person),
    kind,
    startsAt,
    endsAt,
    hasBegun: startsAt <= at,
    readsMail,
    cover: standing === null || standing === person ? null : nameOf(standing),
    lacksCover,
  };
}

async function showOne(
  deps: Deps,
  req: Request,
  res: Response,
  row: Values,
  texts: AbsenceTexts,
  faults: readonly FieldFault[],
): Promise<void> {
  const facts = await factsNow(deps);
  const code = String(row['code']);
  const now = deps.clock().toISOString();
  const [start, end] = [String(row['starts_at']), String(row['ends_at'])];
  const state = row['cancelled'] ? 'cancelled' : end <= now ? 'over' : start <= now ? 'now' : 'coming';
  const mayEdit = may(personOf(res).role, 'edit_rota');
  const name = namesOf(facts)(String(row['person']));
  const { zone } = facts.settings;
  const props = {
    ...shellOf(req, res),
    code,
    name,
    state,
    zone,
    texts,
    people: optionsOf(facts),
    faults,
    mayEdit,
  } as const;
  res
    .status(faults.length > 0 ? 422 : 200)
    .type('html')
    .send(page(AbsencePage(props)));
}

async function take(deps: Deps, req: Request, res: Response, row: Values | null): Promise<void> {
  const texts = textsTyped(fieldsOf(req));
  const refuse = (faults: readonly FieldFault[]): Promise<void> =>
    row ? showOne(deps, req, res, row, texts, faults) : showAll(deps, req, res, texts, faults);
  const { zone } = (await factsNow(deps)).settings;
  const values = valuesTyped(texts, zone);
  if (!values.ok) return refuse([{ field: values.field, text: translator(personOf(res).language)('absences.noDay') }]);
  const code = row ? String(row['code']) : null;
  const edit = { register: 'absences', values: values.values, code } as const;
  const done = await editRow(deps.pool, { ...edit, actor: actorOf(res), at: deps.clock() });
  if (!done.ok) return refuse(faultsOf(res, done.errors));
  res.redirect(303, '/absences?done=absence');
}

const FIELD: Record<string, string> = { starts_at: 'firstDay', ends_at: 'lastDay', code: 'firstDay', name: 'remark' };
const faultsOf = (res: Response, errors: readonly CellNotice[]): FieldFault[] =>
  errors.map(({ column, code }) => ({
    field: column === null ? null : (FIELD[column] ?? column),
    text: translator(personOf(res).language).of(`rowFault.${code}`),
  }));
