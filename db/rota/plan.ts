import { createHash } from 'node:crypto';
import { instantOf } from '../../domain/delivery-zone';
import { daysFrom } from '../../domain/rota/duty-day';
import type { Shift } from '../../domain/rota/facts';
import { type Plan, type PlanOptions, propose } from '../../domain/rota/plan';
import { type Trouble, troubleOn } from '../../domain/rota/trouble';
import type { Actor } from '../../domain/words';
import { record } from '../events';
import { type Db, inTransaction, type Pool, run } from '../query';
import { readRota, type StoredRota } from './facts';
import { lockRota, reviewRota } from './review';

const DAY_MS = 86_400_000;
/** Whoever served so long ago counts as never having served. */
const REMEMBERED_MS = 180 * DAY_MS;

export interface Proposal extends Plan {
  facts: StoredRota;
  /** All that would be wrong on these days, gaps and conflicts. */
  trouble: Trouble[];
  /** Names what is proposed: only what was shown is saved. */
  seal: string;
}

/** What a plan of these days would be; writes nothing. A temporary schedule and overrides stay before it. */
export async function proposePlan(db: Db, options: PlanOptions): Promise<Proposal> {
  const zone = 'UTC';
  const from = new Date(instantOf(options.from, '00:00', zone).getTime() - REMEMBERED_MS);
  const until = new Date(instantOf(options.until, '00:00', zone).getTime() + 2 * DAY_MS);
  const facts = await readRota(db, { from, until });
  const plan = propose(facts, options);
  const planned = { ...facts, shifts: [...facts.shifts.filter(staysBeside(options)), ...plan.shifts] };
  const trouble = troubleOn(planned, daysFrom(options.from, options.until));
  const seal = createHash('sha256')
    .update(JSON.stringify([options, plan.shifts]))
    .digest('base64url');
  return { ...plan, facts, trouble, seal };
}
const staysBeside =
  ({ from, until }: PlanOptions) =>
  ({ day, layer }: Shift): boolean =>
    layer !== 'rotation' || day < from || day > until;

/** Writes a plan if it still is the one that was shown; false when the desk has changed since. */
export const savePlan = (pool: Pool, options: PlanOptions, seal: string, actor: Actor, at: Date): Promise<boolean> =>
  inTransaction(pool, async (tx) => {
    await lockRota(tx);
    const proposal = await proposePlan(tx, options);
    if (proposal.seal !== seal) return false;
    const { shifts, trouble } = proposal;
    await run(tx, `delete from rota_shift where layer = 'rotation' and day between $1::date and $2::date`, [
      options.from,
      options.until,
    ]);
    await run(
      tx,
      `insert into rota_shift (code, day, level, layer, person)
       select s.day || '-' || s.level, s.day, s.level, 'rotation', s.person
         from unnest($1::date[], $2::text[], $3::text[]) as s (day, level, person) order by s.day, s.level`,
      [shifts.map((s) => s.day), shifts.map((s) => String(s.level)), shifts.map((s) => s.person)],
    );
    const data = { from: options.from, until: options.until, shifts: shifts.length, lacking: trouble.length };
    await record(tx, at, actor, [{ type: 'rota.planned', subject: 'rota/desk', data }]);
    await reviewRota(tx, at);
    return true;
  });

/** Takes a shift of the temporary schedule out, so that the plan below it holds again. False when there is none. */
export const removeTemporary = (pool: Pool, code: string, actor: Actor, at: Date): Promise<boolean> =>
  inTransaction(pool, async (tx) => {
    await lockRota(tx);
    const gone = await run(tx, `delete from rota_shift where code = $1 and layer = 'temporary'`, [code]);
    if (gone === 0) return false;
    await record(tx, at, actor, [{ type: 'rota.shift_removed', subject: 'rota/desk', data: { code } }]);
    await reviewRota(tx, at);
    return true;
  });
