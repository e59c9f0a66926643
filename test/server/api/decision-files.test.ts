import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { tell } from '../../../db/cases';
import { type AcceptedCorrection, addCorrection } from '../../../db/corrections/store';
import { correctionTargets } from '../../../db/corrections/targets';
import { type Db, firstRow, inTransaction, run } from '../../../db/query';
import { dropAbandonedFiles } from '../../../db/files';
import { outOfL20 } from '../../../domain/flag-scale';
import { readReport } from '../../../formats';
import { api } from '../../support/api';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { useApi } from '../../support/post';
import { addKey } from '../../support/server';

const db = useDatabase();

const server = useApi(db);
const sample = (name: string): Buffer => readFileSync(join(__dirname, '../../../samples/formats', name));

const post = async (format: string, bytes: Buffer, query: string, config?: Buffer): Promise<string[]> => {
  const url = `${server.url}/api/v1/reports?format=${format}&${query}`;
  const form = new FormData();
  form.set('config', new Blob([Uint8Array.from(config ?? Buffer.from('null'))]), 'config.json');
  form.set('report', new Blob([Uint8Array.from(bytes)]), 'report');
  const response = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${server.key}` }, body: form });
  const { cases = [] } = (await response.json()) as { cases?: string[] };
  return cases;
};

/** Its decision, as if the supplier had said so and the desk had approved. */
async function decide(
  number: string,
  code: 'eliminate' | 'confirmed_real' | 'flags_accepted' | 'corrected_data',
  correct?: (tx: Db, caseId: number) => Promise<AcceptedCorrection>,
): Promise<string> {
  const id = await inTransaction(db.pool, async (tx) => {
    const found = await firstRow(
      tx,
      z.object({ id: z.number() }),
      `update anomaly_case set phase = 'approved', answer_version = 1, answer_code = $2, answer_author = 'contact:1', approvals = '{person:a,person:b}'
        where number = $1 returning id`,
      [number, code],
    );
    const caseId = found?.id ?? 0;
    await run(tx, `insert into answer (case_id, version, code, author, at) values ($1, 1, $2, 'contact:1', $3)`, [
      caseId,
      code,
      AT,
    ]);
    if (correct) {
      const answer = await firstRow(tx, z.object({ id: z.number() }), 'select id from answer where case_id = $1', [
        caseId,
      ]);
      await addCorrection(tx, answer?.id ?? 0, await correct(tx, caseId));
    }
    await tell(tx, caseId, { event: { type: 'publish' }, side: 'clock', actor: { kind: 'clock' }, at: AT });
    return caseId;
  });
  const decision = await firstRow(db.pool, z.object({ id: z.string() }), 'select id from decision where case_id = $1', [
    id,
  ]);
  return decision?.id ?? '';
}
const get = async (path: string): Promise<{ status: number; bytes: Buffer; type: string }> => {
  const response = await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${server.key}` } });
  return {
    status: response.status,
    bytes: Buffer.from(await response.arrayBuffer()),
    type: response.headers.get('content-type') ?? '',
  };
};
async function* one(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}
/** What our own reader finds in a file: each anomaly by its parameter, where it is, and its flag. */
async function found(format: string, bytes: Buffer, config?: unknown): Promise<string[]> {
  const read: string[] = [];
  for await (const item of readReport(format, one(bytes), { source: 's', dataset: 'd' }, config))
    if (item.ok) {
      const { flags, counts } = item.anomaly.doc as { flags: { original: string }; counts: { failed: number } };
      read.push(`${item.anomaly.parameter} ${item.anomaly.timeStart} ${item.line} ${flags.original} ×${counts.failed}`);
    }
  return read;
}
/** Bytes that differ, by place. */
const differing = (a: Buffer, b: Buffer): number[] =>
  a.length === b.length ? [...a.keys()].filter((at) => a[at] !== b[at]) : [-1];

test('an ODV file comes back with its flags changed and no other byte, and our reader finds the new flags', async () => {
  const bytes = sample('odv-ctd.txt');
  const before = await found('odv', bytes);
  const cases = await post('odv', bytes, 'source=ctd&dataset=odv-1&platform=P1');
  expect(cases.length).toBeGreaterThan(0);
  for (const number of cases) {
    const id = await decide(number, 'eliminate');
    const copy = await get(`/api/v1/decisions/${id}.flagged`);
    expect(copy.status).toBe(200);
    const changed = differing(bytes, copy.bytes);
    expect(changed).not.toContain(-1);
    const history = (await get(`/api/v1/decisions/${id}.history`)).bytes.toString().trim().split('\r\n').slice(1);
    expect(history).toHaveLength(changed.length);
    for (const at of changed) expect(copy.bytes.toString('latin1')[at]).toBe('4');
    const after = await found('odv', copy.bytes);
    expect(after.length).toBe(before.length);
    for (const line of history) expect(line).toMatch(/^\d+,QV:SEADATANET,[^,]+,4,[0-9a-f-]{36},[0-9a-f-]{36},A-/);
  }
});

