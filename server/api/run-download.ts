import type { Response } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { errorsOf, foldedOfRun, type RowOutcome, rowsOfRun } from '../../db/runs';
import { csvLine } from '../../domain/csv';
import type { ServerDeps } from '../deps';
import { hidesFor, onlyReads, shownAnomaly } from './anomaly-view';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;
/** The rows of a run, or those with one outcome. */
interface Asked {
  run: string;
  outcome: RowOutcome | null;
}
export const NDJSON_TYPE = 'application/x-ndjson';
const PAGE = 1000;

/** Stored rows of a page as this caller may see them, with the id that the next page starts after. */
export async function storedRows(deps: Deps, res: Response, { run, outcome }: Asked, limit: number, after: number) {
  const found = await rowsOfRun(deps.pool, run, outcome, limit, after);
  const cases = found.flatMap(({ caseId }) => caseId ?? []);
  const hidden = await hidesFor(deps, res, cases);
  return found.map((row) => ({
    id: row.id,
    shown: shownAnomaly(row, row.caseId === null ? onlyReads(res) : hidden.has(row.caseId)),
  }));
}

/** Folded rows of a page; the case of their storm stands for data of every access, so whoever only reads is told no values. */
export async function foldedRows({ pool }: Deps, res: Response, run: string, limit: number, after: number) {
  const found = await foldedOfRun(pool, run, limit, after);
  return found.map((row) => ({ id: row.id, shown: shownAnomaly({ ...row, outcome: 'folded' }, onlyReads(res)) }));
}

type Page = (limit: number, after: number) => Promise<{ id: number; shown: Record<string, unknown> }[]>;
async function* everyOf(pageOf: Page): AsyncGenerator<Record<string, unknown>> {
  for (let after = 0; ; ) {
    const page = await pageOf(PAGE, after);
    for (const { shown } of page) yield shown;
    const last = page.at(-1);
    if (!last) return;
    after = last.id;
  }
}

async function* everyRow(deps: Deps, res: Response, asked: Asked): AsyncGenerator<Record<string, unknown>> {
  const { run, outcome } = asked;
  if (outcome !== 'rejected' && outcome !== 'folded')
    yield* everyOf((limit, after) => storedRows(deps, res, asked, limit, after));
  if (outcome === null || outcome === 'folded')
    yield* everyOf((limit, after) => foldedRows(deps, res, run, limit, after));
  if (outcome !== null && outcome !== 'rejected') return;
  for (let after = -1; ; ) {
    const page = await errorsOf(deps.pool, run, PAGE, after);
    for (const error of page) yield { ...error, outcome: 'rejected' };
    const last = page.at(-1);
    if (!last) return;
    after = last.index;
  }
}

const COLUMNS = [
  'outcome',
  'case',
  'uuid',
  'fingerprint',
  'source',
  'dataset',
  'check',
  'platform',
  'sensor',
  'parameter',
  'severity',
  'time',
  'time_range',
  'locus',
  'index',
  'line',
  'code',
  'pointer',
  'detail',
];
const cellOf = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);

/** All rows of the account in one file: what was stored first, then what was folded, then what was rejected. */
export async function download(deps: Deps, res: Response, asked: Asked, as: 'csv' | 'ndjson'): Promise<void> {
  async function* lines(): AsyncGenerator<string> {
    if (as === 'csv') yield csvLine(COLUMNS);
    for await (const row of everyRow(deps, res, asked))
      yield as === 'csv' ? csvLine(COLUMNS.map((name) => cellOf(row[name]))) : `${JSON.stringify(row)}\n`;
  }
  res.attachment(`rows.${as}`).type(as === 'csv' ? 'text/csv; charset=utf-8' : NDJSON_TYPE);
  await pipeline(Readable.from(lines()), res);
}
