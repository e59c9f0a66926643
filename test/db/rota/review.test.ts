import { z } from 'zod';
import { composeHandOver } from '../../../activities/rota';
import { rows, run } from '../../../db/query';
import { editRow } from '../../../db/registers';
import { aroundNow, readRota } from '../../../db/rota/facts';
import { followAbsences, handOver, readRotaAgenda } from '../../../db/rota/hand-over';
import { saveSettings } from '../../../db/rota/settings';
import type { RegisterName, Values } from '../../../domain/registers/column';
import { whoAnswers } from '../../../domain/rota/answers';
import { useDatabase } from '../../support/database';
import { addPerson } from '../../support/server';

const db = useDatabase();
const actor = { kind: 'service', id: 'test' } as const;
/** A Monday, before the hand-over. */
const MONDAY = new Date('2026-03-02T06:00:00Z');
const hours = (n: number): Date => new Date(MONDAY.getTime() + n * 3_600_000);
const edit = async (register: RegisterName, values: Values, code: string | null = null, at = MONDAY) =>
  expect(await editRow(db.pool, { register, values, code, actor, at })).toMatchObject({ ok: true });
const tasks = async (): Promise<string[]> =>
  (
    await rows(
      db.pool,
      z.object({ task: z.string() }),
      `select subject || ' ' || code as task from task where done_at is null and (code like 'rota%' or code like 'absence%') order by 1`,
    )
  ).map(({ task }) => task);
const due = async (at: Date): Promise<string> => {
  const { next } = await readRotaAgenda(db.pool, at);
  return next ? `${next.step} ${new Date(next.dueAtMs).toISOString()}` : 'nothing';
};

beforeAll(async () => {
  for (const code of ['ana', 'bob', 'cleo']) {
    await addPerson(db.pool, code);
    await edit('people', { levels: ['1', '2'] }, code);
  }
});

test('a desk without a rota has neither gaps nor hand-overs, and follows only who goes away', async () => {
  await edit('absences', { person: 'ana', starts_at: '2026-03-03T00:00:00Z', ends_at: '2026-03-04T00:00:00Z' });
  expect(await tasks()).toEqual([]);
  expect(await due(MONDAY)).toBe('followAbsences 2026-03-03T00:00:00.000Z');
});

test('the coming weeks’ gaps are tasks until somebody is planned, and the absence of who is planned is one until it has a cover', async () => {
  await edit('rota', { day: '2026-03-03', level: '1', person: 'ana' });
  expect((await tasks()).length).toBeGreaterThan(30);
  expect(await tasks()).toContain('absence/ana-20260303T0000 absence_uncovered');
  expect(await tasks()).toContain('rota/2026-03-03/1 rota_uncovered');
  await run(
    db.pool,
    `insert into rota_rotation (level, members, turn, starts_on) values (1, '{bob,cleo}', 'day', '2026-03-02'), (2, '{cleo,bob}', 'day', '2026-03-02')`,
  );
  await edit('absences', { name: 'again' }, 'ana-20260303T0000');
  expect(await tasks()).toEqual(['absence/ana-20260303T0000 absence_uncovered', 'rota/2026-03-03/1 rota_uncovered']);
  await edit('absences', { cover: 'bob' }, 'ana-20260303T0000');
  expect(await tasks()).toEqual([]);
  const facts = await readRota(db.pool, aroundNow(hours(26)));
  expect(whoAnswers(facts, { role: 'duty', topic: null, at: hours(26) }).first).toMatchObject({
    person: 'bob',
    coverFor: 'ana',
  });
});

