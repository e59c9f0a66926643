import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { type SubmitIo, type SubmitReport, submitFiles } from '../../cli/submit/index';
import type { Submission } from '../../cli/submit/submission';
import { firstRow } from '../../db/query';
import { createApp } from '../../server/app';
import { listen } from '../../server/listen';
import { useDatabase } from '../support/database';
import { item, ndjson, useApi } from '../support/post';
import { addKey, serverDeps } from '../support/server';

const db = useDatabase();
const here = useApi(db);
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'submit-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const LIMITS = { rows: 2, bytes: 1_000_000 };
const file = (name: string, content: string | Buffer): string => {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
};
function submit(files: string[], patch: Partial<Submission> = {}, io: Partial<SubmitIo> = {}): Promise<SubmitReport> {
  const submission = { files, url: here.url, key: here.key, dryRun: false, context: {}, complete: false, ...patch };
  return submitFiles(submission, {
    stdin: Readable.from([]),
    say: () => {},
    signal: new AbortController().signal,
    draw: null,
    waitMs: (tried) => (tried < 3 ? 0 : null),
    limits: LIMITS,
    ...io,
  });
}
const items = (dataset: string, n: number): Record<string, unknown>[] =>
  Array.from({ length: n }, (_, i) => item({ dataset, time: `2026-03-01T10:00:${String(i).padStart(2, '0')}Z` }));
const stored = async (dataset: string): Promise<number> =>
  (
    await firstRow(
      db.pool,
      z.object({ n: z.number() }),
      `select count(*)::int as n from anomaly where doc ->> 'dataset' = $1`,
      [dataset],
    )
  )?.n ?? 0;

const HEADER = 'source,dataset,check,time,parameter,message,severity';
const row = (dataset: string, second: number, message = 'too high', severity = 'error'): string =>
  `tsg,${dataset},spike_test,2026-03-01T10:00:${String(second).padStart(2, '0')}Z,TEMP,${message},${severity}`;

