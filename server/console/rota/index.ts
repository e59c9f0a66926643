import { type Request, type Response, Router } from 'express';
import { aroundNow, readRota, type StoredRota } from '../../../db/rota/facts';
import { cancelOverride, type Overridden, saveOverride, swapDuties } from '../../../db/rota/overrides';
import { addDays, dayIn } from '../../../domain/delivery-zone';
import { may } from '../../../domain/permissions';
import { whoAnswers } from '../../../domain/rota/answers';
import { dutySpan, momentOf } from '../../../domain/rota/duty-day';
import { LEVELS } from '../../../domain/rota/facts';
import type { OverrideFault } from '../../../domain/rota/overrides';
import type { OverrideTexts, SwapTexts } from '../../../web/console/rota/forms';
import { RotaPage } from '../../../web/console/rota/page';
import type { ShownDuty } from '../../../web/console/rota/view';
import type { FieldFault } from '../../../web/console/layout';
import { page } from '../../../web/html';
import { translator } from '../../../web/words';
import type { ServerDeps } from '../../deps';
import { problem } from '../../errors';
import { sendCsv } from '../../register-files';
import { REGISTERS } from '../../../domain/registers/descriptions';
import { fieldsOf } from '../form';
import { actorOf } from '../registers';
import { needDeed, personOf, shellOf } from '../session';
import { feedPages } from './feeds';
import { planPages } from './plan';
import { reliefPages } from './relief';
import { settingsPages } from './settings';
import { dayTyped, levelTyped, momentTyped } from './typed';
import { daysShown, monthAfter, monthBefore, namesOf, optionsOf, shownDays } from './view';

type Deps = Pick<ServerDeps, 'pool' | 'clock' | 'baseUrl' | 'linkKey'>;
const DAY_MS = 86_400_000;

/** The rota as pages: who is on duty, plans, overrides, swaps, calendars. */
export const rotaPages = (deps: Deps): Router =>
  Router()
    .get('/rota', (req, res) => show(deps, req, res, {}))
    .get('/rota.csv', (_req, res) => sendCsv(deps, REGISTERS.rota, res))
    .post('/rota/overrides', needDeed('edit_rota'), (req, res) => override(deps, req, res))
    .post('/rota/overrides/:id/cancel', needDeed('edit_rota'), async (req, res) => {
      const id = /^[1-9]\d{0,8}$/.test(String(req.params['id'])) ? Number(req.params['id']) : 0;
      if (!(await cancelOverride(deps.pool, id, actorOf(res), deps.clock())))
        throw problem(404, 'unknown_override', 'There is no such override that stands.');
      res.redirect(303, '/rota?done=rota-override-cancelled');
    })
    .post('/rota/swaps', needDeed('edit_rota'), (req, res) => swap(deps, req, res))
    .use(planPages(deps), settingsPages(deps), reliefPages(deps), feedPages(deps));

interface Shown {
  override?: OverrideTexts;
  swap?: SwapTexts;
  faults?: readonly FieldFault[];
}

async function show(deps: Deps, req: Request, res: Response, shown: Shown, status = 200): Promise<void> {
  const at = deps.clock();
  const { settings } = await readRota(deps.pool, aroundNow(at));
  const today = dayIn(settings.zone, at);
  const frame = frameOf(req, today);
  const facts = await readRota(deps.pool, windowOf(frame.shown, today));
  const { role } = personOf(res);
  const moment = momentOf(facts, at);
  const props = {
    ...shellOf(req, res),
    ...frame,
    zone: settings.zone,
    days: shownDays(facts, frame.shown, at),
    ahead: moment.day > dayIn(settings.zone, at) ? moment.day : null,
    duties: dutiesShown(facts, at),
    dutyUntil: dutySpan(moment.day, settings).until,
    overrides: overridesShown(facts, at),
    people: optionsOf(facts),
    typed: { override: shown.override ?? freshOverride(today), swap: shown.swap ?? freshSwap(today) },
    faults: shown.faults ?? [],
    mayEdit: may(role, 'edit_rota'),
    mayPlan: may(role, 'plan_rota'),
    isEmpty: !facts.settings.inUse,
  };
  res
    .status(status)
    .type('html')
    .send(page(RotaPage(props)));
}

