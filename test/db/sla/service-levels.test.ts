import { z } from 'zod';
import { rows } from '../../../db/query';
import { attainedSince } from '../../../db/sla/service-levels';
import { type Attained, PUBLISHED_KINDS, published } from '../../../domain/sla/service-level';
import { TICKET_TYPES } from '../../../domain/ticket/words';
import { useDatabase } from '../../support/database';
import { desk } from '../../support/desk';

const db = useDatabase();
const { person, ask, answer, tell, passTo } = desk(db);
const ZONE = 'Europe/Paris';
const START = new Date('2026-03-02T08:00:00Z');
const HOUR_MS = 3_600_000;

const Event = z.object({
  at: z.date(),
  type: z.string(),
  subject: z.string(),
  data: z.record(z.string(), z.unknown()),
});
type Logged = z.output<typeof Event>;
interface Ended {
  at: Date;
  isBroken: boolean;
  state: unknown;
}
/** How each clock stands by the log: a breach stays, an end may be taken back. */
function endsOf(events: readonly Logged[]): Map<string, Ended> {
  const ends = new Map<string, Ended>();
  for (const { at, type, subject, data } of events) {
    const clock = `${subject} ${String(data['kind'])} ${String(data['clock'])}`;
    const before = ends.get(clock);
    if (type === 'ticket.breached') ends.set(clock, { at: new Date(String(data['due'])), isBroken: true, state: null });
    if (type === 'ticket.clock_ended')
      ends.set(clock, before?.isBroken ? before : { at, isBroken: false, state: data['state'] });
    if (type === 'ticket.clock_reopened' && !before?.isBroken) ends.delete(clock);
  }
  return ends;
}
/** What the log alone says of the promises kept and broken. */
async function fromEvents(): Promise<Attained[]> {
  const events = await rows(
    db.pool,
    Event,
    `select at, type, subject, data from event where subject like 'ticket/%' order by id`,
  );
  const types = new Map(events.map(({ type, subject, data }) => [`${type} ${subject}`, String(data['type'])]));
  const months = new Intl.DateTimeFormat('sv', { timeZone: ZONE, year: 'numeric', month: '2-digit' });
  const counts = new Map<string, Attained>();
  for (const [clock, { at, isBroken, state }] of endsOf(events)) {
    const [subject, kindSaid] = clock.split(' ');
    const kind = PUBLISHED_KINDS.find((known) => known === kindSaid);
    if (!kind || (!isBroken && state !== 'met')) continue;
    const key = { month: months.format(at), kind, type: types.get(`ticket.opened ${subject}`) ?? '' };
    const one = counts.get(JSON.stringify(key)) ?? { ...key, met: 0, breached: 0 };
    if (isBroken) one.breached += 1;
    else one.met += 1;
    counts.set(JSON.stringify(key), one);
  }
  return [...counts.values()];
}
const sorted = (all: readonly Attained[]): Attained[] =>
  all.toSorted((a, b) => `${a.month}${a.kind}${a.type}`.localeCompare(`${b.month}${b.kind}${b.type}`));

test('the published numbers are those that the log alone gives, through breaches, reopening, waiting and ends', async () => {
  await person('ana', 'assistant', ['1'], START);
  for (let n = 0; n < 36; n += 1) {
    const at = new Date(START.getTime() + n * 20 * HOUR_MS);
    await passTo(at);
    const type = TICKET_TYPES[n % TICKET_TYPES.length] ?? 'information';
    const id = await ask(at, { type });
    const later = (hours: number): Date => new Date(at.getTime() + hours * HOUR_MS);
    if (n % 5 === 0) await tell(id, { type: 'wait', reason: 'requester', until: null }, 'ana', later(0.5));
    if (n % 5 === 0) await tell(id, { type: 'resume', reason: null }, 'ana', later(1));
    if (n % 4 !== 1) await answer(id, 'ana', later(n % 3 === 0 ? 19 : 1.5));
    if (n % 4 === 3) continue;
    await tell(id, { type: 'resolve', closesAt: later(30 * 24) }, 'ana', later(19.2));
    if (n % 4 === 2) await tell(id, { type: 'reopen' }, 'ana', later(19.5));
  }
  await passTo(new Date(START.getTime() + 40 * 24 * HOUR_MS));
  const attained = await attainedSince(db.pool, ZONE, new Date(0));
  expect(attained.some(({ breached }) => breached > 0) && attained.some(({ met }) => met > 0)).toBe(true);
  expect(sorted(attained)).toEqual(sorted(await fromEvents()));
}, 60_000);

test('a type with too few requests is told together with others, or not at all', () => {
  const one = (type: string, met: number, breached = 0): Attained => ({
    month: '2026-03',
    kind: 'response',
    type,
    met,
    breached,
  });
  expect(published([one('information', 7, 2), one('alert', 3), one('advice', 1, 1)])).toEqual([
    { month: '2026-03', kind: 'response', type: 'information', counts: { met: 7, breached: 2, percent: 77 } },
    { month: '2026-03', kind: 'response', type: 'rest', counts: { met: 4, breached: 1, percent: 80 } },
  ]);
  expect(published([one('information', 9), one('alert', 1)]).at(-1)).toMatchObject({ type: 'rest', counts: null });
});
