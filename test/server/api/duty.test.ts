import { useDatabase } from '../../support/database';
import { useApi } from '../../support/post';
import { addKey, addPerson } from '../../support/server';
import { api } from '../../support/api';

const db = useDatabase();
const server = useApi(db);
const span = { level: 1, starts_at: '2026-03-03T12:00:00Z', ends_at: '2026-03-03T17:00:00Z' };

test('a script asks who is on duty, plans a day by CSV, and overrides an afternoon; what cannot be is said', async () => {
  for (const code of ['ana', 'bob', 'cleo']) await addPerson(db.pool, code);
  const csv = 'day;level;person\n2026-03-03;niveau 1;ana\n2026-03-03;2;bob\n';
  const preview = await server.call('POST', '/api/v1/rota?preview=true', csv, { 'content-type': 'text/csv' });
  expect(preview.body['counts']).toMatchObject({ new: 2 });
  await server.call('POST', '/api/v1/rota', csv, { 'content-type': 'text/csv' });
  const duty = async (at: string) => (await server.call('GET', `/api/v1/duty?at=${at}`)).body;
  expect(await duty('2026-03-03T10:00:00Z')).toEqual({
    day: '2026-03-03',
    from: '2026-03-03T07:30:00.000Z',
    until: '2026-03-04T07:30:00.000Z',
    duties: [
      { level: 1, person: 'ana', cover_for: null },
      { level: 2, person: 'bob', cover_for: null },
    ],
  });
  const key = { 'idempotency-key': 'once' };
  expect((await server.call('POST', '/api/v1/duty/overrides', { ...span, out: 'ana', in: 'cleo' }, key)).status).toBe(
    201,
  );
  expect((await server.call('POST', '/api/v1/duty/overrides', { ...span, out: 'ana', in: 'cleo' }, key)).status).toBe(
    201,
  );
  expect((await duty('2026-03-03T13:00:00Z'))['duties']).toEqual([
    { level: 1, person: 'cleo', cover_for: null },
    { level: 2, person: 'bob', cover_for: null },
  ]);
  const refused = async (body: object) => {
    const { status, body: said } = await server.call('POST', '/api/v1/duty/overrides', { ...span, ...body });
    return [status, said['code']];
  };
  expect(await refused({ out: 'ana' })).toEqual([409, 'overlaps']);
  expect(await refused({})).toEqual([422, 'nobody']);
  expect(await refused({ in: 'nobody-here' })).toEqual([422, 'unknown_person']);
  const reader = api(server.url, await addKey(db.pool, 'ana', ['read']));
  expect((await reader('POST', '/api/v1/duty/overrides', { ...span, in: 'bob' })).status).toBe(403);
});