/** The month or week that is asked for, with what stands before and after it. */
function frameOf(req: Request, today: string) {
  const week = dayTyped(textOf(req, 'week'));
  const about = week ?? dayTyped(`${textOf(req, 'month')}-01`) ?? today;
  const month = about.slice(0, 7);
  if (week === null) {
    const [before, after] = [monthBefore(about), monthAfter(about)].map((day) => `month=${day.slice(0, 7)}`);
    return {
      view: 'month' as const,
      month,
      shown: daysShown('month', about),
      before: before ?? '',
      after: after ?? '',
    };
  }
  const shown = daysShown('week', about);
  const [before, after] = [-7, 7].map((days) => `week=${addDays(shown[0] ?? about, days)}`);
  return { view: 'week' as const, month, shown, before: before ?? '', after: after ?? '' };
}
const textOf = (req: Request, name: string): string => (typeof req.query[name] === 'string' ? req.query[name] : '');
/** What is shown, and today. */
function windowOf(shown: readonly string[], today: string) {
  const days = [...shown, today].toSorted();
  return {
    from: new Date(Date.parse(`${days[0] ?? today}T00:00:00Z`) - 2 * DAY_MS),
    until: new Date(Date.parse(`${days.at(-1) ?? today}T00:00:00Z`) + 20 * DAY_MS),
  };
}
const freshOverride = (today: string): OverrideTexts => ({
  level: '1',
  startsAt: `${today}T08:30`,
  endsAt: `${addDays(today, 1)}T08:30`,
  out: '',
  in: '',
});
const freshSwap = (today: string): SwapTexts => ({ day: today, level: '1', otherDay: '', otherLevel: '1' });

function dutiesShown(facts: StoredRota, at: Date): ShownDuty[] {
  const nameOf = namesOf(facts);
  return LEVELS.flatMap((level) => {
    const { first } = whoAnswers(facts, { role: level === 1 ? 'duty' : 'level2', topic: null, at });
    const isOfLevel = first && (first.rung === 'cover' || first.rung === (level === 1 ? 'duty' : 'level2'));
    if (!first || !isOfLevel) return [];
    const { person, coverFor, sender } = first;
    return [{ level, name: nameOf(person), coverFor: coverFor && nameOf(coverFor), sender: sender && nameOf(sender) }];
  });
}
function overridesShown(facts: StoredRota, at: Date) {
  const nameOf = namesOf(facts);
  return facts.overrides
    .filter(({ endsAt }) => endsAt > at)
    .map((one) => ({ ...one, out: one.out && nameOf(one.out), in: one.in && nameOf(one.in) }));
}

async function override(deps: Deps, req: Request, res: Response): Promise<void> {
  const at = deps.clock();
  const fields = fieldsOf(req);
  const texts: OverrideTexts = {
    level: fields['level'] ?? '1',
    startsAt: fields['startsAt'] ?? '',
    endsAt: fields['endsAt'] ?? '',
    out: fields['out'] ?? '',
    in: fields['in'] ?? '',
  };
  const { settings } = await readRota(deps.pool, aroundNow(at));
  const [startsAt, endsAt] = [texts.startsAt, texts.endsAt].map((text) => momentTyped(text, settings.zone));
  const refuse = (fault: OverrideFault | 'no_moment', field: string): Promise<void> =>
    show(deps, req, res, { override: texts, faults: [{ field, text: say(res, fault) }] }, 422);
  if (!startsAt) return refuse('no_moment', 'override-startsAt');
  if (!endsAt) return refuse('no_moment', 'override-endsAt');
  const wanted = { level: levelTyped(texts.level), startsAt, endsAt, out: texts.out || null, in: texts.in || null };
  const done = await saveOverride(deps.pool, wanted, actorOf(res), at);
  await answer(done, res, '/rota?done=rota-override', (fault) => refuse(fault, OVERRIDE_FIELD[fault] ?? 'override-in'));
}
const OVERRIDE_FIELD: Partial<Record<OverrideFault, string>> = {
  ends_before_start: 'override-endsAt',
  too_long: 'override-endsAt',
  in_past: 'override-endsAt',
};

async function swap(deps: Deps, req: Request, res: Response): Promise<void> {
  const fields = fieldsOf(req);
  const texts: SwapTexts = {
    day: fields['day'] ?? '',
    level: fields['level'] ?? '1',
    otherDay: fields['otherDay'] ?? '',
    otherLevel: fields['otherLevel'] ?? '1',
  };
  const [day, otherDay] = [dayTyped(texts.day), dayTyped(texts.otherDay)];
  const refuse = (fault: OverrideFault | 'no_moment', field: string): Promise<void> =>
    show(deps, req, res, { swap: texts, faults: [{ field, text: say(res, fault) }] }, 422);
  if (day === null) return refuse('no_moment', 'swap-day');
  if (otherDay === null) return refuse('no_moment', 'swap-otherDay');
  const one = { day, level: levelTyped(texts.level) };
  const other = { day: otherDay, level: levelTyped(texts.otherLevel) };
  const done = await swapDuties(deps.pool, one, other, actorOf(res), deps.clock());
  await answer(done, res, '/rota?done=rota-swap', (fault) => refuse(fault, 'swap-otherDay'));
}

const say = (res: Response, fault: OverrideFault | 'no_moment'): string =>
  translator(personOf(res).language)(`overrideFault.${fault}`);
async function answer(
  done: Overridden,
  res: Response,
  next: string,
  refuse: (fault: OverrideFault) => Promise<void>,
): Promise<void> {
  if (done.ok) res.redirect(303, next);
  else await refuse(done.fault);
}
