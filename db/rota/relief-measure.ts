import { z } from 'zod';
import { between } from '../../domain/calendar/working-time';
import { addDays } from '../../domain/delivery-zone';
import { dutySpan, momentOf, openFrom } from '../../domain/rota/duty-day';
import { standingOn } from '../../domain/rota/layers';
import { type Limit, type Load, tightest } from '../../domain/rota/relief';
import { type Db, rows } from '../query';
import type { StoredRota } from './facts';

/** So many days of duty, today's among them, are held against what falls due. */
const DAYS = 3;
const MINUTE_MS = 60_000;

const Held = z.object({
  id: z.number(),
  number: z.string(),
  level: z.enum(['1', '2']),
  dueAt: z.date(),
  isAnswered: z.boolean(),
});
export interface Measure {
  level1: Load;
  level2: Load;
  /** By when it has to be done. */
  until: Date;
  people: Record<1 | 2, string[]>;
  /** What level 1 would come to last of what is due by then, and whose asker nobody has talked with yet, first. */
  spare: { id: number; number: string }[];
}

/** What the people on duty have to do and can do at this moment, in working minutes; null while nobody is on level 1 or can still do a thing. */
export async function measureLoad(db: Db, facts: StoredRota, at: Date): Promise<Measure | null> {
  const first = standingOn(facts, 1, momentOf(facts, at));
  const second = standingOn(facts, 2, momentOf(facts, at)).filter((person) => !first.includes(person));
  const limits = { 1: limitsOf(facts, 1, at), 2: limitsOf(facts, 2, at) };
  const last = limits[1].at(-1);
  if (!last || first.length === 0) return null;
  const held = await rows(
    db,
    Held,
    `select id, number, level, promise_due_at as "dueAt", first_answered_at is not null as "isAnswered" from ticket
      where state in ('new', 'open') and level in ('1', '2') and promise_due_at <= $1
        and (assignee is null or assignee = any(case level when '1' then $2::text[] else $3::text[] end))
      order by promise_due_at, id`,
    [new Date(last.untilMs), first, second],
  );
  const { ticketMinutes } = facts.settings;
  const dues = (level: string): number[] =>
    held.filter((one) => one.level === level).map(({ dueAt }) => dueAt.getTime());
  const found = tightest(dues('1'), limits[1], ticketMinutes);
  if (!found) return null;
  const { atRisk, capacity, untilMs } = found;
  const level2 = {
    atRisk: dues('2').filter((ms) => ms <= untilMs).length * ticketMinutes,
    capacity: second.length === 0 ? 0 : (limits[2].find((one) => one.untilMs === untilMs)?.capacity ?? 0),
  };
  const spare = held
    .filter((one) => one.level === '1' && !one.isAnswered && one.dueAt.getTime() <= untilMs)
    .toReversed();
  return { level1: { atRisk, capacity }, level2, until: new Date(untilMs), people: { 1: first, 2: second }, spare };
}

/** The ends of this day of duty and the next, with what its people can do by then. */
function limitsOf(facts: StoredRota, level: 1 | 2, at: Date): Limit[] {
  const limits: Limit[] = [];
  let capacity = 0;
  let { day } = momentOf(facts, at);
  for (let n = 0; n < DAYS; n += 1, day = openFrom(facts, addDays(day, 1))) {
    const { from, until } = dutySpan(day, facts.settings);
    const begins = Math.max(from.getTime(), at.getTime());
    const worked = Math.floor(between(facts.calendar, begins, until.getTime()) / MINUTE_MS);
    const people = standingOn(facts, level, { day, at: new Date(begins) }).length;
    capacity += Math.min(worked, facts.settings.dutyMinutes) * people;
    limits.push({ untilMs: until.getTime(), capacity });
  }
  return limits;
}
