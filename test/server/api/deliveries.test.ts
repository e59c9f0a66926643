import { z } from 'zod';
import { listDues } from '../../../db/deliveries/list';
import { doExpectationStep } from '../../../db/deliveries/steps';
import { readExpectationAgenda } from '../../../db/deliveries/expectations';
import { firstRow, rows, run } from '../../../db/query';
import * as answers from '../../../server/openapi/answers';
import { useDatabase } from '../../support/database';
import { aSupplier } from '../../support/stories';
import { useApi } from '../../support/post';
import type { Wire } from '../../support/api';

const db = useDatabase();
const server = useApi(db);
const DAY_MS = 86_400_000;
const START = new Date('2026-03-02T08:00:00Z');
let number = 0;
beforeEach(() => {
  server.at = START;
});

/** An expectation of its own supplier and file names; the clock stands at its making. */
async function expecting(patch: Record<string, unknown> = {}) {
  number += 1;
  const supplier = await aSupplier(db.pool);
  const code = `x${number}`;
  const row = {
    code,
    name: code,
    supplier: supplier.code,
    files: [`${code}_{day}.csv`],
    due_rule: 'daily',
    hour: '06:00',
    ...patch,
  };
  const made = await server.call('POST', '/api/v1/expectations', row);
  expect([made.status, made.body]).toEqual([201, expect.anything()]);
  return { code, supplier: supplier.code };
}
const idOf = async (code: string): Promise<number> =>
  (await firstRow(db.pool, z.object({ id: z.number() }), 'select id from expectation where code = $1', [code]))?.id ??
  0;

/** Does what the workflow would, until this instant. */
async function passTo(code: string, instant: string): Promise<void> {
  server.at = new Date(instant);
  const id = await idOf(code);
  for (;;) {
    const { next } = await readExpectationAgenda(db.pool, id);
    if (!next || next.dueAtMs > server.at.getTime()) return;
    expect(await doExpectationStep(db.pool, id, next.step, server.at)).toBe(true);
  }
}
const duesOf = async (code: string): Promise<string[]> =>
  (await listDues(db.pool, { expectation: code }, { limit: 200, before: null }))
    .map(({ period, state }) => `${period} ${state}`)
    .sort();
const arrive = async (files: Record<string, unknown>[], more: Record<string, unknown> = {}): Promise<Wire> => {
  const { status, body } = await server.call('POST', '/api/v1/deliveries', { files, ...more });
  expect([status, body]).toEqual([200, expect.anything()]);
  answers.DeliveryAnswer.parse(body);
  return body;
};
const casesOf = async (supplier: string) => {
  const { body } = await server.call('GET', `/api/v1/cases?supplier=${supplier}`);
  return (body.items ?? []).map(({ phase, check, outcome }) => [phase, check, outcome ?? null].join(' ').trim()).sort();
};
const sha = (n: number): string => n.toString(16).padStart(64, '0');

test('a file that came in time satisfies its day and asks nobody anything', async () => {
  const { code, supplier } = await expecting();
  await passTo(code, '2026-03-02T20:00:00Z');
  const body = await arrive([{ name: `${code}_20260302.csv`, sha256: sha(1), size: 10 }], { supplier });
  expect(body).toMatchObject({
    received: 1,
    files: [{ outcome: 'new', state: 'ok', expectation: code, period: '2026-03-03' }],
    closed: [],
  });
  await passTo(code, '2026-03-03T09:00:00Z');
  expect(await duesOf(code)).toEqual(['2026-03-03 arrived', '2026-03-04 due']);
  expect(await casesOf(supplier)).toEqual([]);
});