test('what was confirmed real is good in the copy: our reader asks about it no more', async () => {
  const bytes = sample('odv-ctd.txt');
  const [first = ''] = await post('odv', bytes, 'source=ctd&dataset=odv-2&platform=P2');
  const id = await decide(first, 'confirmed_real');
  const copy = await get(`/api/v1/decisions/${id}.flagged`);
  const { body } = await server.call('GET', `/api/v1/decisions/${id}`);
  const decided = (body['changes'] as unknown[]).length;
  expect(await found('odv', copy.bytes)).toHaveLength((await found('odv', bytes)).length - decided);
  const good = outOfL20('L20', '8', '1')?.code;
  const places = differing(bytes, copy.bytes);
  expect(places.length).toBeGreaterThan(0);
  for (const at of places) expect(copy.bytes.toString('latin1')[at]).toBe(good);
});

test.each([
  ['flag_csv', 'flags.csv', undefined],
  ['csv', 'mapped.csv', 'mapped.mapping.json'],
])('a %s comes back with its flags changed, wherever its rows stand', async (format, name, mapping) => {
  const bytes = sample(name);
  const config = mapping === undefined ? undefined : sample(mapping);
  const read = config && (JSON.parse(config.toString()) as unknown);
  const [first = ''] = await post(format, bytes, `source=csv&dataset=${format}-1&platform=${format}`, config);
  const id = await decide(first, 'confirmed_real');
  const { body } = await server.call('GET', `/api/v1/decisions/${id}`);
  const copy = await get(`/api/v1/decisions/${id}.flagged`);
  expect(copy.status).toBe(200);
  expect(copy.bytes.equals(bytes)).toBe(false);
  const before = await found(format, bytes, read);
  expect(await found(format, copy.bytes, read)).toHaveLength(before.length - (body['changes'] as unknown[]).length);
  const lines = (text: Buffer): string[] => text.toString('latin1').split('\n');
  expect(lines(copy.bytes)).toHaveLength(lines(bytes).length);
});

test('a decision as CSV and as JSON Patch names every anomaly, the old flag tested before it is replaced', async () => {
  const [first = ''] = await post('odv', sample('odv-ctd.txt'), 'source=ctd&dataset=odv-3&platform=P3');
  const id = await decide(first, 'eliminate');
  const { body } = await server.call('GET', `/api/v1/decisions/${id}`);
  const changes = body['changes'] as { anomaly: string; old_flag: string; new_flag: string }[];
  const csv = (await get(`/api/v1/decisions/${id}.csv`)).bytes.toString().trim().split('\r\n');
  expect(csv).toHaveLength(changes.length + 1);
  for (const { anomaly } of changes) expect(csv.some((line) => line.includes(anomaly))).toBe(true);
  const patch = await get(`/api/v1/decisions/${id}.json-patch`);
  expect(patch.type).toMatch(/^application\/json-patch\+json/);
  const operations = JSON.parse(patch.bytes.toString()) as { op: string; path: string; value: unknown }[];
  for (const { anomaly, old_flag: old, new_flag: flag } of changes) {
    const own = operations.filter(({ path }) => path.startsWith(`/${anomaly}/`));
    expect(own.at(-1)).toEqual({ op: 'add', path: `/${anomaly}/withdrawn`, value: true });
    if (old !== flag) expect(own.map(({ op }) => op)).toEqual(['test', 'replace', 'add']);
  }
});

