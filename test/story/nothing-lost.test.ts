import { run as sql } from '../../db/query';
import { anAnomaly, type Api, api } from '../support/api';
import { useDatabase } from '../support/database';
import { eventually } from '../support/demo';
import { addKey, addPerson } from '../support/server';
import { layOut, type Process, type Site } from '../support/site';

const db = useDatabase();
let site: Site;
let temporal: Process;
let servers: (Process & { url: string })[];
let workers: Process[];
let calls: Api[];

/** Suppliers s0, s1 … with one contact each; a case a supplier, so that no letter gathers two. */
const SUPPLIERS = 90;
let next = 0;
const suppliers = (count: number): string[] => Array.from({ length: count }, () => `s${next++}`);

beforeAll(async () => {
  await sql(db.pool, `update policy set grouping_wait_critical_ms = 0, grouping_wait_error_ms = 0`);
  await sql(db.pool, `insert into source (code, name, trusted) values ('trusted', 'Trusted', true)`);
  await sql(
    db.pool,
    `with s as (insert into supplier (code, name) select 's' || n, 'Supplier ' || n from generate_series(0, $1::int - 1) n returning code)
     insert into contact (code, supplier, name, email) select code, code, code, code || '@example.org' from s`,
    [SUPPLIERS],
  );
  await addPerson(db.pool, 'ana', 'assistant');
  await addPerson(db.pool, 'bea', 'assistant');
  const keys = [await addKey(db.pool, 'ana'), await addKey(db.pool, 'bea')];
  site = await layOut(db.url);
  temporal = await site.startTemporal();
  servers = await Promise.all([site.serve(), site.serve()]);
  workers = [];
  calls = servers.map(({ url }, n) => api(url, keys[n] ?? ''));
}, 120_000);
afterAll(async () => {
  await Promise.all([...workers, ...(servers ?? []), temporal].map((one) => one?.kill('SIGKILL')));
  await site?.remove();
});

const post = async (supplier: string, source = 'trusted'): Promise<string> => {
  const posted = await calls[0]!(
    'POST',
    '/api/v1/anomalies',
    anAnomaly({ source, supplier, dataset: `leg-${supplier}`, severity: 'critical' }),
  );
  expect(posted).toMatchObject({ status: 200, body: { created: 1 } });
  return String(posted.body.cases?.[0]);
};
const phases = async (numbers: string[]): Promise<string[]> => {
  const found = await db.pool.query<{ phase: string }>('select phase from anomaly_case where number = any($1)', [
    numbers,
  ]);
  return found.rows.map(({ phase }) => phase);
};
const allIn = (numbers: string[], phase: string): Promise<boolean> =>
  eventually(
    `${numbers.length} cases ${phase}`,
    async () => (await phases(numbers)).filter((found) => found === phase).length === numbers.length,
    150,
  );
/** Distinct letters to these suppliers: the same mail sent twice after a kill has the same Message-ID. */
const lettersTo = async (codes: string[]): Promise<Map<string, Set<string>>> => {
  const letters = new Map(codes.map((code) => [`${code}@example.org`, new Set<string>()]));
  for (const { to, headers } of await site.mailbox.list()) letters.get(to)?.add(headers['message-id'] ?? '');
  return letters;
};
const oneLetterEach = (codes: string[]): Promise<boolean> =>
  eventually('a letter each', async () => [...(await lettersTo(codes)).values()].every(({ size }) => size > 0), 150);

