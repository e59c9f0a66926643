import type { ReadItem } from '../domain/anomaly';
import type { ByteStream } from './csv-stream';
import { BodyFault } from './fault';
import { flaggedReading } from './flagged/reading';
import type { FlaggedTable } from './flagged/table';
import type { Reading } from './reading';
import type { ReportContext } from './report-context';
import { textLines } from './text-lines';
import { type WhpHeader, whpHeader, withUnits } from './whp/header';
import { whpPoint } from './whp/row';

/** A WHP-Exchange file of bottles or of one CTD cast; what follows END_DATA is no data, without it the file is cut. */
export function readWhp(stream: ByteStream, context: ReportContext): Reading {
  return flaggedReading(context, async function* (table) {
    const file = new WhpFile(table);
    for await (const { line, text } of textLines(stream)) {
      yield* file.take(line === 1 ? text.replace(/^\ufeff/, '') : text, line);
      if (file.isEnded) return;
    }
    throw new BodyFault('file_cut', 'The file ends before END_DATA: it is cut.');
  });
}

class WhpFile {
  isEnded = false;
  readonly #table: FlaggedTable;
  #kind: 'BOTTLE' | 'CTD' | null = null;
  readonly #said = new Map<string, string>();
  #header: WhpHeader | null = null;
  #hasUnits = false;
  #cast = '';

  constructor(table: FlaggedTable) {
    this.#table = table;
  }

  *take(text: string, line: number): Generator<ReadItem> {
    if (!this.#kind) this.#kind = kindOf(text, line);
    else if (text.trim() === '' || (text.startsWith('#') && !this.#header)) return;
    else if (!this.#header) this.#head(this.#kind, text, line);
    else if (!this.#hasUnits) this.#units(this.#header, text);
    else if (text.trim() === 'END_DATA') this.isEnded = true;
    else yield* this.#row(this.#header, text, line);
  }

  /** A CTD file says `NAME = value` before its columns. */
  #head(kind: 'BOTTLE' | 'CTD', text: string, line: number): void {
    const [, name, value] = /^\s*([A-Z_0-9]+)\s*=\s*(.*?)\s*$/.exec(text.slice(0, 300)) ?? [];
    if (name !== undefined && this.#said.size < 1000) this.#said.set(name, value ?? '');
    else this.#header = whpHeader(text, line, kind);
  }

  #units(header: WhpHeader, text: string): void {
    this.#header = withUnits(header, text);
    this.#hasUnits = true;
  }

  *#row(header: WhpHeader, text: string, line: number): Generator<ReadItem> {
    const cells = text.split(',').map((cell) => cell.trim());
    const cellOf = (name: string): string => {
      const column = header.at(name);
      return (column === null ? this.#said.get(name) : cells[column]) ?? '';
    };
    const point = whpPoint(header, cells, line, cellOf);
    // A row that cannot be read cannot tell its cast either.
    if ('code' in point) return yield* this.#table.refuse(line, point);
    const [expocode = '', station = '', cast = ''] = ['EXPOCODE', 'STNNBR', 'CASTNO'].map(cellOf);
    const name = JSON.stringify([expocode, station, cast]);
    if (name !== this.#cast) {
      this.#cast = name;
      yield* this.#table.begin({
        kind: 'profile',
        locus: { station: station.slice(0, 200), cast: cast.slice(0, 200) },
        series: header.flags.map(({ series }) => series),
        cruise: expocode.slice(0, 200) || undefined,
        // An expocode is the ship's code and the day she sailed.
        platform: /^([0-9A-Z]{4})\d{8}/.exec(expocode)?.[1],
      });
    }
    yield* this.#table.take(point);
  }
}

function kindOf(text: string, line: number): 'BOTTLE' | 'CTD' {
  const [, kind] = /^(BOTTLE|CTD),/.exec(text) ?? [];
  if (kind === 'BOTTLE' || kind === 'CTD') return kind;
  throw new BodyFault('bad_header', 'The first line must be BOTTLE,<stamp> or CTD,<stamp>.', line);
}