test('a file that did not come opens a case of its supplier; when it comes it is late and the case is closed', async () => {
  const { code, supplier } = await expecting({ late_after_ms: 3_600_000 });
  await passTo(code, '2026-03-03T06:59:00Z');
  expect(await casesOf(supplier)).toEqual([]);
  await passTo(code, '2026-03-03T07:00:00Z');
  expect(await casesOf(supplier)).toEqual(['collecting file_missing']);
  const listed = await server.call('GET', `/api/v1/deliveries?expectation=${code}&state=missing`);
  const due = answers.listOf(answers.DueAnswer).parse(listed.body).items[0];
  expect(due).toMatchObject({ period: '2026-03-03', state: 'missing', cases: [expect.stringMatching(/^A-/)] });
  const evidence = await server.call('GET', `/api/v1/cases/${due?.cases[0]}/anomalies`);
  expect(evidence.body.items?.[0]).toMatchObject({
    source: 'vigie-flow',
    check: 'file_missing',
    evidence: { kind: 'files', items: [{ name: `${code}_20260302.csv`, found: null }] },
  });
  server.at = new Date('2026-03-05T06:30:00Z');
  const body = await arrive([{ name: `in/${code}_2026-03-02.csv` }]);
  expect(body['closed']).toEqual(due?.cases);
  expect(await duesOf(code)).toContain('2026-03-03 late');
  expect(await casesOf(supplier)).toEqual(['closed file_missing corrected']);
  const told = await server.call('GET', `/api/v1/cases/${due?.cases[0]}/anomalies`);
  expect(told.body.items?.map(({ check, recovered_at }) => [check, recovered_at !== null])).toEqual([
    ['file_missing', true],
  ]);
});

test('a file that was missing for longer than a case takes in anomalies ends that case and opens no other', async () => {
  const { code, supplier } = await expecting();
  await passTo(code, '2026-03-03T07:00:00Z');
  server.at = new Date('2026-06-03T06:30:00Z');
  expect((await arrive([{ name: `${code}_20260302.csv` }]))['closed']).toHaveLength(1);
  expect(await duesOf(code)).toContain('2026-03-03 late');
  expect(await casesOf(supplier)).toEqual(['closed file_missing corrected']);
});

test('a file that is late before anybody missed it is said to be late', async () => {
  const { code, supplier } = await expecting();
  await passTo(code, '2026-03-02T20:00:00Z');
  server.at = new Date('2026-03-05T06:30:00Z');
  await arrive([{ name: `${code}_20260302.csv` }]);
  expect(await casesOf(supplier)).toEqual(['closed file_late corrected']);
});

test('one case holds all that a supplier owes and closes with the last of it', async () => {
  const { code, supplier } = await expecting();
  await passTo(code, '2026-03-05T07:00:00Z');
  expect(await duesOf(code)).toEqual([
    '2026-03-03 missing',
    '2026-03-04 missing',
    '2026-03-05 missing',
    '2026-03-06 due',
  ]);
  expect(await casesOf(supplier)).toEqual(['collecting file_missing']);
  expect((await arrive([{ name: `${code}_20260303.csv` }, { name: `${code}_20260302.csv` }]))['closed']).toEqual([]);
  expect((await arrive([{ name: `${code}_20260304.csv` }]))['closed']).toHaveLength(1);
  await passTo(code, '2026-03-06T07:00:00Z');
  expect(await casesOf(supplier)).toEqual(['closed file_missing corrected', 'collecting file_missing']);
});

test('a file received in time but told later was not late', async () => {
  const { code, supplier } = await expecting();
  await passTo(code, '2026-03-03T07:00:00Z');
  const body = await arrive([{ name: `${code}_20260302.csv` }], { received_at: '2026-03-03T05:59:00+00:00' });
  expect(body['closed']).toHaveLength(1);
  expect(await duesOf(code)).toContain('2026-03-03 arrived');
  expect(await casesOf(supplier)).toEqual(['closed file_missing corrected']);
});

