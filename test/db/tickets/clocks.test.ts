import { z } from 'zod';
import { giveFeedback } from '../../../db/requester/deeds';
import { firstRow, inTransaction, rows } from '../../../db/query';
import { editRow } from '../../../db/registers';
import { addTicketMessage } from '../../../db/tickets/messages';
import { openTicket } from '../../../db/tickets/open';
import { readTicketAgenda, tellTicket, tellTicketIfDue } from '../../../db/tickets/tell';
import { readTickets } from '../../../db/tickets/ticket-row';
import { closesAt } from '../../../domain/ticket/ask';
import type { TicketEvent } from '../../../domain/ticket/ticket';
import { paris } from '../../domain/calendar/calendars';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { addPerson } from '../../support/server';

const db = useDatabase();
const BOB = { kind: 'person', id: 'bob' } as const;
const at = (text: string): Date => new Date(paris(text));

beforeAll(async () => {
  await addPerson(db.pool, 'bob');
  const promise = { response_minutes: 240, resolution_minutes: 480, ola_level1_minutes: 60, ola_level2_minutes: 120 };
  const targets = { name: 'Délais', calendar: 'office', rank: 2, update_minutes: 960, reopen_days: 5, ...promise };
  const hurry = { name: 'Urgences', rank: 1, priorities: ['urgent'], response_minutes: 30, resolution_minutes: 120 };
  const urgent = { ...targets, ...hurry };
  for (const [code, values] of [
    ['measured', targets],
    ['measured-urgent', urgent],
  ] as const) {
    const row = { register: 'sla-policies', values: { ...values, code }, code: null, actor: BOB, at: AT } as const;
    expect(await editRow(db.pool, row)).toMatchObject({ ok: true });
  }
});

const ask = async (when: string, patch: { assignee?: string } = { assignee: 'bob' }): Promise<number> =>
  (
    await openTicket(db.pool, {
      type: 'information',
      channel: 'web',
      topic: null,
      cruise: null,
      subject: null,
      text: 'Où sont les profils ?',
      requester: { email: 'nora@example.org', name: null, language: 'fr', organisation: null },
      actor: { kind: 'requester', id: '1' },
      at: at(when),
      ...patch,
    })
  ).id;
const tell = async (id: number, event: TicketEvent, when: string): Promise<void> => {
  const told = await inTransaction(db.pool, (tx) =>
    tellTicket(tx, id, { event, side: 'desk', actor: BOB, at: at(when) }),
  );
  expect(told).toMatchObject({ ok: true });
};
const answer = (id: number, when: string, side: 'desk' | 'requester' = 'desk') =>
  inTransaction(db.pool, (tx) =>
    addTicketMessage(tx, id, { side, visibility: 'public', channel: 'console', text: 'x', actor: BOB, at: at(when) }),
  );
const resolve = (id: number, when: string) => tell(id, { type: 'resolve', closesAt: closesAt(null, at(when)) }, when);
/** What the workflow does when it looks at this instant, however long it was away. */
async function look(id: number, when: string): Promise<void> {
  for (let n = 0; n < 50; n += 1) {
    const { next } = await readTicketAgenda(db.pool, id);
    if (next?.step !== 'passClocks' || next.dueAtMs > paris(when)) return;
    const done = await inTransaction(db.pool, (tx) =>
      tellTicketIfDue(tx, id, 'passClocks', at(when), async () => ({ event: { type: 'clocks_due' } })),
    );
    expect(done).toBe(true);
  }
}
async function clocksOf(id: number, kind: string) {
  const [found] = await readTickets(db.pool, [id]);
  return (found?.facts.clocks ?? [])
    .filter(({ clock }) => clock.kind === kind)
    .map(({ cycle, clock: { state, dueAtMs, breachedAtMs, startedAtMs, marks } }) => ({
      cycle,
      state,
      startedAtMs,
      dueAtMs,
      breachedAtMs,
      marks: marks.map(({ percent, skipped }) => (skipped ? `${percent} skipped` : String(percent))),
    }));
}
const logged = (id: number, type: string) =>
  rows(
    db.pool,
    z.object({ at: z.date(), kind: z.string(), due: z.string().nullable(), percent: z.number().nullable() }),
    `select at, data->>'kind' as kind, data->>'due' as due, (data->>'percent')::int as percent from event
      where subject = 'ticket/' || $1::bigint and type = $2 order by id`,
    [id, type],
  );

test('a promise that ran out during an outage is broken at its own instant, what was missed on the way said so, once', async () => {
  const id = await ask('2026-06-01 09:00');
  await look(id, '2026-06-01 11:00');
  expect(await clocksOf(id, 'response')).toMatchObject([{ state: 'running', marks: ['50'] }]);
  await look(id, '2026-06-20 03:00');
  await look(id, '2026-06-21 03:00');
  expect(await clocksOf(id, 'response')).toMatchObject([
    { state: 'breached', breachedAtMs: paris('2026-06-01 14:00'), marks: ['50', '75 skipped', '90 skipped', '100'] },
  ]);
  const breaches = await logged(id, 'ticket.breached');
  expect(breaches.map(({ kind, due }) => [kind, due])).toEqual([
    ['response', at('2026-06-01 14:00').toISOString()],
    ['resolution', at('2026-06-02 09:30').toISOString()],
  ]);
  const thresholds = (await logged(id, 'ticket.threshold')).filter(({ kind }) => kind === 'response');
  expect(thresholds.map(({ percent }) => percent)).toEqual([50, 75, 90]);
  const row = await firstRow(
    db.pool,
    z.object({ breached: z.boolean() }),
    'select breached from ticket where id = $1',
    [id],
  );
  expect(row).toEqual({ breached: true });
});