test('with Temporal stopped every post and every command still answers, and the cases go on when it is back', async () => {
  workers.push(site.work());
  const before = suppliers(1);
  await post(before[0]!);
  await oneLetterEach(before);

  await temporal.kill('SIGTERM');
  const codes = suppliers(5);
  const numbers = await Promise.all(codes.map((code) => post(code)));
  const [bySend] = suppliers(1);
  const sent = await post(bySend!, 'untrusted');
  expect((await calls[0]!('POST', `/api/v1/cases/${sent}/send`, {})).body).toMatchObject({ phase: 'notified' });
  expect((await calls[1]!('POST', `/api/v1/cases/${sent}/note`, { comment: 'Temporal est arrêté.' })).status).toBe(200);
  expect((await calls[1]!('POST', `/api/v1/cases/${sent}/answer`, { answer: 'flags_accepted' })).status).toBe(200);
  expect((await calls[0]!('POST', `/api/v1/cases/${sent}/approve`, {})).body).toMatchObject({ phase: 'approved' });
  expect(await phases(numbers)).toEqual(numbers.map(() => 'collecting'));

  temporal = await site.startTemporal();
  await allIn(numbers, 'notified');
  await allIn([sent], 'applying');
  await oneLetterEach(codes);
}, 240_000);

test('200 posts at once to two servers make one case and one mail', async () => {
  workers.push(site.work());
  const [code] = suppliers(1);
  const posted = await Promise.all(
    Array.from({ length: 200 }, (_, n) =>
      calls[n % 2]!(
        'POST',
        '/api/v1/anomalies',
        anAnomaly({ source: 'trusted', supplier: code, locus: { row: n }, severity: 'critical' }),
      ),
    ),
  );
  expect(new Set(posted.map(({ status }) => status))).toEqual(new Set([200]));
  expect(new Set(posted.flatMap(({ body }) => body.cases ?? [])).size).toBe(1);
  await oneLetterEach([code!]);
  await allIn([String(posted[0]?.body.cases?.[0])], 'notified');
  expect((await lettersTo([code!])).get(`${code}@example.org`)?.size).toBe(1);
}, 120_000);

test('of two approvals of one answer at the same instant on two servers, one decides and the other is told', async () => {
  const codes = suppliers(8);
  const numbers = await Promise.all(codes.map((code) => post(code)));
  await allIn(numbers, 'notified');
  for (const number of numbers) await calls[0]!('POST', `/api/v1/cases/${number}/answer`, { answer: 'flags_accepted' });
  const raced = await Promise.all(
    numbers.flatMap((number) =>
      calls.map((call) => call('POST', `/api/v1/cases/${number}/approve`, { answer_version: 1 })),
    ),
  );
  expect(raced.map(({ status }) => status).sort()).toEqual([...numbers.map(() => 200), ...numbers.map(() => 409)]);
  await allIn(numbers, 'applying');
}, 120_000);

test('a worker killed at any instant leaves each case in its right phase, with one mail a letter and one decision a case', async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.kill('SIGTERM')));
  const codes = suppliers(20);
  const numbers: string[] = [];
  const killing = async (rounds: number): Promise<void> => {
    for (let round = 0; round < rounds; round += 1) {
      const worker = site.work();
      await new Promise((resolve) => setTimeout(resolve, 1200 + Math.random() * 1800));
      await worker.kill('SIGKILL');
    }
  };
  const killed = killing(5);
  for (const code of codes) numbers.push(await post(code));
  await killed;
  workers.push(site.work());
  await allIn(numbers, 'notified');
  await oneLetterEach(codes);

  for (const number of numbers) {
    expect((await calls[0]!('POST', `/api/v1/cases/${number}/answer`, { answer: 'flags_accepted' })).status).toBe(200);
    expect((await calls[1]!('POST', `/api/v1/cases/${number}/approve`, {})).status).toBe(200);
  }
  await workers.splice(0)[0]!.kill('SIGKILL');
  await killing(2);
  workers.push(site.work());
  await allIn(numbers, 'applying');
  for (const [to, letters] of await lettersTo(codes)) expect([to, letters.size]).toEqual([to, 1]);
  const decided = await db.pool.query(
    'select case_id from decision d join anomaly_case c on c.id = d.case_id where c.number = any($1)',
    [numbers],
  );
  expect(decided.rowCount).toBe(numbers.length);
}, 300_000);
