import { correctedRows, type StoredRow } from '../db/corrections/store';
import { anomalyFlags } from '../db/corrections/targets';
import { csvLine } from '../domain/csv';
import { correctedFlag } from '../domain/decision';
import type { ServerDeps } from './deps';

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

/** The rows of an answer as CSV; a flag that the supplier does not give is the one that the decision gives. */
export async function* correctionLines(
  { pool }: Pick<ServerDeps, 'pool'>,
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
