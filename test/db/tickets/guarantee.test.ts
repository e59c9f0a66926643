import { z } from 'zod';
import { firstRow } from '../../../db/query';
import { useDatabase } from '../../support/database';
import { desk } from '../../support/desk';
import { AT } from '../../support/facts';

const db = useDatabase();
const { ask, tell, person } = desk(db);
beforeAll(async () => {
  for (const code of ['ana', 'bob']) await person(code, 'assistant', ['1'], AT);
});

const minutes = (n: number): Date => new Date(AT.getTime() + n * 60_000);
const askNextAt = async (ticket: number): Promise<Date> => {
  const row = await firstRow(
    db.pool,
    z.object({ at: z.date() }),
    'select ask_next_at as at from ticket where id = $1',
    [ticket],
  );
  return row?.at ?? new Date(0);
};
const priority = (to: 'urgent' | 'low') =>
  to === 'urgent'
    ? ({ type: 'prioritise', impact: 'high', urgency: 'high', priority: to } as const)
    : ({ type: 'prioritise', impact: 'low', urgency: 'low', priority: to } as const);
const ofAna = async (): Promise<number> => {
  const id = await ask(AT, { silent: true });
  const event = { type: 'transfer', to: 'ana', level: '1', askNextAt: minutes(600) } as const;
  expect(await tell(id, event, 'bob', AT)).toMatchObject({ ok: true });
  return id;
};

test('taking it gives more time once: who takes it again has as much as before', async () => {
  const id = await ofAna();
  expect(await tell(id, { type: 'take', by: 'ana' }, 'ana', minutes(1))).toMatchObject({ ok: true });
  const taken = await askNextAt(id);
  expect(await tell(id, { type: 'take', by: 'ana' }, 'ana', minutes(90))).toMatchObject({ refusal: 'same_person' });
  expect(await askNextAt(id)).toEqual(taken);
});

test('what becomes more urgent is asked of the next in line sooner; what becomes less so, no later', async () => {
  const [id, taken] = [await ofAna(), await ofAna()];
  await tell(id, priority('urgent'), 'bob', minutes(1));
  const urgent = await askNextAt(id);
  expect(urgent.getTime()).toBeLessThan(minutes(600).getTime());
  await tell(id, priority('low'), 'bob', minutes(2));
  expect(await askNextAt(id)).toEqual(urgent);
  await tell(taken, { type: 'take', by: 'ana' }, 'ana', AT);
  const before = await askNextAt(taken);
  await tell(taken, priority('urgent'), 'bob', minutes(1));
  expect((await askNextAt(taken)).getTime()).toBeLessThan(before.getTime());
  expect((await askNextAt(taken)).getTime()).toBeGreaterThanOrEqual(urgent.getTime());
});
