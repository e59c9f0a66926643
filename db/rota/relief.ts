import { weighedLongAgo } from '../../domain/rota/agenda';
import { isRelieved, type ReliefPolicy, toHandOver } from '../../domain/rota/relief';
import type { Actor } from '../../domain/words';
import { record } from '../events';
import { type Db, inTransaction, type Pool, run } from '../query';
import { raiseTask, settleTasks } from '../tasks';
import { handToLevel2, type Relieved, takeOver } from '../tickets/relieve';
import { aroundNow, readRota, type StoredRota } from './facts';
import { ifDue } from './hand-over';
import { keepLook, keepTaking } from './relief-log';
import { type Measure, measureLoad } from './relief-measure';
import { lockRota, reviewRota } from './review';

const CLOCK: Actor = { kind: 'clock' };
const SUBJECT = 'rota/relief';

/** Looks at what level 1 has to do, and relieves it or asks level 2 to, as the settings say. */
export const weigh = (pool: Pool, at: Date): Promise<boolean> =>
  ifDue(pool, 'weigh', at, async (tx, facts) => {
    await run(tx, 'update rota_settings set weighed_at = $1', [at]);
    const found = await measureLoad(tx, facts, at);
    if (found) await decide(tx, facts.settings, found, at);
  });

async function decide(tx: Db, settings: StoredRota['settings'], found: Measure, at: Date): Promise<void> {
  const wasRelieved = settings.relievingSince !== null;
  const keep = (what: Parameters<typeof keepLook>[3]): Promise<void> => keepLook(tx, found, settings, what, at);
  if (!isRelieved(wasRelieved, found.level1, settings)) {
    if (!wasRelieved) return keep({ done: 'nothing' });
    await turn(tx, false, found, CLOCK, at);
    return keep({ done: 'ended' });
  }
  if (!wasRelieved) {
    await turn(tx, true, found, CLOCK, at);
    await keep({ done: 'begun' });
  }
  const wanted = found.spare.slice(0, toHandOver(found.level1, found.level2, settings));
  if (wanted.length > 0)
    return settings.relief === 'act' ? handOn(tx, found, wanted, keep, at) : offer(tx, settings, wanted, keep, at);
  const isFull = found.level2.capacity - found.level2.atRisk < settings.ticketMinutes;
  if (isFull || wasRelieved) await keep({ done: isFull ? 'no_room' : 'nothing' });
}
type Keep = (what: Parameters<typeof keepLook>[3]) => Promise<void>;

async function handOn(tx: Db, found: Measure, wanted: Measure['spare'], keep: Keep, at: Date): Promise<void> {
  const done = await handToLevel2(
    tx,
    wanted.map(({ id }) => id),
    found.people[1],
    CLOCK,
    at,
  );
  await keep(done.ok ? { done: 'handed_over', tickets: done.moved, person: done.to } : { done: 'no_room' });
}

/** A task stands on the desk until somebody takes what is offered, or there is no need any more. */
async function offer(
  tx: Db,
  { offered }: StoredRota['settings'],
  wanted: Measure['spare'],
  keep: Keep,
  at: Date,
): Promise<void> {
  const tickets = wanted.map(({ number }) => number);
  await raiseTask(tx, SUBJECT, 'relief_offered', at);
  if (tickets.toSorted().join() === offered.toSorted().join()) return keep({ done: 'nothing' });
  await run(tx, 'update rota_settings set relief_offered = $1', [tickets]);
  await record(tx, at, CLOCK, [{ type: 'rota.relief_offered', subject: 'rota/desk', data: { tickets } }]);
  await keep({ done: 'offered', tickets });
}

/** Relief begins or ends. */
async function turn(tx: Db, begins: boolean, measure: Measure | null, actor: Actor, at: Date): Promise<void> {
  await run(tx, `update rota_settings set relieving_since = $1, relief_offered = '{}'`, [begins ? at : null]);
  await settleTasks(tx, SUBJECT, at);
  const type = begins ? 'rota.relief_begun' : 'rota.relief_ended';
  await record(tx, at, actor, [{ type, subject: 'rota/desk', data: { ...measure?.level1 } }]);
}

/** Somebody takes all that level 2 was asked to take. What has changed hands meanwhile stays where it is. */
export const takeOffered = (
  pool: Pool,
  person: string,
  actor: Actor,
  at: Date,
): Promise<Relieved & { asked: string[] }> =>
  inTransaction(pool, async (tx) => {
    await lockRota(tx);
    const { offered: asked } = (await readRota(tx, aroundNow(at))).settings;
    const done = await takeOver(tx, { person, numbers: asked }, actor, at);
    if (asked.length > 0) {
      await run(tx, `update rota_settings set relief_offered = '{}'`);
      await settleTasks(tx, SUBJECT, at);
      await keepTaking(tx, person, done.ok ? done.moved : [], at);
    }
    return { ...done, asked };
  });

/** From now on: the next look is at once. */
export const saveRelief = (pool: Pool, policy: ReliefPolicy, actor: Actor, at: Date): Promise<void> =>
  inTransaction(pool, async (tx) => {
    await lockRota(tx);
    const { settings } = await readRota(tx, aroundNow(at));
    const { relief, ticketMinutes, dutyMinutes, beginPercent, endPercent } = policy;
    await run(
      tx,
      `update rota_settings set relief = $1, ticket_minutes = $2, duty_minutes = $3, relief_begin_percent = $4, relief_end_percent = $5, weighed_at = $6,
              relief_offered = case $1 when 'propose' then relief_offered else '{}' end`,
      [relief, ticketMinutes, dutyMinutes, beginPercent, endPercent, weighedLongAgo(at)],
    );
    const data = { relief, ticketMinutes, dutyMinutes, beginPercent, endPercent };
    await record(tx, at, actor, [{ type: 'rota.relief_changed', subject: 'rota/desk', data }]);
    if (relief !== 'propose') await settleTasks(tx, SUBJECT, at);
    if (relief === 'off' && settings.relievingSince !== null) await turn(tx, false, null, actor, at);
    await reviewRota(tx, at);
  });
