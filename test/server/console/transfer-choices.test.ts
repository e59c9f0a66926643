import { run } from '../../../db/query';
import { readTransferChoices } from '../../../server/console/tickets/takers';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { addPerson } from '../../support/server';

const db = useDatabase();
const DAY_MS = 86_400_000;

test('specialists of the topic come first, in their order, each with until when they are away; then level 2, then all others', async () => {
  for (const [code, role] of [
    ['alix', 'assistant'],
    ['marc', 'specialist'],
    ['rose', 'specialist'],
    ['yann', 'level2'],
    ['rita', 'read_only'],
  ] as const)
    await addPerson(db.pool, code, role);
  await run(db.pool, `update topic set specialists = '{rose,marc}' where code = 'access'`);
  const back = new Date(AT.getTime() + 9 * DAY_MS);
  await run(
    db.pool,
    `insert into absence (code, person, kind, starts_at, ends_at) values ('rose-1', 'rose', 'leave', $1, $2)`,
    [new Date(AT.getTime() - DAY_MS), back],
  );
  await run(db.pool, `insert into rota_shift (code, day, level, person) values ('d', $1, '2', 'yann')`, [
    AT.toISOString().slice(0, 10),
  ]);
  const choices = await readTransferChoices(db.pool, { topic: 'access', at: AT, language: 'en' });
  expect(choices.specialists.map(({ code, away, awayUntil }) => [code, away, awayUntil])).toEqual([
    ['rose', true, back],
    ['marc', false, null],
  ]);
  expect(choices.level2.map(({ code }) => code)).toEqual(['yann']);
  expect(choices.others.map(({ code }) => code)).toEqual(['alix']);
  expect(choices.topics.find(({ code }) => code === 'access')?.name).toBe('Access to data');
});
