import { z } from 'zod';
import { useDatabase } from '../../support/database';
import { item, NDJSON, ndjson, useApi } from '../../support/post';

const db = useDatabase();
const server = useApi(db);
const Row = z.looseObject({ outcome: z.string(), case: z.string().nullable().optional() });
const OUTCOMES = ['created', 'updated', 'duplicate', 'folded', 'suppressed', 'rejected'] as const;

async function downloaded(run: string, accept: string, query = ''): Promise<string[]> {
  const answer = await fetch(`${server.url}/api/v1/runs/${run}/rows${query}`, {
    headers: { authorization: `Bearer ${server.key}`, accept },
  });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, expect.stringContaining(accept)]);
  expect(answer.headers.get('content-disposition')).toContain('attachment');
  return (await answer.text()).trimEnd().split(/\r?\n/);
}

test('every row of a post ends as one of six, the counts add up, and the whole account is downloaded', async () => {
  const matchers = (dataset: string) => [{ field: 'dataset', op: 'is', value: dataset }];
  const window = { starts_at: '2026-03-01T00:00:00Z', ends_at: '2026-03-20T00:00:00Z', reason: 'calibration' };
  await server.call('POST', '/api/v1/holds', { kind: 'suppression', matchers: matchers('lab'), ...window });
  const rule = { code: 'few', name: 'few', matchers: matchers('storm'), group_by: ['dataset'], open_max: 3 };
  expect((await server.call('POST', '/api/v1/rules', rule)).status).toBe(201);
  const before = [item({ locus: 'same' }), item({ locus: 'changed' })];
  await server.call('POST', '/api/v1/anomalies', before);
  const rows = [
    before[0],
    { ...before[1], observed: { value: 3 } },
    item({ dataset: 'lab' }),
    item({ time: 'yesterday' }),
    ...Array.from({ length: 1200 }, (_, n) => item({ locus: `row ${n}` })),
    ...Array.from({ length: 10 }, (_, n) => item({ dataset: 'storm', check: 'gap_test', locus: `row ${n}` })),
  ];
  const { body } = await server.call('POST', '/api/v1/anomalies', ndjson(rows), NDJSON);
  const counts = { created: 1203, updated: 1, duplicate: 1, folded: 7, suppressed: 1, rejected: 1 };
  expect(body).toMatchObject({ received: 1214, ...counts });
  expect(OUTCOMES.reduce((sum, name) => sum + Number(body[name]), 0)).toBe(body['received']);

  const lines = await downloaded(String(body['run']), 'application/x-ndjson');
  const told = lines.map((line) => Row.parse(JSON.parse(line)));
  const byOutcome = (name: string): number => told.filter(({ outcome }) => outcome === name).length;
  expect(Object.fromEntries(OUTCOMES.map((name) => [name, byOutcome(name)]))).toEqual(counts);
  expect(told.at(-1)).toMatchObject({ outcome: 'rejected', line: 4, pointer: '/time' });

  const [header = '', ...cells] = await downloaded(String(body['run']), 'text/csv');
  expect(header).toMatch(/^outcome,case,uuid,fingerprint,source,dataset,check,/);
  expect(cells).toHaveLength(told.length);
  const folded = await server.call('GET', `/api/v1/runs/${String(body['run'])}/rows?outcome=folded&limit=5`);
  expect(folded.body.items).toHaveLength(5);
  expect(folded.body.items?.[0]).toMatchObject({
    outcome: 'folded',
    dataset: 'storm',
    locus: 'row 3',
    case: expect.stringMatching(/^A-/),
  });
  const rest = await server.call(
    'GET',
    `/api/v1/runs/${String(body['run'])}/rows?outcome=folded&limit=5&cursor=${String(folded.body['next'])}`,
  );
  expect(rest.body).toMatchObject({ items: [{ locus: 'row 8' }, { locus: 'row 9' }], next: null });
  const suppressed = await downloaded(String(body['run']), 'text/csv', '?outcome=suppressed');
  expect(suppressed.slice(1)).toEqual([expect.stringMatching(/^suppressed,,[0-9a-f-]{36},/)]);
});
