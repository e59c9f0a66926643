import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { correctedAnswer, correctedRows, type StoredRow } from '../../db/corrections/store';
import { anomalyFlags } from '../../db/corrections/targets';
import { csvLine } from '../../domain/csv';
import { correctedFlag } from '../../domain/decision';
import { needScope } from '../auth';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { parsedQuery } from '../json';
import { hidesFor } from './anomaly-view';
import { caseOf } from './cases';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

export const CorrectionsQuery = z.strictObject({
  anomaly: z.uuid().optional().meta({ description: 'Only the rows that correct this anomaly.' }),
});
const COLUMNS = [
  'anomaly',
  'time',
  'depth',
  'lat',
  'lon',
  'parameter',
  'old_value',
  'new_value',
  'unit',
  'old_flag',
  'new_flag',
  'flag_scale',
  'line',
];
const PAGE = 5000;

/** The corrected values of one answer for the pipeline that applies them, as CSV; of restricted data only to whom they may go. */
export const correctionRoutes = (deps: Deps): Router =>
  Router().get('/cases/:number/corrections/:version', needScope('read', 'desk', 'decide'), (req, res) =>
    sendCorrections(deps, req, res),
  );

async function sendCorrections(deps: Deps, req: Request, res: Response): Promise<void> {
  const { anomaly = null } = parsedQuery(CorrectionsQuery, req);
  const of = await caseOf(deps, req);
  if ((await hidesFor(deps, res, [of.id])).has(of.id)) throw problem(403, 'restricted', 'These data are restricted.');
  const version = z.coerce.number().int().min(1).max(2_000_000_000).safeParse(req.params['version']);
  const answer = version.success ? await correctedAnswer(deps.pool, of.id, version.data) : null;
  if (answer === null) throw problem(404, 'no_corrections', 'No corrected rows came with this answer.');
  res.type('text/csv; charset=utf-8').attachment(`${of.number}-corrections-${version.data}.csv`);
  await pipeline(Readable.from(correctionLines(deps, answer, anomaly)), res);
}

/** The rows of an answer as CSV; a flag that the supplier does not give is the one that the decision gives. */
export async function* correctionLines(
  { pool }: Pick<Deps, 'pool'>,
  answer: number,
  anomaly: string | null,
): AsyncGenerator<string> {
  const flags = await anomalyFlags(pool, answer);
  yield csvLine(COLUMNS);
  for (let after = 0; ; ) {
    const page = await correctedRows(pool, answer, anomaly, PAGE, after);
    if (page.length === 0) return;
    yield page.map((row) => csvLine(cellsOf(row, flags.get(row.anomaly) ?? NO_FLAG))).join('');
    after = page.at(-1)?.number ?? after;
  }
}

const NO_FLAG = { scale: 'L20', version: null };
function cellsOf(row: StoredRow, { scale, version }: { scale: string; version: string | null }): string[] {
  const text = (value: string | number | null): string => String(value ?? '');
  const { anomaly, time, z: depth, lat, lon, parameter, old, value, unit, oldFlag, flag, line } = row;
  const flagged = flag ?? correctedFlag(scale, version);
  return [
    anomaly,
    time.toISOString(),
    ...[depth, lat, lon, parameter, old, value, unit, oldFlag, flagged].map(text),
    scale,
    text(line),
  ];
}
