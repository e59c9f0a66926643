import type { Anomaly } from '../../domain/anomaly';
import { scaleCodes } from '../../domain/flag-scale';
import { readReport } from '../index';
import type { ReportContext } from '../report-context';
import { type FlagCell, type FlagFile, flagFile } from './columns';
import type { PlacedCell, ReflaggedCell } from './cell';
import type { FileRow } from './rows';
import { CorrectedRows, type CorrectedValue } from './values';

export { isReflagged } from './columns';
export type { ReflaggedCell } from './cell';
export type { CorrectedValue } from './values';

/** What a file was read with when it was posted. */
export interface PostedFile {
  format: string;
  bytes: Buffer;
  context: ReportContext;
  config: unknown;
}
/** An anomaly of the file, and the flag that its points get; where values are given, only those and at their places. */
export interface NewFlag {
  anomaly: string;
  flag: string;
  values?: readonly CorrectedValue[];
}

/**
 * The file with the flags of some of its anomalies changed, where they are given the values too, and nothing else: every other byte stays. Its anomalies are found
 * by reading it as it was read when it came; `decide` says what becomes of one, null when its flags stay. `missing`
 * corrected values are not in it. Throws BodyFault when it cannot be read.
 */
export async function reflag(
  { format, bytes, context, config }: PostedFile,
  decide: (anomaly: Anomaly) => NewFlag | null,
): Promise<{ bytes: Buffer; cells: ReflaggedCell[]; missing: number }> {
  const file = await flagFile(format, bytes, config);
  const rows = [...file.rows];
  let corrected: CorrectedRows | null = null;
  const cells: PlacedCell[] = [];
  for await (const item of readReport(format, one(bytes), context, config)) {
    const decided = item.ok ? decide(item.anomaly) : null;
    if (!item.ok || !decided || item.line === null) continue;
    if (decided.values) corrected ??= new CorrectedRows(file, rows);
    cells.push(...cellsOf(file, rows, item.anomaly, item.line, decided, corrected));
  }
  const changed = eachOnce(cells);
  return { bytes: written(bytes, changed), cells: changed.map(asTold), missing: corrected?.missing ?? 0 };
}

/** In the order of the file; a measurement that was corrected for two anomalies is changed once. */
function eachOnce(cells: PlacedCell[]): PlacedCell[] {
  cells.sort((a, b) => a.start - b.start);
  return cells.filter(({ start }, at) => cells[at - 1]?.start !== start);
}

const asTold = ({ kind, line, column, anomaly, old, new: flag }: PlacedCell): ReflaggedCell => ({
  kind,
  line,
  column,
  anomaly,
  old,
  new: flag,
});

/** What changes of one anomaly, which begins in this line: its flags, or what was corrected of it. */
function cellsOf(
  file: FlagFile,
  rows: readonly FileRow[],
  anomaly: Anomaly,
  line: number,
  { values, ...decided }: NewFlag,
  corrected: CorrectedRows | null,
): PlacedCell[] {
  const from = rows.findIndex((row) => row.line === line);
  const first = rows[from];
  const place = first && columnOf(file, first, anomaly);
  if (!place) return [];
  return values && corrected
    ? corrected.cellsOf({ ...decided, place, values })
    : pointsOf(file, rows, { ...decided, from, place, left: failedOf(anomaly) });
}

/** The flags of as many points as the anomaly counts. */
function pointsOf(
  file: FlagFile,
  rows: readonly FileRow[],
  { anomaly: uuid, flag, from, place, left: failed }: NewFlag & { from: number; place: FlagCell; left: number },
): PlacedCell[] {
  const points: PlacedCell[] = [];
  for (let [at, left] = [from, failed]; at < rows.length && left > 0; at += 1) {
    const cell = askedCell(file, rows[at], place);
    if (!cell) continue;
    left -= 1;
    if (cell.text !== flag) points.push({ kind: 'flag', ...cell, anomaly: uuid, old: cell.text, new: flag });
  }
  return points;
}

/** The flag of this row in that column, when it is of the same rows and one to ask about. */
function askedCell(file: FlagFile, row: FileRow | undefined, { column, strand, series }: FlagCell) {
  const cell = row?.cells[column];
  if (!row || !cell || !scaleCodes(series.scale, series.version)?.get(cell.text)?.asked) return null;
  const isOurs = file.flagsOf(row).some((one) => one.column === column && one.strand === strand);
  return isOurs ? { ...cell, line: row.line, column: file.names[column] ?? '' } : null;
}

/** A point without a count is one point. */
function failedOf({ doc }: Anomaly): number {
  const { counts } = doc as { counts?: { failed?: number } };
  return counts?.failed ?? 1;
}

/** The flag column that the anomaly is about; where the context named its parameter there is only one. */
function columnOf(file: FlagFile, row: FileRow, { check, parameter }: Anomaly): FlagCell | undefined {
  const cells = file.flagsOf(row).filter(({ series }) => series.check === check);
  const named = cells.filter(({ series }) => (series.parameter ?? null) === (parameter ?? null));
  const asked = (named.length > 0 ? named : cells).filter(({ column, series }) => {
    const code = row.cells[column]?.text ?? '';
    return scaleCodes(series.scale, series.version)?.get(code)?.asked;
  });
  return asked[0];
}

function written(bytes: Buffer, cells: readonly { start: number; end: number; new: string }[]): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  for (const { start, end, new: flag } of cells) {
    parts.push(bytes.subarray(from, start), Buffer.from(flag));
    from = end;
  }
  return Buffer.concat([...parts, bytes.subarray(from)]);
}

async function* one(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}