describe('a list of anomalies', () => {
  test('goes in chunks, each a run that the server knows, and is counted whole', async () => {
    const report = await submit([file('a.ndjson', ndjson(items('whole', 5)))]);
    expect(report).toMatchObject({ exit: 0, totals: { received: 5, created: 5, rejected: 0, sent_before: 0 } });
    expect(report.runs).toHaveLength(3);
    expect(report.cases).toHaveLength(1);
    expect((await here.call('GET', `/api/v1/runs/${report.runs[2]}`)).body).toMatchObject({
      received: 1,
      state: 'done',
    });
    expect(await stored('whole')).toBe(5);
  });

  test('sent again creates nothing and posts nothing', async () => {
    const path = file('a.csv', [HEADER, row('again', 1), row('again', 2), row('again', 3)].join('\n'));
    const first = await submit([path]);
    const second = await submit([path]);
    expect(second.runs).toEqual(first.runs);
    expect(second.totals).toMatchObject({ received: 3, sent_before: 3 });
    expect(await stored('again')).toBe(3);
    const runs = await firstRow(
      db.pool,
      z.object({ n: z.number() }),
      'select count(*)::int as n from run where id = any($1)',
      [first.runs],
    );
    expect(runs?.n).toBe(2);
  });

  test('of another run is sent anew, and all of it is known', async () => {
    const path = file('a.ndjson', ndjson(items('rerun', 3)));
    await submit([path]);
    const other = await submit([path], { context: { run_id: 'night-2' } });
    expect(other.totals).toMatchObject({ received: 3, created: 0, duplicate: 3, sent_before: 0 });
  });

  test.each([
    ['a list of JSON', 'a.json', (list: unknown[]) => JSON.stringify(list, null, 2)],
    ['one JSON object over several lines', 'a.json', ([one]: unknown[]) => JSON.stringify(one, null, 2)],
    [
      'NDJSON with a byte order mark and CRLF',
      'a.ndjson',
      (list: unknown[]) => `\ufeff${ndjson(list).replaceAll('\n', '\r\n')}\r\n\r\n`,
    ],
    ['packed NDJSON', 'a.ndjson.gz', (list: unknown[]) => gzipSync(ndjson(list))],
    ['packed JSON whose name does not say so', 'a.json', (list: unknown[]) => gzipSync(JSON.stringify(list))],
  ])('is taken as %s', async (label, name, write) => {
    const list = items(`as ${label}`, 3);
    const report = await submit([file(name, write(list))]);
    expect(report).toMatchObject({ exit: 0, totals: { rejected: 0 } });
    expect(await stored(`as ${label}`)).toBe(report.totals.received);
    expect(report.totals.received).toBeGreaterThan(0);
  });

  test('is taken as CloudEvents', async () => {
    const events = items('events', 3).map((data, i) => ({
      specversion: '1.0',
      id: `e${i}`,
      source: 'tsg',
      type: 'qc.anomaly',
      time: '2026-03-01T12:00:00Z',
      data,
    }));
    const report = await submit([file('events.json', JSON.stringify(events))]);
    expect(report.totals.received).toBe(3);
    expect(report.refused).toEqual([]);
    expect(report.runs).toHaveLength(2);
  });

  test('is taken from stdin', async () => {
    const stdin = Readable.from([Buffer.from(ndjson(items('piped', 3)))]);
    expect(await submit(['-'], {}, { stdin })).toMatchObject({
      exit: 0,
      totals: { created: 3 },
      files: [{ file: 'stdin' }],
    });
  });

  test('that ends inside its JSON keeps what came before and says where', async () => {
    const whole = JSON.stringify(items('cut', 3), null, 1);
    const report = await submit([file('a.json', whole.slice(0, -20))]);
    expect(report).toMatchObject({ exit: 3, totals: { received: 3, created: 2, rejected: 1 } });
    expect(report.refused).toMatchObject([{ code: 'file_cut', hint: expect.stringContaining('whole file') }]);
    expect(await stored('cut')).toBe(2);
  });

  test('in damaged gzip keeps what came before', async () => {
    const packed = gzipSync(ndjson(items('damaged', 400)), { level: 0 });
    const report = await submit(
      [file('a.ndjson.gz', packed.subarray(0, packed.length - 4000))],
      {},
      { limits: { rows: 50, bytes: 1e6 } },
    );
    expect(report.exit).toBe(3);
    expect(report.refused.at(-1)).toMatchObject({ code: 'file_cut' });
    expect(await stored('damaged')).toBe(report.totals.received - report.totals.rejected);
  });

  test('takes no options that only a report has', async () => {
    await expect(submit([file('a.ndjson', ndjson(items('x', 1)))], { context: { platform: 'P1' } })).rejects.toThrow(
      '--platform',
    );
  });
});