test('the desk hands over each open day at its hour, once, to who answers on both levels, with the open work', async () => {
  const tomorrow = new Date('2026-03-03T07:30:00Z');
  expect(await due(MONDAY)).toBe('followAbsences 2026-03-03T00:00:00.000Z');
  expect(await followAbsences(db.pool, new Date('2026-03-03T00:00:00Z'))).toBe(true);
  expect(await due(MONDAY)).toBe('handOver 2026-03-03T07:30:00.000Z');
  expect(await handOver(db.pool, hours(20))).toBe(false);
  expect(await handOver(db.pool, tomorrow)).toBe(true);
  expect(await handOver(db.pool, tomorrow)).toBe(false);
  expect(await due(tomorrow)).toBe('handOver 2026-03-04T07:30:00.000Z');
  const mails = await rows(
    db.pool,
    z.object({ id: z.string(), to: z.string() }),
    `select id, to_email as "to" from mail where kind = 'hand_over' order by to_email`,
  );
  expect(mails.map(({ to }) => to)).toEqual(['bob@example.org', 'cleo@example.org']);
  const deps = {
    pool: db.pool,
    baseUrl: 'https://vigie.example.org',
    centre: { name: 'SISMER', email: 'c@example.org' },
  };
  const mail = { id: mails[0]?.id ?? '', language: 'fr' } as const;
  const words = await composeHandOver(deps, mail, tomorrow);
  if ('cancelled' in words) throw new Error(words.cancelled);
  expect(words.subject).toBe('[SISMER] Permanence du 3 mars 2026');
  expect(words.text).toContain('Au niveau 2 : cleo.');
  expect(words.text).toContain('https://vigie.example.org/rota');
  expect(await composeHandOver(deps, mail, new Date('2026-03-04T09:00:00Z'))).toEqual({
    cancelled: 'the day has passed',
  });
});

test('on a Friday the next hand-over is on Monday', async () => {
  const friday = new Date('2026-03-06T08:00:00Z');
  expect(await handOver(db.pool, friday)).toBe(true);
  expect(await due(friday)).toBe('handOver 2026-03-09T07:30:00.000Z');
});

test('a desk that gives its rota up has nothing to settle and nothing to hand over', async () => {
  const at = new Date('2026-03-06T09:00:00Z');
  const settings = { zone: 'Europe/Paris', handOver: '08:30', dutyOnClosedDays: false };
  const before = await readRota(db.pool, aroundNow(at));
  await run(db.pool, 'delete from rota_shift');
  await saveSettings(db.pool, { ...settings, rotations: [] }, actor, at);
  expect([await tasks(), await due(at)]).toEqual([[], 'nothing']);
  expect(
    await rows(db.pool, z.object({ due: z.date().nullable() }), 'select next_due_at as due from rota_settings'),
  ).toEqual([{ due: null }]);
  await saveSettings(db.pool, { ...settings, rotations: before.rotations }, actor, at);
  expect(await due(at)).toBe('handOver 2026-03-09T07:30:00.000Z');
});

test('whoever leaves the desk is logged out and no longer asked', async () => {
  await edit('people', { active: false }, 'cleo');
  const at = new Date('2026-03-04T10:00:00Z');
  const { ladder } = whoAnswers(await readRota(db.pool, aroundNow(at)), { role: 'duty', topic: null, at });
  expect(ladder.map(({ person }) => person)).not.toContain('cleo');
});

test('what a register cannot take is said: the address of another, oneself as cover, a code that is not of its day', async () => {
  const refused = async (register: RegisterName, values: Values, code: string | null = null): Promise<string[]> => {
    const done = await editRow(db.pool, { register, values, code, actor, at: MONDAY });
    return done.ok ? [] : done.errors.map((error) => `${error.column ?? ''} ${error.code}`);
  };
  expect(await refused('people', { email: 'ANA@example.org' }, 'bob')).toEqual(['email taken']);
  const span = { starts_at: '2026-05-03T00:00:00Z', ends_at: '2026-05-04T00:00:00Z' };
  expect(await refused('absences', { person: 'bob', cover: 'bob', ...span })).toEqual(['cover same_person']);
  expect(await refused('absences', { person: 'nobody', ...span })).toEqual(['person unknown_reference']);
  expect(await refused('rota', { code: 'x', day: '2026-05-04', level: '1', person: 'bob' })).toEqual([
    'code other_code',
  ]);
});
