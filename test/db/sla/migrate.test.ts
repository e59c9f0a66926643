import { z } from 'zod';
import { importRegister } from '../../../db/registers';
import { firstRow, inTransaction, rows } from '../../../db/query';
import { migrateClocks, previewMigration } from '../../../db/sla/migrate';
import { whyDue } from '../../../db/sla/why-due';
import { readTickets } from '../../../db/tickets/ticket-row';
import { tellTicket } from '../../../db/tickets/tell';
import { readTable } from '../../../formats/table';
import { paris } from '../../domain/calendar/calendars';
import { askForProfiles } from '../../support/asking';
import { useDatabase } from '../../support/database';

const db = useDatabase();
const ANNE = { kind: 'person', id: 'anne' } as const;
const at = (text: string): Date => new Date(paris(text));

const ask = (when: string) => askForProfiles(db.pool, at(when));
const setHours = (csv: string) =>
  importRegister(db.pool, {
    register: 'calendars',
    table: readTable(Buffer.from(`code;name;zone;monday;tuesday;wednesday;thursday;friday\n${csv}\n`)),
    actor: ANNE,
    at: at('2026-06-01 10:00'),
    preview: false,
  });
const LONG = 'office;Heures;Europe/Paris;08:00-18:00;08:00-18:00;08:00-18:00;08:00-18:00;08:00-18:00';

async function clockOf(ticket: number, kind: string) {
  const [found] = await readTickets(db.pool, [ticket]);
  const one = found?.facts.clocks.find(({ clock }) => clock.kind === kind);
  if (!one) throw new Error(`no ${kind} clock`);
  return one;
}

test('clocks that run go on by a new calendar only when somebody says so, from the instant they say, with a row of before and after', async () => {
  const { id } = await ask('2026-06-01 16:00');
  const over = await ask('2026-06-01 09:00');
  await inTransaction(db.pool, (tx) =>
    tellTicket(tx, over.id, {
      event: { type: 'close', ending: 'by_desk' },
      side: 'desk',
      actor: ANNE,
      at: at('2026-06-01 11:00'),
    }),
  );
  const closed = await clockOf(over.id, 'resolution');
  await setHours(LONG);
  const pinned = await clockOf(id, 'response');
  expect(pinned.clock.dueAtMs).toBe(paris('2026-06-02 16:00'));

  const migration = { calendar: 'office', effectiveAt: at('2026-06-02 00:00') };
  const now = at('2026-06-01 17:00');
  const preview = await previewMigration(db.pool, migration, now);
  expect(preview).toMatchObject({ version: 2, clocks: 2, wouldBreach: 0 });
  expect(preview?.moved.map(({ kind, after }) => [kind, after.dueAtMs])).toContainEqual([
    'response',
    paris('2026-06-02 14:00'),
  ]);
  expect((await clockOf(id, 'response')).clock).toEqual(pinned.clock);

  expect(await migrateClocks(db.pool, migration, ANNE, now)).toBe(2);
  const moved = await clockOf(id, 'response');
  expect(moved.clock.dueAtMs).toBe(paris('2026-06-02 14:00'));
  expect(await clockOf(over.id, 'resolution')).toEqual(closed);
  const kept = await rows(
    db.pool,
    z.object({ due_before: z.date(), due_after: z.date() }),
    'select due_before, due_after from clock_migration_row where clock = $1',
    [moved.id],
  );
  expect(kept).toEqual([{ due_before: at('2026-06-02 16:00'), due_after: at('2026-06-02 14:00') }]);
  expect(await migrateClocks(db.pool, migration, ANNE, now)).toBe(0);

  const [why] = await whyDue(db.pool, [moved]);
  expect(why).toMatchObject({
    explanation: { dueMs: moved.clock.dueAtMs },
    zone: 'Europe/Paris',
    calendars: [
      { calendar: 'office', version: 1, fromMs: null },
      { calendar: 'office', version: 2, fromMs: paris('2026-06-02 00:00') },
    ],
  });
});

test('a clock that the change leaves no time is breached at the moment of the change, and the preview says how many', async () => {
  await setHours('office;Court;Europe/Paris;09:00-12:00;09:00-12:00;09:00-12:00;09:00-12:00;09:00-12:00');
  const { id } = await ask('2026-06-08 09:00');
  await setHours(LONG);
  const migration = { calendar: 'office', effectiveAt: at('2026-06-08 09:00') };
  const now = at('2026-06-08 18:00');
  const preview = await previewMigration(db.pool, migration, now);
  expect(preview).toMatchObject({ wouldBreach: 1 });
  expect(preview?.moved[0]).toMatchObject({ kind: 'response' });
  await migrateClocks(db.pool, migration, ANNE, now);
  const { clock } = await clockOf(id, 'response');
  expect([clock.state, clock.breachedAtMs]).toEqual(['breached', now.getTime()]);
  const told = await firstRow(
    db.pool,
    z.object({ count: z.number() }),
    `select count(*)::int as count from event where type = 'ticket.breached' and subject = $1`,
    [`ticket/${id}`],
  );
  expect(told?.count).toBe(1);
});

test('of a calendar that nobody knows there is nothing to preview', async () => {
  expect(
    await previewMigration(
      db.pool,
      { calendar: 'nowhere', effectiveAt: at('2026-06-01 09:00') },
      at('2026-06-01 09:00'),
    ),
  ).toBeNull();
});