test('it stands still while anything is waited for, and answers in a pause are measured without it', async () => {
  const id = await ask('2026-06-01 16:00');
  await tell(id, { type: 'wait', reason: 'external', until: null }, '2026-06-01 17:00');
  await tell(id, { type: 'wait', reason: 'colleague', until: null }, '2026-06-01 17:15');
  await tell(id, { type: 'resume', reason: 'external' }, '2026-06-02 09:00');
  expect(await clocksOf(id, 'response')).toMatchObject([{ state: 'paused', dueAtMs: null }]);
  await look(id, '2026-06-05 10:00');
  expect(await logged(id, 'ticket.threshold')).toEqual([]);
  await tell(id, { type: 'resume', reason: 'colleague' }, '2026-06-02 10:00');
  expect(await clocksOf(id, 'response')).toMatchObject([{ state: 'running', dueAtMs: paris('2026-06-02 14:00') }]);
  await tell(id, { type: 'wait', reason: 'requester', until: null }, '2026-06-02 11:00');
  await resolve(id, '2026-08-24 09:30');
  expect(await clocksOf(id, 'resolution')).toMatchObject([{ state: 'met', breachedAtMs: null }]);
  expect(await clocksOf(id, 'response')).toMatchObject([{ state: 'cancelled' }]);
});

test('another priority keeps what was used, and a promise already over breaks at the change, what it skipped said so', async () => {
  const id = await ask('2026-06-01 09:00');
  await tell(id, { type: 'prioritise', impact: 'high', urgency: 'high', priority: 'urgent' }, '2026-06-01 10:00');
  expect(await clocksOf(id, 'response')).toMatchObject([
    {
      state: 'breached',
      breachedAtMs: paris('2026-06-01 10:00'),
      marks: ['50 skipped', '75 skipped', '90 skipped', '100'],
    },
  ]);
  expect(await clocksOf(id, 'resolution')).toMatchObject([{ state: 'running', dueAtMs: paris('2026-06-01 11:00') }]);
});

test('opened again soon the same promise goes on without the time it was over, later another cycle begins; the first answer stays', async () => {
  const id = await ask('2026-06-01 09:00');
  await answer(id, '2026-06-01 10:00');
  await resolve(id, '2026-06-01 15:00');
  await answer(id, '2026-06-04 11:00', 'requester');
  expect(await clocksOf(id, 'response')).toMatchObject([{ state: 'met', cycle: 1 }]);
  expect(await clocksOf(id, 'resolution')).toMatchObject([
    { state: 'running', cycle: 1, dueAtMs: paris('2026-06-04 15:00') },
  ]);
  await resolve(id, '2026-06-04 12:00');
  await tell(id, { type: 'reopen' }, '2026-06-30 11:00');
  expect(await clocksOf(id, 'resolution')).toMatchObject([
    { state: 'met', cycle: 1 },
    { state: 'running', cycle: 2, startedAtMs: paris('2026-06-30 11:00') },
  ]);
  expect(await clocksOf(id, 'response')).toHaveLength(1);
});

test('each hand-over ends one promise between colleagues and begins another', async () => {
  const id = await ask('2026-06-01 09:00');
  await tell(id, { type: 'transfer', to: null, level: '1', askNextAt: null }, '2026-06-01 09:00');
  await tell(id, { type: 'transfer', to: null, level: '2', askNextAt: null }, '2026-06-01 09:30');
  expect(await clocksOf(id, 'ola')).toMatchObject([
    { state: 'met' },
    { state: 'running', dueAtMs: paris('2026-06-01 11:30') },
  ]);
});

test('one opinion a closed cycle, and none while it is open', async () => {
  const id = await ask('2026-06-01 09:00');
  const give = (score: number, when: string) =>
    giveFeedback(db.pool, { ticket: id, requester: 1, at: at(when) }, score, null);
  expect(await give(5, '2026-06-01 10:00')).toBe(false);
  await answer(id, '2026-06-01 10:00');
  await tell(id, { type: 'close', ending: 'by_desk' }, '2026-06-01 11:00');
  expect([await give(2, '2026-06-01 12:00'), await give(4, '2026-06-01 12:05')]).toEqual([true, true]);
  await tell(id, { type: 'reopen' }, '2026-07-01 09:00');
  expect(await give(1, '2026-07-01 10:00')).toBe(false);
  await tell(id, { type: 'close', ending: 'by_desk' }, '2026-07-01 11:00');
  expect(await give(3, '2026-07-01 12:00')).toBe(true);
  const given = await rows(
    db.pool,
    z.object({ cycle: z.number(), score: z.number() }),
    'select cycle, score from ticket_feedback where ticket = $1 order by cycle',
    [id],
  );
  expect(given).toEqual([
    { cycle: 1, score: 4 },
    { cycle: 2, score: 3 },
  ]);
});
