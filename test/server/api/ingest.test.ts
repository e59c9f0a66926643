import { request } from 'node:http';
import type { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { rows } from '../../../db/query';
import { bulkThread } from '../../support/bulk';
import { useDatabase } from '../../support/database';
import { addKey } from '../../support/server';
import { api } from '../../support/api';
import { item, NDJSON, ndjson, useApi } from '../../support/post';

const db = useDatabase();
const threads: Worker[] = [];
const bulk = bulkThread(db, threads);
const server = useApi(db, { bulk });
afterAll(() => bulk.stop());
const count = async (sql: string): Promise<number> =>
  (await rows(db.pool, z.object({ n: z.number() }), `select count(*) as n from ${sql}`))[0]?.n ?? -1;
const post = (body: unknown, headers: Record<string, string> = {}) =>
  server.call('POST', '/api/v1/anomalies', body, headers);

test('one object is answered with its account, and the same again creates nothing', async () => {
  const one = item({ sensor: 'once' });
  const first = await post(one);
  expect(first.status).toBe(200);
  expect(first.body).toEqual({
    run: expect.any(String),
    received: 1,
    created: 1,
    updated: 0,
    duplicate: 0,
    folded: 0,
    suppressed: 0,
    rejected: 0,
    cases: [expect.stringMatching(/^A-2026-\d{5}$/)],
    errors: [],
  });
  const again = await post({ ...one, detected_at: '2026-03-05T00:00:00Z', run_id: 'other' });
  expect(again.body).toMatchObject({ created: 0, duplicate: 1, cases: first.body.cases });
  const changed = await post({ ...one, observed: { value: 42 }, severity: 'critical' });
  expect(changed.body).toMatchObject({ updated: 1, cases: first.body.cases });
});

test('an array and NDJSON store their valid items whatever the others are, each error with its place', async () => {
  const array = await post([item({ sensor: 'a1' }), item({ sensor: 'a1', position: { lat: 91, lon: 0 } }), 7]);
  expect(array.status).toBe(200);
  expect(array.body).toMatchObject({ received: 3, created: 1, rejected: 2 });
  expect(array.body['errors']).toEqual([
    expect.objectContaining({ index: 1, pointer: '/position/lat', code: 'out_of_range' }),
    expect.objectContaining({ index: 2 }),
  ]);
  const lines = `${JSON.stringify(item({ sensor: 'n1' }))}\n{oops\n\n${JSON.stringify(item({ sensor: 'n1', time: '2026-02-30T00:00:00Z' }))}\n`;
  const stream = await post(lines, NDJSON);
  expect(stream.body).toMatchObject({ received: 3, created: 1, rejected: 2 });
  expect(stream.body['errors']).toEqual([
    expect.objectContaining({ line: 2, code: 'bad_json' }),
    expect.objectContaining({ line: 4, pointer: '/time', code: 'bad_instant' }),
  ]);
});

test('CSV as a spreadsheet writes it, with errors by line', async () => {
  const csv =
    'source;dataset;check;sensor;time\ntsg;leg-1;spike;csv1;2026-03-01T10:00:00Z\ntsg;leg-1;spike;csv1;yesterday\n';
  const { status, body } = await post(csv, { 'content-type': 'text/csv; charset=utf-8' });
  expect(status).toBe(200);
  expect(body).toMatchObject({ received: 2, created: 1, rejected: 1 });
  expect(body['errors']).toEqual([expect.objectContaining({ line: 3, code: 'bad_instant' })]);
});

test('one object alone that is refused is a problem', async () => {
  const { status, body } = await post(item({ severity: 'terrible' }));
  expect(status).toBe(422);
  expect(body).toMatchObject({ status: 422, code: 'unknown_value', errors: [{ pointer: '/severity' }] });
  expect(body['instance']).toEqual(expect.any(String));
});

test('whole-body faults name themselves and store nothing', async () => {
  const before = await count('anomaly');
  const cases: [string | Uint8Array<ArrayBuffer>, Record<string, string>, number, string][] = [
    ['{"a":', { 'content-type': 'application/json' }, 400, 'bad_json'],
    ['', { 'content-type': 'application/json' }, 422, 'empty'],
    ['<a/>', { 'content-type': 'application/xml' }, 415, 'unsupported_media_type'],
    ['{}', { 'content-type': 'application/json', 'content-encoding': 'br' }, 415, 'unsupported_encoding'],
    ['not gzip', { 'content-type': 'application/json', 'content-encoding': 'gzip' }, 400, 'bad_gzip'],
    ['a;b\n1;2\n', { 'content-type': 'text/csv' }, 422, 'missing_column'],
    ['{}', { 'content-type': 'application/json; charset=latin1' }, 415, 'unsupported_charset'],
    [Uint8Array.of(0x7b, 0xff, 0x7d), { 'content-type': 'application/json' }, 400, 'not_utf8'],
    [`[${'1,'.repeat(6_000_000)}1]`, { 'content-type': 'application/json' }, 413, 'body_too_large'],
  ];
  for (const [body, headers, status, code] of cases) {
    const response = await fetch(`${server.url}/api/v1/anomalies`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.key}`, ...headers },
      body,
    });
    expect([code, response.status]).toEqual([code, status]);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({ status, code });
  }
  expect(await count('anomaly')).toBe(before);
});

test('NUL, lone surrogates, 1e999 and depth are rejected items with the place; the neighbour is stored', async () => {
  const bad = [
    JSON.stringify(item({ message: 'a\u0000b' })),
    JSON.stringify(item({ message: 'x' })).replace('"x"', '"\\ud800"'),
    JSON.stringify(item({ observed: { value: 1 } })).replace('"value":1', '"value":1e999'),
    JSON.stringify(item()).replace('}', `,"deep":${'['.repeat(25)}${']'.repeat(25)}}`),
  ];
  const { status, body } = await post([...bad, JSON.stringify(item({ sensor: 'neighbour' }))].join('\n'), NDJSON);
  expect(status).toBe(200);
  expect(body).toMatchObject({ received: 5, created: 1, rejected: 4 });
  expect((body['errors'] as { line: number }[]).map(({ line }) => line)).toEqual([1, 2, 3, 4]);
});

test('gzip is accepted; a packed body that ends early keeps what came before', async () => {
  const lines = ndjson(Array.from({ length: 3000 }, (_, n) => item({ sensor: `gz${n % 7}`, locus: `row ${n}` })));
  const packed = gzipSync(lines);
  const whole = await fetch(`${server.url}/api/v1/anomalies`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.key}`, ...NDJSON, 'content-encoding': 'gzip' },
    body: packed,
  });
  expect(await whole.json()).toMatchObject({ received: 3000, created: 3000, rejected: 0 });
  const cut = await fetch(`${server.url}/api/v1/anomalies`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.key}`, ...NDJSON, 'content-encoding': 'gzip' },
    body: packed.subarray(0, packed.length / 2),
  });
  const body = (await cut.json()) as { received: number; duplicate: number; errors: { code: string }[] };
  expect(cut.status).toBe(200);
  expect(body.duplicate).toBeGreaterThan(0);
  expect(body.errors.at(-1)?.code).toBe('bad_gzip');
});

test('200 parallel posts of one key make one case', async () => {
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, n) => post(item({ sensor: 'parallel', locus: `row ${n}` }))),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(answers.flatMap(({ body }) => body.cases ?? [])).size).toBe(1);
  expect(await count(`anomaly_case where sensor = 'parallel'`)).toBe(1);
  expect(await count(`anomaly a join anomaly_case c on c.id = a.case_id where c.sensor = 'parallel'`)).toBe(200);
});

test('an Idempotency-Key makes the run: a replay gets the same answer, another body is refused where it differs', async () => {
  const lines = Array.from({ length: 4500 }, (_, n) => item({ sensor: `replay${n % 9}`, locus: `row ${n}` }));
  const headers = { ...NDJSON, 'idempotency-key': 'leg/1 é'.replace(' é', '') };
  const first = await post(ndjson(lines), headers);
  expect(first.body).toMatchObject({ run: 'leg/1', received: 4500, created: 4500 });
  const events = await count('event');
  expect(await post(ndjson(lines), headers)).toEqual(first);
  expect(await count('event')).toBe(events);
  const other = await post(ndjson([...lines.slice(0, 4400), ...lines.slice(0, 100)]), headers);
  expect(other.status).toBe(422);
  expect(other.body).toMatchObject({ code: 'idempotency_key_reused', run: '/api/v1/runs/leg%2F1' });
  const shorter = await post(ndjson(lines.slice(0, 10)), headers);
  expect(shorter.status).toBe(422);
  const account = await server.call('GET', '/api/v1/runs/leg%2F1');
  expect(account.body).toMatchObject({ state: 'done', received: 4500, created: 4500 });
  const stranger = api(server.url, await addKey(db.pool, await person('other')));
  expect((await stranger('POST', '/api/v1/anomalies', ndjson(lines), headers)).status).toBe(422);
});

const person = async (code: string): Promise<string> => {
  await db.pool.query(
    `insert into person (code, email, name, role) values ($1, $1 || '@example.org', $1, 'assistant') on conflict do nothing`,
    [code],
  );
  return code;
};

test('twins of one small post with one key store it once and get the same answer', async () => {
  const body = [item({ sensor: 'twins' }), item({ sensor: 'twins', locus: 'b' })];
  const twins = await Promise.all(Array.from({ length: 20 }, () => post(body, { 'idempotency-key': 'twins' })));
  for (const twin of twins) expect(twin).toEqual(twins[0]);
  expect(twins[0]?.body).toMatchObject({ created: 2, duplicate: 0 });
});

test('a client that goes away loses only what had not come; the run goes on where it stood; two at once is a conflict', async () => {
  const lines = Array.from({ length: 6000 }, (_, n) => JSON.stringify(item({ sensor: 'ship', locus: `row ${n}` })));
  const headers = { authorization: `Bearer ${server.key}`, ...NDJSON, 'idempotency-key': 'ship' };
  const sending = request(`${server.url}/api/v1/anomalies`, { method: 'POST', headers, agent: false });
  sending.on('error', () => undefined);
  sending.write(`${lines.slice(0, 3500).join('\n')}\n`);
  await until(async () => (await count(`run_batch where run = 'ship'`)) >= 2);
  const second = await post(lines.join('\n'), { ...NDJSON, 'idempotency-key': 'ship' });
  expect(second.status).toBe(409);
  expect(second.body).toMatchObject({ code: 'run_in_progress', run: '/api/v1/runs/ship' });
  sending.destroy();
  await until(async () => (await count(`run where id = 'ship' and state = 'failed'`)) === 1);
  expect(await count(`anomaly where run = 'ship'`)).toBe(2000);
  await until(async () => {
    const resumed = await post(lines.join('\n'), { ...NDJSON, 'idempotency-key': 'ship' });
    if (resumed.status === 409) return false;
    expect(resumed.body).toMatchObject({ run: 'ship', received: 6000, created: 6000, duplicate: 0 });
    return true;
  });
});

test('when the thread of large posts dies its posts may be sent again, and the next one starts it anew', async () => {
  const lines = Array.from({ length: 6000 }, (_, n) => JSON.stringify(item({ sensor: 'killed', locus: `row ${n}` })));
  const headers = { ...NDJSON, 'idempotency-key': 'killed' };
  const sending = request(`${server.url}/api/v1/anomalies`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.key}`, ...headers },
  });
  const answered = new Promise<unknown>((resolve) =>
    sending.on('response', (res) => resolve(res.resume().statusCode)).on('error', (error) => resolve(error.message)),
  );
  sending.write(`${lines.slice(0, 3500).join('\n')}\n`);
  await until(async () => (await count(`run_batch where run = 'killed'`)) >= 1);
  await threads.at(-1)?.terminate();
  sending.end();
  expect(await answered).toBe(503);
  await until(async () => {
    const again = await post(lines.join('\n'), headers);
    if (again.status === 409) return false;
    expect(again.body).toMatchObject({ run: 'killed', received: 6000, created: 6000, duplicate: 0 });
    return true;
  });
  expect(await count(`anomaly where run = 'killed'`)).toBe(6000);
});

