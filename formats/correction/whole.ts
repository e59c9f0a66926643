import type { CorrectionHead } from '../../domain/correction';
import { isSameCode } from '../../domain/correction/units';
import { BodyFault } from '../fault';
import type { FaultCode } from '../fault';
import type { FlaggedPoint, Series } from '../flagged/point';
import { sheetsOf } from '../netcdf/detect';
import { readHead } from '../odv-text';
import { pointOf, type Station, stationOf } from '../odv/row';
import { ROWS_MAX } from '../table';
import { textLines } from '../text-lines';
import type { RowSink } from './sink';

/** A file of a whole series: most of its points concern no anomaly. */
const POINTS_MAX = 2_000_000;

/** An ODV spreadsheet: each row once for each of its parameters that is asked about. */
export async function readOdvCorrection(
  bytes: Uint8Array,
  parameters: readonly string[],
  sink: RowSink,
): Promise<void> {
  const lines = textLines(onceOf(bytes));
  const { header } = await readHead(lines);
  const series = header.flags.map((flag) => flag.series);
  const wanted = wantedOf(series, parameters);
  sink.begin({ format: 'odv', unit: null, parameter: null, columns: columnsOf(wanted) });
  let station: Station | null = null;
  let rows = 0;
  for await (const { line, text } of lines) {
    if (text.trim() === '' || text.startsWith('//')) continue;
    rows += 1;
    if (rows > ROWS_MAX) throw new BodyFault('too_many_rows', `More than ${ROWS_MAX} rows.`, line);
    const cells = text.split(header.delimiter);
    if (cells.length < header.width) throw new BodyFault('file_cut', `The row has ${cells.length} cells.`, line);
    const begun = stationOf(header, cells);
    if (begun && 'code' in begun) throw faultOf(begun.path, line);
    station = begun ?? station;
    if (!station) throw new BodyFault('bad_csv', 'The row belongs to no station.', line);
    const point = pointOf(header, cells, line, station);
    if ('code' in point) throw faultOf(point.path, line);
    give(sink, wanted, point, line, station.name || null);
  }
}

async function* onceOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

class CellFault extends BodyFault {
  readonly column: string;
  constructor(code: FaultCode, column: string, line: number) {
    super(code, `The cell of "${column}" cannot be read.`, line);
    this.column = column;
  }
}
const faultOf = (path: readonly PropertyKey[], line: number): BodyFault =>
  new CellFault('bad_cell', path.map(String).join(' '), line);

/** A NetCDF file whose layout is known; points are numbered through it, since it has no lines. */
export async function readNetcdfCorrection(
  bytes: Uint8Array,
  parameters: readonly string[],
  sink: RowSink,
): Promise<void> {
  let number = 0;
  let isBegun = false;
  let isFound = false;
  for await (const { group, size, point } of sheetsOf(bytes)) {
    if (!isBegun) sink.begin({ format: 'netcdf', unit: null, parameter: null, columns: {} });
    isBegun = true;
    const wanted = wantedIn(group.series, parameters);
    isFound ||= wanted.length > 0;
    const station = group.locus['station'];
    for (let i = 0; i < size; i += 1) {
      number += 1;
      if (number > POINTS_MAX) throw new BodyFault('too_many_rows', `More than ${POINTS_MAX} points.`);
      const at = wanted.length === 0 ? null : point(i);
      if (at) give(sink, wanted, at, number, station === undefined ? null : String(station));
    }
  }
  if (!isFound) throw noParameter(parameters);
}

interface Wanted {
  series: Series;
  place: number;
  /** As the anomaly calls it. */
  parameter: string;
}

/** The columns of the parameters that the anomalies are about, by local name or vocabulary term. */
function wantedIn(series: readonly Series[], parameters: readonly string[]): Wanted[] {
  const named = series.flatMap(({ parameter }) => parameter ?? []);
  // Anomalies that name no parameter are about the only one there is.
  const asked = parameters.length > 0 || named.length !== 1 ? parameters : named;
  return series.flatMap((one, place) => {
    const parameter = asked.find((code) => [one.parameter, one.urn].some((name) => name && isSameCode(name, code)));
    return parameter === undefined ? [] : [{ series: one, place, parameter }];
  });
}
function wantedOf(series: readonly Series[], parameters: readonly string[]): Wanted[] {
  const wanted = wantedIn(series, parameters);
  if (wanted.length === 0) throw noParameter(parameters);
  return wanted;
}
const noParameter = (parameters: readonly string[]): BodyFault => new ParameterFault(parameters.slice(0, 5).join(', '));
class ParameterFault extends BodyFault {
  readonly column: string;
  constructor(column: string) {
    super('missing_column', `The file holds none of ${column}.`);
    this.column = column;
  }
}

const columnsOf = (wanted: readonly Wanted[]): CorrectionHead['columns'] => {
  const name = wanted.length === 1 ? (wanted[0]?.series.parameter ?? null) : null;
  return name === null ? {} : { value: name };
};

function give(
  sink: RowSink,
  wanted: readonly Wanted[],
  { t, z, lat, lon, values }: FlaggedPoint,
  line: number,
  station: string | null,
): void {
  for (const { series, place, parameter } of wanted) {
    const value = values[place] ?? null;
    if (value === null || t === null) continue;
    const at = lat === null || lon === null ? null : { lat, lon };
    const unit = series.unit ?? null;
    sink.take({
      ok: true,
      row: { line, time: t, value, old: null, z, at, moved: null, parameter, unit, flag: null, station },
    });
  }
}
