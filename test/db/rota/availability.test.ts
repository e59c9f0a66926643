import { editRow } from '../../../db/registers';
import { askRota, transferChoices } from '../../../db/rota/availability';
import type { RegisterName, Values } from '../../../domain/registers/column';
import { useDatabase } from '../../support/database';
import { addPerson } from '../../support/server';

const db = useDatabase();
const at = new Date('2026-03-02T10:00:00Z');
const actor = { kind: 'service', id: 'test' } as const;
const edit = async (register: RegisterName, values: Values, code: string | null = null) =>
  expect(await editRow(db.pool, { register, values, code, actor, at })).toMatchObject({ ok: true });

test('an assignment learns who is there, and a transfer is offered the topics first with who is away until when', async () => {
  for (const code of ['ana', 'sam', 'sue']) await addPerson(db.pool, code);
  await addPerson(db.pool, 'max', 'manager');
  await edit('topics', { specialists: ['sam', 'sue'], covers: ['sam', 'ana'] }, 'physics');
  await edit('rota', { day: '2026-03-02', level: '1', person: 'ana' });
  const query = { role: 'specialist', topic: 'physics', at } as const;
  expect((await askRota(db.pool, query)).ladder.map(({ rung, person }) => `${rung} ${person}`)).toEqual([
    'specialist sam',
    'specialist sue',
    'cover ana',
    'manager max',
  ]);
  await edit('absences', { person: 'sam', starts_at: '2026-03-01T23:00:00Z', ends_at: '2026-03-09T23:00:00Z' });
  expect((await askRota(db.pool, query)).first).toMatchObject({ person: 'sue', rung: 'specialist' });
  const { topics, people } = await transferChoices(db.pool, at);
  const away = { because: 'absent', until: new Date('2026-03-09T23:00:00Z') };
  expect(topics.find(({ code }) => code === 'physics')?.specialists).toEqual([
    { code: 'sam', name: 'sam', away, cover: null },
    { code: 'sue', name: 'sue', away: null, cover: 'ana' },
  ]);
  expect(people.find(({ code }) => code === 'sam')?.away).toEqual(away);
});
