import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { type Line, quantile, send } from './load';
import { peakMemory } from './memory';
import type { Site } from './site';

const ROWS = Number(process.env['BENCH_ROWS'] ?? 50_000);
const KEYS = 1_000;
const AGAIN = 10_000;
const DATASET = 'bench-leg';

const FORMATS = ['NDJSON', 'gzip', 'CSV'] as const;
type Format = (typeof FORMATS)[number];

/** Every format's rows are other anomalies, in the same cases, under a cap of their own. */
const fields = (n: number, format: Format) => ({
  source: `bench-${format.toLowerCase()}`,
  dataset: DATASET,
  platform: `P${n % KEYS}`,
  parameter: 'PSAL',
  check: 'qartod.spike_test',
  severity: 'error',
  time: new Date(Date.UTC(2020 + FORMATS.indexOf(format), 0, 1) + n * 1000).toISOString(),
  flags: { scale: 'QARTOD', original: '4' },
  observed: { value: 30 + (n % 50) / 10, unit: '1' },
  message: 'Spike against its neighbours.',
});
const HEADER =
  'source,dataset,platform,parameter,check,severity,time,flags.scale,flags.original,observed.value,observed.unit,message';
function row(n: number): string {
  const { flags, observed, message, ...codes } = fields(n, 'CSV');
  return [...Object.values(codes), flags.scale, flags.original, observed.value, observed.unit, message].join(',');
}

function bodyOf(format: Format, rows: number): Buffer {
  const lines = Array.from({ length: rows }, (_, n) => (format === 'CSV' ? row(n) : JSON.stringify(fields(n, format))));
  const text = `${format === 'CSV' ? `${HEADER}\n` : ''}${lines.join('\n')}\n`;
  return format === 'gzip' ? gzipSync(text) : Buffer.from(text);
}

async function post(site: Site, format: Format, body: Buffer): Promise<{ tookMs: number; counts: Counts }> {
  const began = performance.now();
  const { status, body: said } = await send({
    url: `${site.url}/api/v1/anomalies`,
    headers: {
      ...site.headers,
      'content-type': format === 'CSV' ? 'text/csv' : 'application/x-ndjson',
      ...(format === 'gzip' && { 'content-encoding': 'gzip' }),
    },
    body,
  });
  if (status !== 200) throw new Error(`ingest answered ${status}: ${said.toString().slice(0, 500)}`);
  return { tookMs: performance.now() - began, counts: JSON.parse(said.toString()) as Counts };
}
interface Counts {
  created: number;
  duplicate: number;
  folded: number;
}
const expect = (rows: number, counted: number): void => {
  if (counted !== rows) throw new Error(`${counted} rows of ${rows}`);
};
const perSecond = (rows: number, ms: number): string => `${Math.round((rows / ms) * 1000)} rows/s`;

/** Each format into the same 1,000 cases while single posts go on, beside COPY of the rows it made; then what came once more. */
export async function ingest(site: Site): Promise<Line[]> {
  const lines: Line[] = [];
  const memory = await peakMemory(site.serverPid);
  for (const format of FORMATS) {
    const body = bodyOf(format, ROWS);
    const singles = startSingles(site, format);
    const { tookMs, counts } = await post(site, format, body);
    const eachMs = await singles();
    expect(ROWS, counts.created);
    if (format === 'NDJSON') lines.push(await workflows(site, tookMs));
    lines.push(await again(site, format));
    const copyMs = await copyBack(site.databaseUrl);
    lines.push({
      what: `${format}: ${ROWS} rows into ${KEYS} cases`,
      measured: `${perSecond(ROWS, tookMs)}; a single post meanwhile p95 ${quantile(eachMs, 0.95).toFixed(0)} ms`,
      against: `COPY ${perSecond(ROWS, copyMs)}`,
      ratio: (copyMs / tookMs).toFixed(2),
    });
  }
  lines.push(await folding(site));
  lines.push({
    what: 'Memory of the server while they came, at its peak',
    measured: `${await memory()} MB`,
    against: 'budget 512 MB',
    ratio: '',
  });
  return lines;
}

