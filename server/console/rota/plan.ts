import { type Request, type Response, Router } from 'express';
import { type Proposal, proposePlan, removeTemporary, savePlan } from '../../../db/rota/plan';
import { PLANNED_DAYS_MAX } from '../../../db/rota/review';
import { aroundNow, readRota } from '../../../db/rota/facts';
import { addDays, dayIn, daysBetween } from '../../../domain/delivery-zone';
import { weekdayOf } from '../../../domain/rota/duty-day';
import { load, type PlanOptions } from '../../../domain/rota/plan';
import type { FieldFault } from '../../../web/console/layout';
import { PlanPage, type PlanTexts, type ShownProposal } from '../../../web/console/rota/plan';
import { page } from '../../../web/html';
import { type Translate, translator } from '../../../web/words';
import type { ServerDeps } from '../../deps';
import { problem } from '../../errors';
import { fieldsOf } from '../form';
import { actorOf } from '../registers';
import { needDeed, personOf, shellOf } from '../session';
import { dayTyped, turnTyped } from './typed';
import { namesOf } from './view';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;
/** Three months, to a Sunday. */
const USUAL_DAYS = 91;

/** Months of duties in one go: choose, look, save. */
export const planPages = (deps: Deps): Router =>
  Router()
    .all('/rota/plan', needDeed('plan_rota'))
    .get('/rota/plan', async (req, res) => {
      const from = addDays(await today(deps), 1);
      const monday = addDays(from, (8 - weekdayOf(from)) % 7);
      const texts = { from: monday, until: addDays(monday, USUAL_DAYS - 1), turn1: 'day', turn2: 'week' };
      show(req, res, { texts });
    })
    .post('/rota/plan', (req, res) => take(deps, req, res))
    .post('/rota/shifts/:code/remove', needDeed('plan_rota'), async (req, res) => {
      const code = String(req.params['code']);
      if (!(await removeTemporary(deps.pool, code, actorOf(res), deps.clock())))
        throw problem(404, 'unknown_shift', 'There is no such shift of the temporary schedule.');
      res.redirect(303, `/rota?week=${code.slice(0, 10)}&done=rota-shift-removed`);
    });

const today = async ({ pool, clock }: Deps): Promise<string> => {
  const at = clock();
  return dayIn((await readRota(pool, aroundNow(at))).settings.zone, at);
};

interface Shown {
  texts: PlanTexts;
  faults?: readonly FieldFault[];
  proposal?: ShownProposal;
}
function show(req: Request, res: Response, { texts, faults = [], proposal }: Shown, status = 200): void {
  res
    .status(status)
    .type('html')
    .send(page(PlanPage({ ...shellOf(req, res), texts, faults, proposal: proposal ?? null })));
}

async function take(deps: Deps, req: Request, res: Response): Promise<void> {
  const t = translator(personOf(res).language);
  const fields = fieldsOf(req);
  const texts = typedTexts(fields);
  const typed = optionsTyped(texts, await today(deps), t);
  if (!typed.ok) return show(req, res, { texts, faults: [typed.fault] }, 422);
  const { options } = typed;
  const proposal = await proposePlan(deps.pool, options);
  const saw = { texts, proposal: shown(proposal, options) };
  if (fields['step'] !== 'save') return show(req, res, saw);
  if (proposal.trouble.length > 0 && fields['lacking'] !== 'yes')
    return show(req, res, { ...saw, faults: [{ field: 'lacking', text: t('planFault.lacking') }] }, 422);
  if (await savePlan(deps.pool, options, fields['seal'] ?? '', actorOf(res), deps.clock()))
    return res.redirect(303, `/rota?month=${options.from.slice(0, 7)}&done=rota-plan`);
  show(req, res, { ...saw, faults: [{ field: null, text: t('planFault.changed') }] }, 409);
}
const typedTexts = (fields: Record<string, string>): PlanTexts => {
  const text = (name: string): string => fields[name] ?? '';
  return { from: text('from'), until: text('until'), turn1: text('turn1'), turn2: text('turn2') };
};

type Typed = { ok: true; options: PlanOptions } | { ok: false; fault: FieldFault };
function optionsTyped({ from, until, turn1, turn2 }: PlanTexts, now: string, t: Translate): Typed {
  const refuse = (field: string, word: 'from' | 'until' | 'past' | 'too_long'): Typed => ({
    ok: false,
    fault: { field, text: t(`planFault.${word}`) },
  });
  const [first, last] = [dayTyped(from), dayTyped(until)];
  if (first === null) return refuse('from', 'from');
  if (first < now) return refuse('from', 'past');
  if (last === null || last < first) return refuse('until', 'until');
  if (daysBetween(first, last) >= PLANNED_DAYS_MAX) return refuse('until', 'too_long');
  return { ok: true, options: { from: first, until: last, turn: { 1: turnTyped(turn1), 2: turnTyped(turn2) } } };
}

function shown({ facts, shifts, gaps, trouble, seal }: Proposal, { from, until }: PlanOptions): ShownProposal {
  const nameOf = namesOf(facts);
  const days = [...new Set([...shifts, ...gaps].map(({ day }) => day))].toSorted();
  const nameAt = (day: string, level: 1 | 2): string | null => {
    const shift = shifts.find((one) => one.day === day && one.level === level);
    return shift ? nameOf(shift.person) : null;
  };
  return {
    days: days.map((day) => ({ day, names: { 1: nameAt(day, 1), 2: nameAt(day, 2) } })),
    load: [...load(shifts)].map(([code, counts]) => ({ name: nameOf(code), days: counts })),
    trouble: trouble.map(({ person, ...one }) => ({ ...one, name: person && nameOf(person) })),
    replaced: facts.shifts.filter(({ day, layer }) => layer === 'rotation' && day >= from && day <= until).length,
    seal,
  };
}