test('the same file posted again changes nothing; the same content under another name is a duplicate', async () => {
  const { code, supplier } = await expecting();
  await passTo(code, '2026-03-02T20:00:00Z');
  const first = { name: `${code}_20260302.csv`, sha256: sha(77), size: 5 };
  await arrive([first, first], { supplier });
  expect((await arrive([first], { supplier }))['files']).toMatchObject([
    { outcome: 'unchanged', state: 'ok', period: '2026-03-03' },
  ]);
  await passTo(code, '2026-03-04T05:00:00Z');
  const copy = { name: `${code}_20260303.csv`, sha256: sha(77), size: 5 };
  expect((await arrive([copy], { supplier }))['files']).toMatchObject([{ state: 'duplicate', period: '2026-03-04' }]);
  expect((await arrive([copy], { supplier }))['files']).toMatchObject([{ outcome: 'unchanged', state: 'duplicate' }]);
  expect(await casesOf(supplier)).toEqual(['collecting file_duplicate']);
  expect(await duesOf(code)).toContain('2026-03-04 duplicate');
  const right = await arrive([{ ...copy, sha256: sha(78) }], { supplier });
  expect(right['closed']).toHaveLength(1);
  expect(await duesOf(code)).toContain('2026-03-04 arrived');
});

test.each([
  ['incomplete', { state: 'incomplete', detail: '12 of 24 hours' }, {}, 'file_incomplete', 'incomplete'],
  ['too small', { size: 3 }, { bytes_min: 1000 }, 'file_incomplete', 'incomplete'],
  ['unreadable', { state: 'unreadable' }, {}, 'load_failed', 'unreadable'],
  ['of another format', { state: 'unreadable' }, { format: 'ODV' }, 'format_error', 'unreadable'],
])('a file that is %s is asked about as such until a good one comes', async (_, file, patch, check, state) => {
  const { code, supplier } = await expecting(patch);
  await passTo(code, '2026-03-03T07:00:00Z');
  const name = `${code}_20260302.csv`;
  expect((await arrive([{ name, sha256: sha(1000 + number), ...file }], { supplier }))['closed']).toEqual([]);
  expect(await duesOf(code)).toContain(`2026-03-03 ${state}`);
  const { body } = await server.call('GET', `/api/v1/cases?supplier=${supplier}`);
  const found = await server.call('GET', `/api/v1/cases/${String(body.items?.[0]?.['number'])}/anomalies`);
  expect(found.body.items?.map((one) => [one['check'], one['recovered_at'] === null])).toEqual([
    ['file_missing', false],
    [check, true],
  ]);
  const good = await arrive([{ name, sha256: sha(2000 + number), size: 5000 }], { supplier });
  expect(good['closed']).toHaveLength(1);
  expect(await duesOf(code)).toContain('2026-03-03 late');
});

test('a file that goes bad again after it was good asks again', async () => {
  const { code, supplier } = await expecting();
  await passTo(code, '2026-03-02T20:00:00Z');
  const name = `${code}_20260302.csv`;
  for (const [hour, state, closed] of [
    ['20', 'incomplete', 0],
    ['21', 'ok', 1],
    ['22', 'incomplete', 0],
    ['23', 'ok', 1],
  ] as const) {
    server.at = new Date(`2026-03-02T${hour}:00:00Z`);
    expect((await arrive([{ name, state }], { supplier }))['closed']).toHaveLength(closed);
  }
  expect(await casesOf(supplier)).toEqual(['closed file_incomplete corrected', 'closed file_incomplete corrected']);
});

test('a delivery of several files is missing until the last has come', async () => {
  const { code, supplier } = await expecting({ files: ['ctd_{day}.csv', 'tsg_{day}.csv'] });
  await passTo(code, '2026-03-02T20:00:00Z');
  await arrive([{ name: 'ctd_20260302.csv' }], { supplier });
  await passTo(code, '2026-03-03T07:00:00Z');
  expect(await duesOf(code)).toContain('2026-03-03 missing');
  expect((await arrive([{ name: 'tsg_20260302.csv' }], { supplier }))['closed']).toHaveLength(1);
});

test('what nobody expects is recorded, and asked about only when it is of no use', async () => {
  const { code: supplier } = await aSupplier(db.pool);
  expect((await arrive([{ name: 'surprise.nc' }], { supplier }))['files']).toMatchObject([
    { outcome: 'new', expectation: null },
  ]);
  expect(await casesOf(supplier)).toEqual([]);
  await arrive([{ name: 'broken.nc', state: 'unreadable', detail: 'no magic number' }], { supplier });
  expect(await casesOf(supplier)).toEqual(['collecting load_failed']);
});

