import { worstFlag } from '../domain/flag-scale';
import type { ReadItem } from '../domain/anomaly';
import type { ByteStream } from './csv-stream';
import { BodyFault } from './fault';
import type { Series } from './flagged/point';
import { flaggedReading } from './flagged/reading';
import type { FlaggedTable } from './flagged/table';
import {
  cruiseOf,
  type MedatlasCruise,
  type MedatlasStation,
  newStation,
  readHeaderLine,
  stationName,
} from './medatlas/header';
import { columnsOf, type MedatlasColumns, medatlasPoint } from './medatlas/row';
import type { Reading } from './reading';
import type { ReportContext } from './report-context';
import { sdnShip, textLines } from './text-lines';

/** A MEDATLAS file: a block for the cruise, then for each station a block and its rows, which may have other parameters. */
export function readMedatlas(stream: ByteStream, context: ReportContext): Reading {
  return flaggedReading(context, async function* (table) {
    const file = new MedatlasFile(table);
    for await (const { line, text } of textLines(stream))
      yield* file.take(line === 1 ? text.replace(/^\ufeff/, '') : text, line);
    yield* file.end();
  });
}

class MedatlasFile {
  readonly #table: FlaggedTable;
  #cruise: MedatlasCruise | null = null;
  #station: MedatlasStation | null = null;
  #columns: MedatlasColumns | null = null;
  #rowsLeft = 0;
  /** Columns with a point that was judged. */
  #judged = new Set<number>();
  #hasStation = false;

  constructor(table: FlaggedTable) {
    this.#table = table;
  }

  *take(text: string, line: number): Generator<ReadItem> {
    const name = stationName(text);
    if (!this.#cruise) this.#cruise = firstLine(text, line);
    else if (name !== null) {
      yield* this.#close(line);
      this.#hasStation = true;
      this.#station = newStation(name.slice(0, 200), line);
    } else if (text.startsWith('*')) yield* this.#said(text, line);
    else if (this.#station && text.trim() !== '') yield* this.#row(this.#station, text, line);
  }

  *#said(text: string, line: number): Generator<ReadItem> {
    if (this.#columns) {
      // After its rows a station has no more to say: this is another cruise.
      yield* this.#close(line);
      this.#cruise = cruiseOf(text);
    } else if (this.#station) readHeaderLine(this.#station, text, line);
    if (this.#cruise) this.#cruise.ship ??= sdnShip(text) ?? undefined;
  }

  *end(): Generator<ReadItem> {
    if (!this.#cruise) throw new BodyFault('empty', 'The file is empty.');
    if (!this.#hasStation) throw new BodyFault('file_cut', 'The file has no station.');
    yield* this.#close(null);
  }

  /** The rows begin where the block ends. */
  *#begin(station: MedatlasStation, line: number): Generator<ReadItem, MedatlasColumns> {
    if (station.declared === 0 || station.parameters.length < station.declared)
      throw new BodyFault('bad_header', 'The rows begin before the station has told its parameters.', line);
    const columns = columnsOf(station);
    this.#columns = columns;
    this.#rowsLeft = station.rows;
    this.#judged = new Set();
    const kind = columns.isSeries ? 'series' : 'profile';
    const { code, ship } = this.#cruise ?? {};
    const locus = { station: station.name };
    yield* this.#table.begin({ kind, locus, series: columns.series, platform: ship, cruise: code });
    const where = { line: station.line, t: station.t, lat: station.lat, lon: station.lon, z: null };
    const [date = '0', time = '0', position = '0', depth = '0'] = station.flags;
    for (const [check, flag] of [
      ['impossible_date', worstFlag(date, time)],
      ['impossible_location', position],
      ['bottom_depth_flag', depth],
    ] as const)
      yield* this.#table.whole(wholeSeries(check), flag, where);
    return columns;
  }

  *#row(station: MedatlasStation, text: string, line: number): Generator<ReadItem> {
    const columns = this.#columns ?? (yield* this.#begin(station, line));
    this.#rowsLeft -= 1;
    const point = medatlasPoint(columns, text, line);
    if (!point) return;
    if ('code' in point) return yield* this.#table.refuse(line, point);
    for (const [i, flag] of point.flags.entries()) if (flag !== null && !UNJUDGED.has(flag)) this.#judged.add(i);
    yield* this.#table.take(point);
  }

  /** The end of a station, when it is whole. */
  *#close(line: number | null): Generator<ReadItem> {
    const [station, columns] = [this.#station, this.#columns];
    this.#whole(line);
    if (station && columns) yield* this.#globals(station, columns);
  }

  /** Flags of the block stand for points that have none of their own. */
  *#globals(station: MedatlasStation, { series, measured }: MedatlasColumns): Generator<ReadItem> {
    const { profile, parameters } = station.globals;
    const where = { line: station.line, t: station.t, lat: station.lat, lon: station.lon, z: null };
    const told = measured.map((at, i) => (this.#judged.has(i) ? '0' : (parameters[at] ?? '0')));
    for (const [i, flag] of told.entries()) {
      const one = series[i];
      if (one && !UNJUDGED.has(flag)) yield* this.#table.whole({ ...one, check: 'global_flag.MEDATLAS' }, flag, where);
    }
    // A profile is as good as its parameters; it says more only where nothing else does.
    const isTold = this.#judged.size > 0 || told.some((flag) => !UNJUDGED.has(flag));
    if (!isTold && profile !== '' && !UNJUDGED.has(profile))
      yield* this.#table.whole(wholeSeries('global_profile_flag'), profile, where);
  }

  /** Fewer rows than the block announced: the rest was cut off. */
  #whole(line: number | null): void {
    if (this.#station && !this.#columns)
      throw new BodyFault('file_cut', 'The last station has no rows: the file is cut.', line);
    // Writers differ on whether the line of default values counts.
    if (this.#rowsLeft > 1)
      throw new BodyFault('file_cut', `The last station lacks ${this.#rowsLeft} rows: the file is cut.`, line);
    this.#columns = null;
    this.#station = null;
    this.#rowsLeft = 0;
  }
}

function firstLine(text: string, line: number): MedatlasCruise {
  if (text.startsWith('*')) return cruiseOf(text);
  throw new BodyFault('bad_header', 'The first line must begin with * and name the cruise.', line);
}

/** Not checked, and no value to check. */
const UNJUDGED = new Set(['0', '9']);

const wholeSeries = (check: string): Series => ({ parameter: null, check, scale: 'MEDATLAS', version: '1' });
