import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { type Line, send } from './load';
import type { Site } from './site';

const ROWS = 50_000;
const KEYS = 1_000;

const item = (n: number): string =>
  JSON.stringify({
    source: 'bench',
    dataset: 'bench-leg',
    platform: `P${n % KEYS}`,
    parameter: 'PSAL',
    check: 'qartod.spike_test',
    severity: 'error',
    time: new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString(),
    flags: { scale: 'QARTOD', original: '4' },
    observed: { value: 30 + (n % 50) / 10, unit: '1' },
    message: 'Spike against its neighbours.',
  });

const COLUMNS =
  'uuid, fingerprint, content_hash, case_id, source, external_id, dataset, check_code, parameter, severity, time_start, time_end, data_version, run, first_seen, last_seen, seen, doc';

/** NDJSON through the server into 1,000 cases, beside COPY of the very rows it made into the same table, in one run. */
export async function ingest(site: Site): Promise<Line> {
  const body = Buffer.from(`${Array.from({ length: ROWS }, (_, n) => item(n)).join('\n')}\n`);
  const began = performance.now();
  const { status, body: said } = await send({
    url: `${site.url}/api/v1/anomalies`,
    headers: { ...site.headers, 'content-type': 'application/x-ndjson' },
    body,
  });
  const tookMs = performance.now() - began;
  const counts = JSON.parse(said.toString());
  if (status !== 200 || counts.created !== ROWS)
    throw new Error(`ingest answered ${status}: ${said.toString().slice(0, 500)}`);
  const copyMs = await copyBack(site.databaseUrl);
  return {
    what: `NDJSON ingest of ${ROWS} rows into ${KEYS} cases`,
    measured: `${Math.round((ROWS / tookMs) * 1000)} rows/s`,
    against: `COPY ${Math.round((ROWS / copyMs) * 1000)} rows/s`,
    ratio: (copyMs / tookMs).toFixed(2),
  };
}

async function copyBack(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const parts: Buffer[] = [];
    for await (const part of client.query(
      copyTo(`copy (select ${COLUMNS} from anomaly where source = 'bench') to stdout`),
    ))
      parts.push(part as Buffer);
    await client.query(`delete from anomaly where source = 'bench'`);
    await client.query('vacuum anomaly');
    const began = performance.now();
    await pipeline(Readable.from(parts), client.query(copyFrom(`copy anomaly (${COLUMNS}) from stdin`)));
    return performance.now() - began;
  } finally {
    await client.end();
  }
}