test('while a large post comes in slowly, others are answered', async () => {
  const lines = Array.from({ length: 4000 }, (_, n) => JSON.stringify(item({ sensor: 'slow', locus: `row ${n}` })));
  const headers = { authorization: `Bearer ${server.key}`, ...NDJSON };
  const sending = request(`${server.url}/api/v1/anomalies`, { method: 'POST', headers, agent: false });
  const answered = new Promise<unknown>((resolve) =>
    sending.on('response', (res) => resolve(res.resume().statusCode)).on('error', (error) => resolve(error.message)),
  );
  sending.write(`${lines.slice(0, 3000).join('\n')}\n`);
  const meanwhile = await Promise.all(
    [1, 2, 3].map((n) =>
      post(ndjson(Array.from({ length: 3000 }, (_, m) => item({ sensor: `other${n}`, locus: `row ${m}` }))), NDJSON),
    ),
  );
  for (const { body } of meanwhile) expect(body).toMatchObject({ created: 3000 });
  expect((await post(item({ sensor: 'single' }))).status).toBe(200);
  sending.end(lines.slice(3000).join('\n'));
  expect(await answered).toBe(200);
  expect(await count(`anomaly a join anomaly_case c on c.id = a.case_id where c.sensor = 'slow'`)).toBe(4000);
});