test('without a kept report, with values that change or for restricted data there is no copy, and it says why', async () => {
  const text = Buffer.from(
    JSON.stringify({ source: 'x', dataset: 'no-file', check: 'spike_test', time: '2026-03-01T00:00:00Z' }),
  );
  const { body } = await server.call('POST', '/api/v1/anomalies', JSON.parse(text.toString()));
  const id = await decide(body.cases?.[0] ?? '', 'eliminate');
  expect(await server.call('GET', `/api/v1/decisions/${id}.flagged`)).toMatchObject({
    status: 404,
    body: { code: 'no_input' },
  });
  const [corrected = '', restricted = ''] = [
    ...(await post('odv', sample('odv-ctd.txt'), 'source=ctd&dataset=odv-4&platform=P4')).slice(0, 1),
    ...(await post('odv', sample('odv-ctd.txt'), 'source=ctd&dataset=odv-5&platform=P5')).slice(0, 1),
  ];
  const values = await decide(corrected, 'corrected_data');
  expect(await server.call('GET', `/api/v1/decisions/${values}.flagged`)).toMatchObject({
    status: 409,
    body: { code: 'values_elsewhere' },
  });
  await run(db.pool, `insert into dataset (code, name, access_rule) values ('odv-5', 'Secret', 'by_negotiation')`);
  const secret = await decide(restricted, 'eliminate');
  const only = api(server.url, await addKey(db.pool, null, ['read']));
  expect((await only('GET', `/api/v1/decisions/${secret}.flagged`)).status).toBe(403);
  expect((await server.call('GET', `/api/v1/decisions/${secret}.flagged`)).status).toBe(200);
  expect((await server.call('GET', `/api/v1/decisions/${secret}.exe`)).status).toBe(404);
  expect((await server.call('GET', '/api/v1/decisions/00000000-0000-4000-8000-000000000000.csv')).status).toBe(404);
});

test('a kept report is not thrown away with what nobody sent in the end', async () => {
  await inTransaction(db.pool, (tx) => dropAbandonedFiles(tx, new Date(AT.getTime() + 86_400_000 * 10)));
  const left = await firstRow(db.pool, z.object({ n: z.number() }), 'select count(*) as n from file');
  expect(left?.n).toBeGreaterThan(0);
});

/** Every flagged measurement of the case's evidence corrected to this value; `shift` moves them out of the data. */
const corrected =
  (value: number, shift = 0) =>
  async (tx: Db, caseId: number): Promise<AcceptedCorrection> => {
    const targets = await correctionTargets(tx, caseId);
    const points = targets.map(({ id, start, depths, parameter, unit, flag }, n) => ({
      line: n + 2,
      anomaly: id,
      t: new Date(Date.parse(start ?? '') + shift).toISOString(),
      z: depths?.min ?? null,
      lat: null,
      lon: null,
      parameter,
      unit,
      value,
      old: null,
      oldFlag: flag,
      flag: null,
    }));
    const rechecked = { counts: {}, rows: 0, first: [] };
    return { format: 'csv', points, rows: points.length, outside: { count: 0, lines: [] }, rechecked };
  };

test.each([
  ['odv', 'odv-ctd.txt', undefined, '11.25'],
  ['flag_csv', 'flags.csv', undefined, '11.25'],
  ['csv', 'mapped.csv', 'mapped.mapping.json', '11'],
])(
  'corrected data: a %s comes back with values and flags changed, and the history record has the old ones',
  async (format, name, mapping, text) => {
    const bytes = sample(name);
    const config = mapping === undefined ? undefined : sample(mapping);
    const query = `source=fix&dataset=fix-${format}&platform=fix-${format}`;
    const [first = ''] = await post(format, bytes, query, config);
    const id = await decide(first, 'corrected_data', corrected(Number(text)));
    const copy = await get(`/api/v1/decisions/${id}.flagged`);
    expect([copy.status, copy.bytes.equals(bytes)]).toEqual([200, false]);
    const history = (await get(`/api/v1/decisions/${id}.history`)).bytes.toString().trim().split('\r\n');
    const cells = parse(history.join('\n'), { from: 2 });
    const values = cells.filter((cell) => cell.at(-1) === text);
    expect(values.length).toBeGreaterThan(0);
    const before = bytes.toString().split('\n');
    const after = copy.bytes.toString().split('\n');
    for (const cell of values) {
      const line = Number(cell[0]) - 1;
      expect(before[line]).toContain(cell.at(-2) ?? '');
      expect(after[line]).toContain(text);
    }
    const touched = new Set(cells.map(([line]) => Number(line) - 1));
    expect(after.filter((line, n) => line !== before[n])).toHaveLength(touched.size);
    const patch = JSON.parse((await get(`/api/v1/decisions/${id}.json-patch`)).bytes.toString()) as { path: string }[];
    expect(patch.some(({ path }) => path.endsWith('/value_ref'))).toBe(true);
  },
);

test('corrected values that the report does not hold make no copy: a file half corrected would be taken for whole', async () => {
  const [first = ''] = await post('odv', sample('odv-ctd.txt'), 'source=ctd&dataset=odv-9&platform=P9');
  const id = await decide(first, 'corrected_data', corrected(11.25, 86_400_000));
  const refused = await server.call('GET', `/api/v1/decisions/${id}.flagged`);
  expect(refused).toMatchObject({ status: 409, body: { code: 'values_not_in_report' } });
});