test('another supplier’s file of the same name answers nothing', async () => {
  const { code } = await expecting();
  await passTo(code, '2026-03-03T07:00:00Z');
  const { code: other } = await aSupplier(db.pool);
  expect((await arrive([{ name: `${code}_20260302.csv` }], { supplier: other }))['files']).toMatchObject([
    { expectation: null },
  ]);
  expect(await duesOf(code)).toContain('2026-03-03 missing');
});

test('two posts of one file at once record it once', async () => {
  const { code, supplier } = await expecting();
  await passTo(code, '2026-03-02T20:00:00Z');
  const file = { name: `${code}_20260302.csv`, state: 'incomplete' };
  const both = await Promise.all([1, 2, 3].map(() => arrive([file], { supplier })));
  const outcomes = both.flatMap(({ files }) => (files as Wire[]).map((one) => String(one['outcome']))).sort();
  expect(outcomes).toEqual(['new', 'unchanged', 'unchanged']);
  expect(await casesOf(supplier)).toEqual(['collecting file_incomplete']);
});

test('a command under one Idempotency-Key is carried out once', async () => {
  const { code, supplier } = await expecting();
  await passTo(code, '2026-03-02T20:00:00Z');
  const send = () =>
    server.call(
      'POST',
      '/api/v1/deliveries',
      { supplier, files: [{ name: `${code}_20260302.csv` }] },
      { 'idempotency-key': `k-${code}` },
    );
  const first = await send();
  expect(await send()).toEqual(first);
});

describe('check runs', () => {
  /** A pipeline with an owner who is written to, checked every day at six. */
  async function watching() {
    const owner = await aSupplier(db.pool);
    const source = `qc-${owner.code}`;
    await server.call('POST', '/api/v1/sources', { code: source, name: source, owner: owner.code });
    const { code } = await expecting({ kind: 'check_run', source, supplier: null, files: [] });
    return { code, source, owner: owner.code };
  }
  const post = (source: string, query = '', body = ''): Promise<unknown> =>
    server.call('POST', `/api/v1/anomalies?source=${source}&dataset=d${query}`, body, {
      'content-type': 'application/x-ndjson',
    });

  test('a run that executed a check satisfies its day, found something or not', async () => {
    const { code, source, owner } = await watching();
    server.at = new Date('2026-03-03T05:00:00Z');
    await post(source, '&complete=true&checks=spike_test');
    await passTo(code, '2026-03-03T07:00:00Z');
    expect(await duesOf(code)).toContain('2026-03-03 arrived');
    expect(await casesOf(owner)).toEqual([]);
  });

  test('a run that did not happen, or ran no check, is asked of the pipeline’s owner, and a good one ends it', async () => {
    const { code, source, owner } = await watching();
    await passTo(code, '2026-03-03T07:00:00Z');
    expect(await casesOf(owner)).toEqual(['collecting check_run_missing']);
    server.at = new Date('2026-03-04T05:00:00Z');
    await post(source);
    await passTo(code, '2026-03-04T07:00:00Z');
    expect(await duesOf(code)).toEqual(['2026-03-03 missing', '2026-03-04 incomplete', '2026-03-05 due']);
    server.at = new Date('2026-03-05T05:00:00Z');
    await post(source, '', JSON.stringify({ source, dataset: 'd', check: 'spike_test', time: '2026-03-01T00:00:00Z' }));
    await passTo(code, '2026-03-05T07:00:00Z');
    expect(await duesOf(code)).toContain('2026-03-05 arrived');
    expect(await casesOf(owner)).toEqual(['closed check_run_missing corrected']);
  });

  test('a check that crashed is the owner’s trouble, whatever supplier its report names', async () => {
    const { source, owner } = await watching();
    const { code: supplier } = await aSupplier(db.pool);
    const crash = {
      source,
      dataset: 'd',
      supplier,
      platform: 'P',
      check: 'gx.check_error',
      time: '2026-03-01T00:00:00Z',
    };
    await post(source, '', JSON.stringify(crash));
    expect([await casesOf(owner), await casesOf(supplier)]).toEqual([['collecting gx.check_error'], []]);
  });

  test('a pipeline without an owner is asked about by the desk', async () => {
    const { code } = await expecting({ kind: 'check_run', source: 'qc-orphan', files: [] });
    await passTo(code, '2026-03-03T07:00:00Z');
    const { body } = await server.call('GET', '/api/v1/cases?source=qc-orphan');
    expect(body.items).toMatchObject([{ supplier: null, check: 'check_run_missing', family: 'flow' }]);
  });

  test('a run that crashed is asked of the owner too', async () => {
    const { code, source, owner } = await watching();
    await run(
      db.pool,
      `insert into run (id, format, source, owner, state, started_at, finished_at) values ($1, 'x', $1, 'service:x', 'failed', $2, $2)`,
      [source, new Date('2026-03-03T05:00:00Z')],
    );
    await passTo(code, '2026-03-03T07:00:00Z');
    expect(await casesOf(owner)).toEqual(['collecting check_error']);
    expect(await duesOf(code)).toContain('2026-03-03 failed');
  });
});

