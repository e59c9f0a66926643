import { composeHandOver } from '../../../activities/rota';
import { run } from '../../../db/query';
import { editRow } from '../../../db/registers';
import { aroundNow, readRota } from '../../../db/rota/facts';
import { handOver } from '../../../db/rota/hand-over';
import { openTickets, ticketsOfAbsent } from '../../../db/rota/open-tickets';
import { saveSettings } from '../../../db/rota/settings';
import type { RegisterName, Values } from '../../../domain/registers/column';
import { useDatabase } from '../../support/database';
import { addPerson } from '../../support/server';

const db = useDatabase();
const actor = { kind: 'service', id: 'test' } as const;
const AT = new Date('2026-03-02T06:00:00Z');
const noon = new Date('2026-03-03T11:00:00Z');
const edit = async (register: RegisterName, values: Values, code: string | null = null) =>
  expect(await editRow(db.pool, { register, values, code, actor, at: AT })).toMatchObject({ ok: true });
const ticket = (number: string, level: string, assignee: string | null, state = 'open') =>
  run(
    db.pool,
    `insert into ticket (number, type, subject, channel, state, state_since, opened_at, level, assignee, impact, urgency, priority)
     values ($1, 'information', 'About ' || $1, 'web', $4, $5, $5, $2, $3, 'medium', 'medium', 'normal')`,
    [number, level, assignee, state, AT],
  );

beforeAll(async () => {
  for (const code of ['ana', 'bob', 'sam']) await addPerson(db.pool, code);
  for (const code of ['ana', 'bob']) await edit('people', { levels: ['1', '2'] }, code);
  const rotation = (level: 1 | 2, member: string) =>
    ({ level, members: [member], turn: 'day', startsOn: '2026-03-01' }) as const;
  const rotations = [rotation(1, 'ana'), rotation(2, 'bob')];
  await saveSettings(
    db.pool,
    { zone: 'Europe/Paris', handOver: '08:30', dutyOnClosedDays: false, rotations },
    actor,
    AT,
  );
  await ticket('T-1', '1', null);
  await ticket('T-2', '1', 'ana');
  await ticket('T-3', '2', 'bob');
  await ticket('T-4', '3', 'sam');
  await ticket('T-5', '1', null, 'closed');
  await ticket('T-6', '1', 'sam', 'waiting');
});

test('in the morning each line reads its own open requests, each person also what is theirs, and nobody what is over', async () => {
  const seen = async (person: string, levels: string[]) =>
    (await openTickets(db.pool, { person, levels })).first.map(({ number }) => number);
  expect(await seen('ana', ['1'])).toEqual(['T-1', 'T-2']);
  expect(await seen('bob', ['2'])).toEqual(['T-3']);
  expect(await seen('sam', [])).toEqual(['T-4', 'T-6']);
  const tomorrow = new Date('2026-03-03T07:30:00Z');
  expect(await handOver(db.pool, tomorrow)).toBe(true);
  const found = await db.pool.query(`select id from mail where kind = 'hand_over' and to_email = 'ana@example.org'`);
  const deps = {
    pool: db.pool,
    baseUrl: 'https://vigie.example.org',
    centre: { name: 'SISMER', email: 'c@example.org' },
  };
  const words = await composeHandOver(deps, { id: String(found.rows[0]?.id), language: 'en' }, tomorrow);
  if ('cancelled' in words) throw new Error(words.cancelled);
  expect(words.text).toContain('2 requests wait for an answer:');
  expect(words.text).toContain('- T-2 (yours) – About T-2\n  https://vigie.example.org/tickets/T-2');
});

test('the open requests of who is away are named, each once, and those of who has come back are not', async () => {
  const moved = async (at: Date): Promise<string[]> =>
    (await ticketsOfAbsent(db.pool, await readRota(db.pool, aroundNow(at)), at)).map(({ number }) => number);
  expect(await moved(noon)).toEqual([]);
  const span = { starts_at: '2026-03-03T08:00:00Z', ends_at: '2026-03-03T16:00:00Z' };
  await edit('absences', { person: 'ana', ...span });
  await edit('absences', { person: 'sam', kind: 'mission', reads_mail: true, ...span });
  expect(await moved(noon)).toEqual(['T-2', 'T-6']);
  expect(await moved(new Date('2026-03-04T11:00:00Z'))).toEqual([]);
});