describe('refused rows', () => {
  const broken = [
    HEADER,
    row('refused', 1, '"two\nlines"'),
    row('refused', 2, 'ok', 'abc'),
    row('refused', 3, '"three\nmore\nlines"'),
    '',
    row('refused', 4),
    row('refused', 5, '"a ""quoted"" word"').replace('2026-03-01T10:00:05Z', 'yesterday'),
    row('refused', 6),
  ].join('\n');

  test('come back as CSV with the lines of the file, across chunks and line ends in quotes', async () => {
    const path = file('leg.csv', broken);
    const report = await submit([path]);
    expect(report).toMatchObject({ exit: 3, totals: { received: 6, created: 4, rejected: 2 } });
    expect(report.refused.map(({ line, column }) => [line, column])).toEqual([
      [4, 'severity'],
      [10, 'time'],
    ]);
    const written = readFileSync(join(dir, 'leg.refused.csv'), 'utf8').split('\n');
    expect(written[0]).toBe(`${HEADER},line,column,code,refused_message,hint`);
    expect(written[1]).toMatch(/^tsg,refused,spike_test,.*,ok,abc,4,severity,unknown_value,/);
    expect(written[2]).toContain('"a ""quoted"" word",error,10,time,bad_instant,');
    expect(written[2]).toContain('2026-03-01T10:00:00Z, in UTC');
  });

  test('corrected and submitted again are taken without what was written beside them', async () => {
    await submit([file('leg.csv', broken.replaceAll('refused', 'corrected'))]);
    const path = join(dir, 'leg.refused.csv');
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace('abc', 'warning').replace('yesterday', '2026-03-01T10:00:05Z'),
    );
    expect(await submit([path])).toMatchObject({ exit: 0, totals: { created: 2 } });
    const kept = await firstRow(
      db.pool,
      z.object({ doc: z.record(z.string(), z.unknown()) }),
      `select doc from anomaly where doc ->> 'dataset' = 'corrected' and doc ->> 'severity' = 'warning'`,
      [],
    );
    expect(kept?.doc).toMatchObject({ message: 'ok' });
    expect(kept?.doc).not.toHaveProperty('extra');
  });

  test('are kept where an earlier submit wrote them and somebody has begun to correct them', async () => {
    const path = file('leg.csv', broken.replaceAll('refused', 'kept'));
    expect((await submit([path])).files[0]?.refused_to).toBe(join(dir, 'leg.refused.csv'));
    expect((await submit([path])).files[0]?.refused_to).toBe(join(dir, 'leg.refused.csv'));
    writeFileSync(join(dir, 'leg.refused.csv'), 'half corrected');
    const again = await submit([path]);
    expect(again.files[0]?.refused_to).toBe(join(dir, 'leg.refused.2.csv'));
    expect(readFileSync(join(dir, 'leg.refused.csv'), 'utf8')).toBe('half corrected');
    expect(readdirSync(dir).sort()).toEqual(['leg.csv', 'leg.refused.2.csv', 'leg.refused.csv']);
    const second = join(dir, 'leg.refused.2.csv');
    writeFileSync(
      second,
      readFileSync(second, 'utf8').replace('abc', 'warning').replace('yesterday', '2026-03-01T10:00:05Z'),
    );
    expect(await submit([second])).toMatchObject({ exit: 0, totals: { created: 2 } });
  });

  test('come back as NDJSON, also those that are none, and again whole after a repeat', async () => {
    const path = file(
      'a.ndjson',
      [
        ndjson(items('lines', 3)),
        '',
        '{"source":',
        JSON.stringify({ ...item(), check: undefined, message: 'mine' }),
      ].join('\n'),
    );
    for (const _ of ['first', 'repeat']) {
      const report = await submit([path]);
      expect(report).toMatchObject({ exit: 3, totals: { received: 5, rejected: 2 } });
      const written = readFileSync(join(dir, 'a.refused.ndjson'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
      expect(written).toMatchObject([
        { text: '{"source":', line: 5, code: 'bad_json' },
        {
          sensor: 'SBE21-1',
          message: 'mine',
          line: 6,
          column: 'check',
          code: 'required',
          refused_message: expect.any(String),
        },
      ]);
    }
  });
});

describe('a report', () => {
  const context = { source: 'qc', dataset: 'LEG-3' };
  const rows = Array.from(
    { length: 30 },
    (_, i) => `2026-03-01T10:${String(i).padStart(2, '0')}:00Z,12.${i},${i % 10 === 5 ? 4 : 1}`,
  );
  const ioos = ['time,TEMP,TEMP_qartod_spike_test', ...rows].join('\n');

  test('is known by its content, goes as one run, and stands once when sent again', async () => {
    const path = file('leg.csv', ioos);
    const report = await submit([path], { context });
    expect(report).toMatchObject({ exit: 0, files: [{ format: 'ioos_qc' }], totals: { created: 3 } });
    expect(report.runs).toHaveLength(1);
    expect((await submit([path], { context })).totals).toMatchObject({ received: 3, sent_before: 3 });
    expect(await stored('LEG-3')).toBe(3);
  });

  test('tells the rows that cannot be read by the lines of the file', async () => {
    const broken = ioos.replace('2026-03-01T10:07:00Z', 'then').replaceAll('qartod_spike', 'qartod_gross_range');
    const report = await submit([file('leg.csv.gz', gzipSync(broken))], { context: { ...context, dataset: 'LEG-4' } });
    expect(report).toMatchObject({ exit: 3, totals: { rejected: 1 }, refused: [{ line: 9, code: 'bad_instant' }] });
    expect(readFileSync(join(dir, 'leg.refused.csv'), 'utf8')).toMatch(/\nthen,12\.7,1,9,/);
  });

  test('needs to be told its source and dataset, and a format that its content does not tell', async () => {
    await expect(submit([file('leg.csv', ioos)])).rejects.toThrow('--source and --dataset');
    const unknown = await submit([file('x.csv', 'a,b\n1,2\n')]);
    expect(unknown).toMatchObject({ exit: 1, files: [{ trouble: expect.stringContaining('name the format') }] });
  });
});

describe('a complete list', () => {
  test('goes as one run, whatever the size of chunks', async () => {
    const context = { source: 'tsg', dataset: 'complete' };
    const all = { context, complete: true, checks: 'qartod.spike_test' };
    const report = await submit([file('a.json', JSON.stringify([...items('complete', 5), { source: 1 }]))], all);
    expect(report).toMatchObject({
      exit: 3,
      totals: { received: 6, created: 5, rejected: 1 },
      refused: [{ column: 'source' }],
    });
    expect(report.runs).toHaveLength(1);
    expect((await here.call('GET', `/api/v1/runs/${report.runs[0]}`)).body).toMatchObject({ complete: true });
  });
});

test('a dry run reads all, tells what would be refused, posts and writes nothing', async () => {
  const path = file('leg.csv', [HEADER, row('dry', 1), row('dry', 2, 'ok', 'abc'), row('dry', 3)].join('\n'));
  const report = await submit([path], { dryRun: true, url: 'http://127.0.0.1:1', key: '' });
  expect(report).toMatchObject({ exit: 3, dry_run: true, runs: [], totals: { received: 3, rejected: 1 } });
  expect(report.refused).toMatchObject([{ line: 3, column: 'severity', code: 'unknown_value' }]);
  expect(existsSync(join(dir, 'leg.refused.csv'))).toBe(false);
  expect(await stored('dry')).toBe(0);
});

describe('what goes wrong on the way', () => {
  test('an unknown key ends with 4 before anything is sent, one without the scope too', async () => {
    const path = file('a.ndjson', ndjson(items('auth', 1)));
    const unknown = await submit([path, path], { key: 'dqk_unknown' });
    expect(unknown).toMatchObject({ exit: 4, runs: [], files: [{ trouble: expect.stringContaining('key_unknown') }] });
    expect(unknown.files).toHaveLength(1);
    expect((await submit([path], { key: await addKey(db.pool, null, ['read']) })).exit).toBe(4);
  });

  test('nobody there ends with 75, an address that is no API with 5', async () => {
    const path = file('a.ndjson', ndjson(items('nobody', 1)));
    const said: string[] = [];
    const url = `http://127.0.0.1:${await freePort()}`;
    expect((await submit([path], { url }, { say: (line) => said.push(line) })).exit).toBe(75);
    expect(said[0]).toContain('ECONNREFUSED');
    expect((await submit([path], { url: `${here.url}/elsewhere` })).exit).toBe(5);
  });

  test('a key that somebody else used for the same file is a conflict', async () => {
    const path = file('a.ndjson', ndjson(items('twin', 1)));
    const first = await submit([path]);
    await db.pool.query(`update run set owner = 'service:other', state = 'running' where id = $1`, [first.runs[0]]);
    expect((await submit([path])).exit).toBe(6);
  });

  test('a server that stops between chunks: the same command goes on and creates nothing twice', async () => {
    const path = file('a.ndjson', ndjson(items('resumed', 7)));
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    let posts = 0;
    let server = await listen(
      app(() => ++posts > 2),
      port,
      '127.0.0.1',
    );
    const cut = await submit([path], { url });
    expect(cut).toMatchObject({ exit: 75, totals: { created: 4 } });
    server.close();
    server.closeAllConnections();
    posts = 0;
    server = await listen(
      app(() => ++posts > 9),
      port,
      '127.0.0.1',
    );
    const done = await submit([path], { url });
    expect(done).toMatchObject({ exit: 0, totals: { received: 7, created: 7, sent_before: 4 } });
    expect(done.runs.slice(0, 2)).toEqual(cut.runs);
    expect(posts).toBe(2);
    expect(await stored('resumed')).toBe(7);
    server.close();
    server.closeAllConnections();
  });

  describe('in the middle of a report', () => {
    const found = 1400;
    const flags = Array.from({ length: 2 * found }, (_, i) => (i % 2 === 1 ? 4 : 1));
    const instantOf = (i: number): string => new Date(Date.UTC(2026, 2, 1) + i * 60_000).toISOString();
    const lines = flags.map((flag, i) => `${instantOf(i)},${(i * 7919) % 1000}.${i},${flag}`);
    const long = ['time,TEMP,TEMP_qartod_spike_test', ...lines, ''].join('\n');
    /** So much of it has left when the connection breaks. */
    const most = Math.floor(gzipSync(long).length * 0.85);

    test.each([
      ['the server dies', 75],
      ['Ctrl-C', 130],
    ])('%s: what was taken stands, and the same command goes on', async (how, exit) => {
      const context = { source: 'qc', dataset: `cut-${exit}` };
      const path = file('long.csv', long);
      const stop = new AbortController();
      const breaks = (sockets: Socket[]): void => {
        if (how === 'Ctrl-C') stop.abort();
        else for (const one of sockets) one.destroy();
      };
      const between = await breaking(most, async (sockets) => {
        while ((await stored(context.dataset)) === 0);
        breaks(sockets);
      });
      const cut = await submit([path], { context, url: between.url }, { signal: stop.signal });
      expect(cut.exit).toBe(exit);
      await between.close();
      expect(await stored(context.dataset)).toBeLessThan(found);
      const done = await submit([path], { context });
      expect(done).toMatchObject({ exit: 0, totals: { received: found, created: found } });
      expect(await stored(context.dataset)).toBe(found);
    });
  });

  test('a moment without the server is waited out', async () => {
    const path = file('a.ndjson', ndjson(items('waited', 5)));
    let posts = 0;
    const port = await freePort();
    const server = await listen(
      app(() => ++posts === 2),
      port,
      '127.0.0.1',
    );
    expect(await submit([path], { url: `http://127.0.0.1:${port}` })).toMatchObject({
      exit: 0,
      totals: { created: 5 },
    });
    expect(await stored('waited')).toBe(5);
    server.close();
    server.closeAllConnections();
  });

  test('Ctrl-C ends with 130 and keeps what stands', async () => {
    const stop = new AbortController();
    const path = file('a.ndjson', ndjson(items('stopped', 5)));
    const port = await freePort();
    let posts = 0;
    const server = await listen(
      app(() => {
        if (++posts === 2) stop.abort();
        return false;
      }),
      port,
      '127.0.0.1',
    );
    const report = await submit([path], { url: `http://127.0.0.1:${port}` }, { signal: stop.signal });
    expect(report).toMatchObject({ exit: 130, totals: { created: 2 } });
    server.close();
    server.closeAllConnections();
  });
});

/** The real server, whose connection breaks at the posts that `breaks` names. */
function app(breaks: () => boolean): Parameters<typeof listen>[0] {
  const real = createApp(serverDeps(db.pool));
  const cutting = ((req, res) => {
    if (req.method === 'POST' && breaks()) return void req.socket.destroy();
    // Safe: an Express application is a request listener.
    (real as unknown as (a: typeof req, b: typeof res) => void)(req, res);
  }) as Parameters<typeof import('node:http').createServer>[1];
  return cutting as unknown as Parameters<typeof listen>[0];
}

/** A way to the server that breaks in each connection once so many bytes have passed. */
async function breaking(bytes: number, breaks: (sockets: Socket[]) => Promise<void>) {
  const to = new URL(here.url);
  const between = createServer((from) => {
    const onwards = connect(Number(to.port), to.hostname);
    let passed = 0;
    for (const socket of [from, onwards]) socket.on('error', () => undefined);
    from.on('close', () => onwards.destroy());
    onwards.on('close', () => from.destroy());
    onwards.pipe(from);
    from.on('data', (chunk) => {
      if (passed >= bytes) return;
      onwards.write(chunk.subarray(0, bytes - passed));
      passed += chunk.length;
      if (passed >= bytes) void breaks([from, onwards]);
    });
  });
  await new Promise<void>((done) => between.listen(0, '127.0.0.1', done));
  // Safe: it listens on a port.
  const { port } = between.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => new Promise((done) => between.close(done)) };
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