describe('what is wrong with a body', () => {
  const refusal = async (body: unknown) => {
    const { status, body: said } = await server.call('POST', '/api/v1/deliveries', body);
    return [status, (said['errors'] as Wire[] | undefined)?.map(({ pointer }) => pointer)];
  };
  test.each([
    [{}, ['/files']],
    [{ files: [] }, ['/files']],
    [{ files: [{ name: '' }] }, ['/files/0/name']],
    [{ files: [{ name: 'a', sha256: 'zz' }] }, ['/files/0/sha256']],
    [{ files: [{ name: 'a', size: -1 }] }, ['/files/0/size']],
    [{ files: [{ name: 'a', state: 'gone' }] }, ['/files/0/state']],
    [{ files: [{ name: 'a', colour: 1 }] }, ['/files/0/colour']],
    [{ files: [{ name: 'a' }], received_at: '2026-02-30T00:00:00Z' }, ['/received_at']],
    [{ files: [{ name: 'a' }], received_at: 'yesterday' }, ['/received_at']],
  ])('%j is refused with the place', async (body, pointers) => {
    expect(await refusal(body)).toEqual([422, pointers]);
  });

  test('an expectation must say what, from whom and when', async () => {
    const refused = async (row: Record<string, unknown>) => {
      const { status, body } = await server.call('POST', '/api/v1/expectations', { code: 'bad', name: 'bad', ...row });
      return [status, (body['errors'] as Wire[] | undefined)?.map(({ pointer }) => pointer)];
    };
    expect(await refused({ due_rule: 'daily' })).toEqual([422, ['/files', '/supplier', '/hour']]);
    expect(await refused({ due_rule: 'daily', hour: '25:00', supplier: 'S', files: ['a'] })).toEqual([422, ['/hour']]);
    expect(await refused({ due_rule: 'cruise_end', supplier: 'S', files: ['a'] })).toEqual([422, ['/cruise', '/days']]);
    expect(await refused({ due_rule: 'once', kind: 'check_run' })).toEqual([422, ['/source', '/due_at']]);
    expect(
      await rows(db.pool, z.object({ code: z.string() }), `select code from expectation where code = 'bad'`),
    ).toEqual([]);
  });
});

test('the list is read page by page, and refuses what it does not know', async () => {
  const { code } = await expecting();
  await passTo(code, new Date(START.getTime() + 4 * DAY_MS).toISOString());
  const first = await server.call('GET', `/api/v1/deliveries?expectation=${code}&limit=3`);
  const rest = await server.call(
    'GET',
    `/api/v1/deliveries?expectation=${code}&limit=3&cursor=${String(first.body['next'])}`,
  );
  expect([...(first.body.items ?? []), ...(rest.body.items ?? [])].map(({ period }) => period)).toEqual([
    '2026-03-07',
    '2026-03-06',
    '2026-03-05',
    '2026-03-04',
    '2026-03-03',
  ]);
  expect(rest.body['next']).toBeNull();
  expect((await server.call('GET', '/api/v1/deliveries?state=gone')).status).toBe(422);
});
