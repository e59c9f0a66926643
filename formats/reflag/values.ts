import { secondOf } from '../../domain/correction/match';
import type { FlagCell, FlagFile, Measured } from './columns';
import type { PlacedCell } from './cell';
import type { FileRow } from './rows';

/** What one measurement is corrected to; a flag of null is the one that the decision gives. */
export interface CorrectedValue extends Measured {
  value: number;
  flag: string | null;
}
/** Half a decimetre, for depths that were rounded. */
const DEPTH_TOLERANCE = 0.05;

interface Corrected {
  anomaly: string;
  flag: string;
  place: FlagCell;
  values: readonly CorrectedValue[];
}
/** Finds the rows that were corrected by instant and depth, whatever their number. */
export class CorrectedRows {
  readonly #file: FlagFile;
  readonly #bySecond = new Map<string, { row: FileRow; measured: Measured }[]>();
  /** Corrected values of which the file holds no measurement. */
  missing = 0;

  constructor(file: FlagFile, rows: readonly FileRow[]) {
    this.#file = file;
    const places = file.placesOf(rows);
    for (const [at, row] of rows.entries()) {
      const measured = places[at];
      if (!measured) continue;
      const second = secondOf(measured.t);
      const known = this.#bySecond.get(second);
      if (known) known.push({ row, measured });
      else this.#bySecond.set(second, [{ row, measured }]);
    }
  }

  /** Value and flag of each measurement of one anomaly that was corrected. */
  cellsOf({ anomaly, flag, place, values }: Corrected): PlacedCell[] {
    const { value: column } = place;
    return values.flatMap((corrected) => {
      const row = column === null ? null : this.#rowOf(corrected, place);
      if (column === null || !row) {
        this.missing += 1;
        return [];
      }
      const texts = { value: String(corrected.value).replace('.', this.#file.decimal), flag: corrected.flag ?? flag };
      return changedCells(this.#file, row, anomaly, { value: column, flag: place.column }, texts);
    });
  }

  /** Of its instant, else of its second; of its depth. */
  #rowOf({ t, z }: CorrectedValue, { column, strand }: FlagCell): FileRow | null {
    const near = (this.#bySecond.get(secondOf(t)) ?? []).filter(
      ({ row, measured }) =>
        (z === null || measured.z === null || Math.abs(measured.z - z) <= DEPTH_TOLERANCE) &&
        this.#file.flagsOf(row).some((one) => one.column === column && one.strand === strand),
    );
    return (near.find(({ measured }) => measured.t === t) ?? near[0])?.row ?? null;
  }
}

type Of<T> = Record<'value' | 'flag', T>;
const changedCells = (
  { names }: FlagFile,
  row: FileRow,
  anomaly: string,
  columns: Of<number>,
  texts: Of<string>,
): PlacedCell[] =>
  (['value', 'flag'] as const).flatMap((kind) => {
    const cell = row.cells[columns[kind]];
    if (!cell || cell.text === texts[kind]) return [];
    const column = names[columns[kind]] ?? '';
    return [{ kind, ...cell, line: row.line, column, anomaly, old: cell.text, new: texts[kind] }];
  });