const until = async (holds: () => Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((done) => setTimeout(done, 20));
};

test('the first use of an unknown source registers it, untrusted', async () => {
  await post(item({ source: 'never-seen', sensor: 'src' }));
  const found = await rows(
    db.pool,
    z.object({ trusted: z.boolean() }),
    `select trusted from source where code = 'never-seen'`,
  );
  expect(found).toEqual([{ trusted: false }]);
});

test('rows of a run are told by their outcome', async () => {
  const { body } = await post(ndjson([item({ sensor: 'rows' }), {}, item({ sensor: 'rows', locus: 'x' })]), NDJSON);
  const run = `/api/v1/runs/${String(body['run'])}/rows`;
  const created = await server.call('GET', `${run}?outcome=created&limit=1`);
  expect(created.body.items).toEqual([
    expect.objectContaining({ sensor: 'rows', outcome: 'created', case: expect.any(String) }),
  ]);
  const next = await server.call('GET', `${run}?outcome=created&limit=1&cursor=${String(created.body['next'])}`);
  expect(next.body).toMatchObject({ items: [{ outcome: 'created' }], next: null });
  const rejected = await server.call('GET', `${run}?outcome=rejected`);
  expect(rejected.body.items).toEqual([expect.objectContaining({ line: 2, index: 1, outcome: 'rejected' })]);
  expect((await server.call('GET', '/api/v1/runs/none')).status).toBe(404);
  expect((await server.call('GET', `${run}?outcome=lost`)).status).toBe(422);
});

test('resolve recovers, and a case whose anomalies have all recovered says so; a new failure takes it back', async () => {
  const [a, b] = [item({ sensor: 'rec' }), item({ sensor: 'rec', locus: 'b' })];
  const { body } = await post([a, b]);
  expect((await post({ ...a, action: 'resolve' })).body).toMatchObject({ received: 1, updated: 1 });
  expect(
    await count(`anomaly_case where number = '${String(body.cases?.[0])}' and source_recovered_at is not null`),
  ).toBe(0);
  await post({ ...b, action: 'resolve' });
  expect(
    await count(`anomaly_case where number = '${String(body.cases?.[0])}' and source_recovered_at is not null`),
  ).toBe(1);
  expect((await post({ ...b, action: 'resolve' })).body).toMatchObject({ duplicate: 1 });
  expect((await post({ ...item({ sensor: 'nobody' }), action: 'resolve' })).body).toMatchObject({
    duplicate: 1,
    cases: [],
  });
  await post(b);
  expect(
    await count(`anomaly_case where number = '${String(body.cases?.[0])}' and source_recovered_at is not null`),
  ).toBe(0);
});
