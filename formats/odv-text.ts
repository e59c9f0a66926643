import type { ReadItem } from '../domain/anomaly';
import type { ByteStream } from './csv-stream';
import { BodyFault } from './fault';
import type { FlaggedPoint, Group } from './flagged/point';
import { flaggedReading } from './flagged/reading';
import type { FlaggedTable } from './flagged/table';
import { type OdvHeader, odvHeader } from './odv/header';
import { pointOf, type Station, stationOf } from './odv/row';
import type { Pointed } from './item-error';
import { OPEN_ROW, WatchedEnd, withEnd } from './open-end';
import type { Reading } from './reading';
import type { ReportContext } from './report-context';
import { sdnMapping, sdnShip, type TextLine, textLines } from './text-lines';

/** An ODV spreadsheet, such as the SeaDataNet ODV text: a flag column belongs to the column on its left. */
export function readOdv(stream: ByteStream, context: ReportContext): Reading {
  return flaggedReading(context, async function* (table) {
    const watched = new WatchedEnd(stream);
    const lines = textLines(watched);
    const { header, ship } = await readHead(lines);
    const stations = new Stations(table, header, ship);
    const lastIsFlag = header.flags.some(({ column }) => column === header.width - 1);
    for await (const { row, mayBeCut } of withEnd(lines, watched)) {
      if (row.text.trim() === '' || row.text.startsWith('//')) continue;
      const cells = row.text.split(header.delimiter);
      // A flag is one character, which cannot be cut.
      if (mayBeCut && !lastIsFlag && cells.length === header.width) yield* stations.refuse(row.line);
      else yield* stations.take(row.line, cells);
    }
    yield* stations.end();
  });
}

/** What stands before the rows; the lines go on after it. */
export async function readHead(
  lines: AsyncGenerator<TextLine>,
): Promise<{ header: OdvHeader & { delimiter: string }; ship: string | undefined }> {
  const terms = new Map<string, string>();
  let ship: string | undefined;
  // Not for…of, which would end the generator with the header.
  for (let next = await lines.next(); !next.done; next = await lines.next()) {
    const { line, text } = next.value;
    const bare = line === 1 ? text.replace(/^\ufeff/, '') : text;
    if (bare.startsWith('//')) {
      const mapping = sdnMapping(bare);
      if (mapping && terms.size < 1000) terms.set(mapping.local, mapping.urn.slice(0, 200));
      ship ??= sdnShip(bare) ?? undefined;
    } else if (bare.trim() !== '')
      return { header: { ...odvHeader(bare, line, terms), delimiter: bare.includes('\t') ? '\t' : ';' }, ship };
  }
  throw new BodyFault('empty', 'The file has no header line.');
}

/** Tells stations apart; the first row of one waits for the next, which shows whether it is a profile or a track. */
class Stations {
  #station: Station | null = null;
  #first: FlaggedPoint | null = null;
  #isOpen = false;
  /** The station's own row could not be read: its other rows belong to nothing. */
  #isLost = false;
  readonly #table: FlaggedTable;
  readonly #header: OdvHeader;
  readonly #ship: string | undefined;

  constructor(table: FlaggedTable, header: OdvHeader, ship: string | undefined) {
    this.#table = table;
    this.#header = header;
    this.#ship = ship;
  }

  *take(line: number, cells: readonly string[]): Generator<ReadItem> {
    const station = raggedness(cells, this.#header.width) ?? stationOf(this.#header, cells);
    if (station && 'code' in station) return yield* this.#refuse(line, station);
    const isSame = station !== null && this.#station !== null && nameOf(station) === nameOf(this.#station);
    if (station && !isSame) yield* this.#begin(station);
    const at = station ?? this.#station;
    if (at)
      yield* this.#row(pointOf(this.#header, cells, line, at), line, isSame && placeOf(at) !== placeOf(this.#station));
    else yield* this.#table.refuse(line, this.#isLost ? OF_LOST : OF_NONE);
  }

  /** The last row of the file, when its last cell may be cut. */
  *refuse(line: number): Generator<ReadItem> {
    yield* this.#settle('profile');
    yield* this.#table.refuse(line, OPEN_ROW);
  }

  /** A ragged row may be any station's; one whose metadata are wrong begins a station that is lost. */
  *#refuse(line: number, trouble: Pointed): Generator<ReadItem> {
    if (trouble.code === 'ragged_row') yield* this.#settle('profile');
    else yield* this.#begin(null);
    yield* this.#table.refuse(line, trouble);
  }

  /** `moves`: the row says of the same station another time or place. */
  *#row(point: FlaggedPoint | Pointed, line: number, moves: boolean): Generator<ReadItem> {
    yield* this.#settle(moves ? 'series' : 'profile');
    if ('code' in point) yield* this.#table.refuse(line, point);
    else if (this.#isOpen) yield* this.#table.take(point);
    else this.#first = point;
  }

  *end(): Generator<ReadItem> {
    yield* this.#settle('profile');
  }

  *#begin(station: Station | null): Generator<ReadItem> {
    yield* this.#settle('profile');
    yield* this.#table.end();
    this.#station = station;
    this.#isOpen = false;
    this.#isLost = station === null;
  }

  /** Once the kind is known the group begins, with the row that waited. */
  *#settle(kind: Group['kind']): Generator<ReadItem> {
    const [station, first] = [this.#station, this.#first];
    if (!station || !first) return;
    this.#first = null;
    this.#isOpen = true;
    const locus = Object.fromEntries(
      [
        ['station', station.name],
        ['local_cdi_id', station.cdi],
      ].filter(([, value]) => value !== ''),
    ) as Group['locus'];
    yield* this.#table.begin({
      kind: this.#header.rowTime === null && this.#header.z !== null ? kind : 'series',
      locus,
      series: this.#header.flags.map(({ series }) => series),
      platform: this.#ship,
      cruise: station.cruise.slice(0, 200) || undefined,
    });
    yield* this.#table.take(first);
  }
}

const OF_LOST: Pointed = { path: [], code: 'no_station', detail: 'belongs to a station that cannot be read' };
const OF_NONE: Pointed = { path: [], code: 'no_station', detail: 'belongs to no station' };

function raggedness(cells: readonly string[], width: number): Pointed | null {
  if (cells.length >= width && cells.slice(width).every((cell) => cell.trim() === '')) return null;
  return {
    path: [],
    code: 'ragged_row',
    detail: `has ${cells.length} cells, the header ${width}: the file may be cut`,
  };
}

const nameOf = ({ cruise, name, cdi }: Station): string => JSON.stringify([cruise, name, cdi]);
const placeOf = (station: Station | null): string => JSON.stringify([station?.t, station?.lat, station?.lon]);
