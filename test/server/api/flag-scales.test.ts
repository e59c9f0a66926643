import { INTO_L20 } from '../../../domain/flag-scale-data';
import { useDatabase } from '../../support/database';
import { useApi } from '../../support/post';

const db = useDatabase();
const server = useApi(db);

test('every code of every scale is told, page by page, each once', async () => {
  const codes: unknown[] = [];
  let next: string | null = '';
  while (next !== null) {
    const { status, body } = await server.call('GET', `/api/v1/flag-scales?limit=100&cursor=${String(next)}`);
    expect(status).toBe(200);
    codes.push(
      ...(body.items ?? []).map(({ scale, version, code }) => `${String(scale)}@${String(version)} ${String(code)}`),
    );
    next = body['next'] as string | null;
  }
  expect([codes.length, new Set(codes).size]).toEqual([INTO_L20.length, INTO_L20.length]);
});

test('a scale tells what its codes mean, and whether L20 says less', async () => {
  const { body } = await server.call('GET', '/api/v1/flag-scales?scale=GOSUD');
  expect(body.items).toHaveLength(9);
  expect(body.items?.find(({ code }) => code === '6')).toEqual({
    scale: 'GOSUD',
    version: '1',
    code: '6',
    meaning: 'harbour',
    canonical: '4',
    lossy: true,
    asked: false,
  });
  expect((await server.call('GET', '/api/v1/flag-scales?scale=nobody')).body).toEqual({ items: [], next: null });
});
