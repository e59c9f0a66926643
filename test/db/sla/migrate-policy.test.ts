import { z } from 'zod';
import { importRegister } from '../../../db/registers';
import { inTransaction, rows } from '../../../db/query';
import { migrateClocks, previewMigration } from '../../../db/sla/migrate';
import { readTickets } from '../../../db/tickets/ticket-row';
import { tellTicket } from '../../../db/tickets/tell';
import { readTable } from '../../../formats/table';
import { paris } from '../../domain/calendar/calendars';
import { askForProfiles } from '../../support/asking';
import { useDatabase } from '../../support/database';

const db = useDatabase();
const ANNE = { kind: 'person', id: 'anne' } as const;
const MIGRATION = { policy: 'normal' };
const HOUR_MS = 3_600_000;
const at = (text: string): Date => new Date(paris(text));

const ask = (when: string) => askForProfiles(db.pool, at(when));
const importCsv = (register: 'calendars' | 'sla-policies', csv: string) =>
  importRegister(db.pool, {
    register,
    table: readTable(Buffer.from(csv)),
    actor: ANNE,
    at: at('2026-06-01 10:00'),
    preview: false,
  });
/** Minutes of response and resolution; empty: not promised. */
const promise = (response: string, resolution: string, calendar = 'office') =>
  importCsv(
    'sla-policies',
    `code;name;rank;priorities;calendar;response_minutes;resolution_minutes\nnormal;Demande;70;normal;${calendar};${response};${resolution}\n`,
  );

async function clockOf(ticket: number, kind: string) {
  const [found] = await readTickets(db.pool, [ticket]);
  const one = found?.facts.clocks.find(({ clock }) => clock.kind === kind);
  if (!one) throw new Error(`no ${kind} clock`);
  return one;
}
const told = (id: number) =>
  rows(
    db.pool,
    z.object({ type: z.string() }),
    `select type from event where subject = $1 and type like 'ticket.%' and data->>'clock' is not null order by id`,
    [`ticket/${id}`],
  );

test('running clocks take the targets of a new version only when somebody says so, once, with a row of before and after', async () => {
  const { id } = await ask('2026-06-01 09:00');
  const over = await ask('2026-06-01 09:00');
  const urgent = await ask('2026-06-01 09:00');
  const say = (ticket: number, event: Parameters<typeof tellTicket>[2]['event']) =>
    inTransaction(db.pool, (tx) =>
      tellTicket(tx, ticket, { event, side: 'desk', actor: ANNE, at: at('2026-06-01 10:00') }),
    );
  await say(over.id, { type: 'close', ending: 'by_desk' });
  await say(urgent.id, { type: 'prioritise', impact: 'high', urgency: 'high', priority: 'urgent' });
  const [closed, other] = [await clockOf(over.id, 'resolution'), await clockOf(urgent.id, 'resolution')];
  const pinned = await clockOf(id, 'response');
  await promise('240', '2250');
  const now = at('2026-06-01 11:00');
  expect(await clockOf(id, 'response')).toEqual(pinned);

  const preview = await previewMigration(db.pool, MIGRATION, now);
  expect(preview).toMatchObject({ version: 2, clocks: 2, wouldBreach: 0 });
  expect(
    preview?.moved.map(({ kind, before, after }) => [kind, before.targetMs, after.targetMs, after.dueAtMs]),
  ).toEqual([['response', 7.5 * HOUR_MS, 4 * HOUR_MS, paris('2026-06-01 14:00')]]);
  expect(await clockOf(id, 'response')).toEqual(pinned);

  expect(await migrateClocks(db.pool, MIGRATION, ANNE, now)).toBe(2);
  const moved = await clockOf(id, 'response');
  expect(moved.clock.dueAtMs).toBe(paris('2026-06-01 14:00'));
  expect(await clockOf(over.id, 'resolution')).toEqual(closed);
  expect(await clockOf(urgent.id, 'resolution')).toEqual(other);
  const kept = await rows(
    db.pool,
    z.object({ policy: z.string(), author: z.string(), from: z.number(), to: z.number(), due_after: z.date() }),
    `select policy, author, target_before_ms as from, target_after_ms as to, due_after
       from clock_migration_row r join clock_migration m on m.id = r.migration where clock = $1`,
    [moved.id],
  );
  expect(kept).toEqual([
    {
      policy: 'normal',
      author: 'person:anne',
      from: 7.5 * HOUR_MS,
      to: 4 * HOUR_MS,
      due_after: at('2026-06-01 14:00'),
    },
  ]);
  expect(await migrateClocks(db.pool, MIGRATION, ANNE, now)).toBe(0);
  expect(await previewMigration(db.pool, MIGRATION, now)).toMatchObject({ clocks: 0, moved: [] });
});

test('a target that is used up already is breached at the moment of the change, and what is promised no more falls away', async () => {
  await promise('450', '2250');
  const { id, number } = await ask('2026-06-08 09:00');
  await promise('60', '');
  const now = at('2026-06-08 11:00');
  const preview = await previewMigration(db.pool, MIGRATION, now);
  expect(preview?.wouldBreach).toBe(1);
  const own = preview?.moved.filter(({ ticket }) => ticket === number);
  expect(own?.map(({ kind, after }) => [kind, after.state])).toEqual([
    ['response', 'breached'],
    ['resolution', 'cancelled'],
  ]);
  await migrateClocks(db.pool, MIGRATION, ANNE, now);
  expect((await clockOf(id, 'response')).clock).toMatchObject({ state: 'breached', breachedAtMs: now.getTime() });
  expect((await clockOf(id, 'resolution')).clock).toMatchObject({ state: 'cancelled', endedAtMs: now.getTime() });
  const types = (await told(id)).map(({ type }) => type);
  expect(types.filter((type) => type === 'ticket.breached')).toHaveLength(1);
  expect(types.filter((type) => type === 'ticket.clock_ended')).toHaveLength(1);
});

test('a version that names another calendar counts by it from the change on', async () => {
  await promise('450', '2250');
  const { id } = await ask('2026-06-15 16:30');
  const days = Array.from({ length: 5 }, () => '08:00-18:00').join(';');
  await importCsv(
    'calendars',
    `code;name;zone;monday;tuesday;wednesday;thursday;friday\nlong;Long;Europe/Paris;${days}\n`,
  );
  await promise('450', '2250', 'long');
  await migrateClocks(db.pool, MIGRATION, ANNE, at('2026-06-15 17:00'));
  // Half an hour by the old one, one until 18:00, six from 08:00 the next morning.
  expect((await clockOf(id, 'response')).clock.dueAtMs).toBe(paris('2026-06-16 14:00'));
});

test('of a policy that nobody knows there is nothing to preview', async () => {
  const now = at('2026-06-01 09:00');
  expect(await previewMigration(db.pool, { policy: 'nowhere' }, now)).toBeNull();
  expect(await migrateClocks(db.pool, { policy: 'nowhere' }, ANNE, now)).toBe(0);
});