const KEPT = 1000;
/** A check that has gone mad, under a rule that keeps the first of its anomalies and folds all others into one case. */
async function folding(site: Site): Promise<Line> {
  const client = new pg.Client({ connectionString: site.databaseUrl });
  await client.connect();
  try {
    await client.query(
      `insert into rule (code, version, name, priority, matchers, group_by, open_max, author, created_at)
       select 'bench-storm', 1, 'Storm', 1, '[{"field":"source","op":"is","value":"bench-storm"}]', group_by, ${KEPT}, author, created_at
         from rule where code = 'default' and is_current`,
    );
  } finally {
    await client.end();
  }
  const lines = Array.from({ length: ROWS }, (_, n) =>
    JSON.stringify({ ...fields(n, 'NDJSON'), dataset: 'bench-storm', source: 'bench-storm' }),
  );
  const { tookMs, counts } = await post(site, 'NDJSON', Buffer.from(lines.join('\n')));
  expect(ROWS, counts.created + counts.folded);
  expect(KEPT, counts.created);
  return {
    what: `A storm: ${ROWS} rows of which ${KEPT} are kept and all others folded`,
    measured: perSecond(ROWS, tookMs),
    against: '',
    ratio: '',
  };
}

/** Posts one anomaly at a time until told to stop; how long each took, in milliseconds. */
function startSingles(site: Site, format: Format): () => Promise<number[]> {
  let isOver = false;
  const eachMs: number[] = [];
  const posting = (async () => {
    for (let n = 0; !isOver; n += 1) {
      const one = { ...fields(n, format), dataset: 'bench-meanwhile', platform: `M${n % 50}` };
      const began = performance.now();
      await send({
        url: `${site.url}/api/v1/anomalies`,
        headers: { ...site.headers, 'content-type': 'application/json' },
        body: JSON.stringify(one),
      });
      eachMs.push(performance.now() - began);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  return async () => {
    isOver = true;
    await posting;
    return eachMs;
  };
}

async function again(site: Site, format: Format): Promise<Line> {
  const { tookMs, counts } = await post(site, format, bodyOf(format, AGAIN));
  expect(AGAIN, counts.duplicate);
  return {
    what: `${format}: ${AGAIN} rows that stand already`,
    measured: perSecond(AGAIN, tookMs),
    against: '',
    ratio: '',
  };
}

/** How long after the post's answer the last wake-up was handed to Temporal. */
async function workflows(site: Site, tookMs: number): Promise<Line> {
  const client = new pg.Client({ connectionString: site.databaseUrl });
  await client.connect();
  const began = performance.now();
  try {
    for (;;) {
      const { rows } = await client.query<{ left: boolean }>('select exists (select from outbox) as left');
      if (!rows[0]?.left) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } finally {
    await client.end();
  }
  return {
    what: `From post to the last of ${KEYS} cases with its workflow`,
    measured: `${((tookMs + performance.now() - began) / 1000).toFixed(1)} s`,
    against: `${(tookMs / 1000).toFixed(1)} s until the answer`,
    ratio: '',
  };
}

const COLUMNS =
  'uuid, fingerprint, content_hash, case_id, source, external_id, dataset, check_code, parameter, severity, time_start, time_end, data_version, run, run_outcome, first_seen, last_seen, seen, rule_version, hold, doc';

/** COPY of the newest rows into the table they came from, which holds what it held before them. */
async function copyBack(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const parts: Buffer[] = [];
    const newest = `dataset = '${DATASET}' order by id desc limit ${ROWS}`;
    for await (const part of client.query(copyTo(`copy (select ${COLUMNS} from anomaly where ${newest}) to stdout`)))
      parts.push(part as Buffer);
    await client.query(`delete from anomaly where id in (select id from anomaly where ${newest})`);
    await client.query('vacuum anomaly');
    await client.query('checkpoint');
    const began = performance.now();
    await pipeline(Readable.from(parts), client.query(copyFrom(`copy anomaly (${COLUMNS}) from stdin`)));
    const tookMs = performance.now() - began;
    // The vacuum told the planner of an empty table, and it would read all of it for each batch that comes next.
    await client.query('analyze anomaly');
    return tookMs;
  } finally {
    await client.end();
  }
}
