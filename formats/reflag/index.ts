import type { Anomaly } from '../../domain/anomaly';
import { scaleCodes } from '../../domain/flag-scale';
import { readReport } from '../index';
import type { ReportContext } from '../report-context';
import { type FlagCell, type FlagFile, flagFile } from './columns';
import type { FileRow } from './rows';

export { isReflagged } from './columns';

/** What a file was read with when it was posted. */
export interface PostedFile {
  format: string;
  bytes: Buffer;
  context: ReportContext;
  config: unknown;
}
/** One flag that was changed, for the history record; `line` from 1. */
export interface ReflaggedCell {
  line: number;
  column: string;
  anomaly: string;
  old: string;
  new: string;
}
/** An anomaly of the file, and the flag that its points get. */
export interface NewFlag {
  anomaly: string;
  flag: string;
}

/**
 * The file with the flags of some of its anomalies changed, and nothing else: every other byte stays. Its anomalies are found
 * by reading it as it was read when it came; `decide` says what becomes of one, null when its flags stay. Throws BodyFault
 * when it cannot be read.
 */
export async function reflag(
  { format, bytes, context, config }: PostedFile,
  decide: (anomaly: Anomaly) => NewFlag | null,
): Promise<{ bytes: Buffer; cells: ReflaggedCell[] }> {
  const file = await flagFile(format, bytes, config);
  const rows = [...file.rows];
  const cells: PlacedCell[] = [];
  for await (const item of readReport(format, one(bytes), context, config)) {
    const decided = item.ok ? decide(item.anomaly) : null;
    if (item.ok && decided && item.line !== null) cells.push(...pointsOf(file, rows, item.anomaly, item.line, decided));
  }
  cells.sort((a, b) => a.start - b.start);
  return { bytes: written(bytes, cells), cells: cells.map(asTold) };
}

const asTold = ({ line, column, anomaly, old, new: flag }: PlacedCell): ReflaggedCell => ({
  line,
  column,
  anomaly,
  old,
  new: flag,
});

type PlacedCell = ReflaggedCell & { start: number; end: number };

/** The flags of one anomaly: as many as it counts, from the line where it begins, in its column and among its rows. */
function pointsOf(
  file: FlagFile,
  rows: readonly FileRow[],
  anomaly: Anomaly,
  line: number,
  { anomaly: uuid, flag }: NewFlag,
): PlacedCell[] {
  const from = rows.findIndex((row) => row.line === line);
  const first = rows[from];
  const place = first && columnOf(file, first, anomaly);
  if (!place) return [];
  const points: PlacedCell[] = [];
  for (let [at, left] = [from, failedOf(anomaly)]; at < rows.length && left > 0; at += 1) {
    const cell = askedCell(file, rows[at], place);
    if (!cell) continue;
    left -= 1;
    if (cell.text !== flag) points.push({ ...cell, anomaly: uuid, old: cell.text, new: flag });
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
