import {
  type CorrectedPoint,
  type CorrectionError,
  type CorrectionHead,
  type CorrectionRow,
  type CorrectionTarget,
  type CorrectionTrouble,
  type GivenRow,
  isWhole,
} from '../correction';
import type { EvidencePoint } from '../anomaly';
import { flagOf, isFlagged } from '../describe-flag';
import { scaleCodes } from '../flag-scale';
import { isInDepth, isOfParameter, isOfStation, isSameValue, placesOf, pointFor, TargetFinder } from './match';
import { isSameUnit } from './units';

/** How many are named by their line; all are counted. */
export const NAMED_MAX = 200;
/** A hundredth of a degree: about a kilometre. */
const DEGREES_TOLERANCE = 0.011;

export interface CheckedRows {
  rows: number;
  accepted: CorrectedPoint[];
  errors: CorrectionError[];
  errorCount: number;
  /** Rows of a whole file that concern no anomaly and are not taken. */
  outside: { count: number; lines: number[] };
}

type Places = ReadonlyMap<string, readonly EvidencePoint[]>;

/** Takes the rows of a file one by one; what it finds is the caller's to take whole or not at all. */
export class CorrectionCheck {
  readonly #head: CorrectionHead;
  readonly #targets: readonly CorrectionTarget[];
  readonly #finder: TargetFinder;
  /** Of all rows that name none; null where the header's is not the anomalies', which is told once. */
  readonly #parameter: string | null;
  readonly #places = new Map<number, Places>();
  readonly #lineOf = new Map<string, number>();
  readonly #checked: CheckedRows = {
    rows: 0,
    accepted: [],
    errors: [],
    errorCount: 0,
    outside: { count: 0, lines: [] },
  };

  constructor(head: CorrectionHead, targets: readonly CorrectionTarget[]) {
    this.#head = head;
    this.#targets = targets;
    this.#finder = new TargetFinder(targets);
    const other = this.#parameterTrouble(head.parameter);
    this.#parameter = other ? null : head.parameter;
    const found = other ?? this.#unitTrouble(head.unit, targets, 'value');
    if (found) this.#refuse(1, found);
  }

  take(given: CorrectionRow): void {
    this.#checked.rows += 1;
    if (!given.ok) return this.#refuse(given.line, given.trouble);
    const found = this.#targetsOf(given.row);
    if (found === null) return this.#leaveOut(given.row.line);
    if ('code' in found) return this.#refuse(given.row.line, found);
    const trouble = this.#rowTrouble(given.row, found) ?? this.#twice(given.row);
    if (trouble) return this.#refuse(given.row.line, trouble);
    for (const target of found) this.#checked.accepted.push(this.#point(given.row, target));
  }

  end(): CheckedRows {
    const { rows, accepted, errorCount } = this.#checked;
    if (rows === 0 || (accepted.length === 0 && errorCount === 0))
      this.#refuse(null, { code: rows === 0 ? 'empty_file' : 'no_anomaly', column: null, params: this.#span() });
    return this.#checked;
  }

  #refuse(line: number | null, trouble: CorrectionTrouble): void {
    this.#checked.errorCount += 1;
    if (this.#checked.errors.length < NAMED_MAX) this.#checked.errors.push({ line, ...trouble });
  }

  #leaveOut(line: number): void {
    const { outside } = this.#checked;
    outside.count += 1;
    if (outside.lines.length < NAMED_MAX) outside.lines.push(line);
  }

  /** The anomalies that the row corrects, or why it corrects none; null: it is left out of a whole file. */
  #targetsOf(row: GivenRow): CorrectionTarget[] | CorrectionTrouble | null {
    const { columns } = this.#head;
    const ofParameter = this.#parameterTrouble(row.parameter);
    if (ofParameter) return isWhole(this.#head) ? null : ofParameter;
    const parameter = row.parameter ?? this.#parameter;
    const inTime = this.#finder.inTime(row.time).filter((target) => isOfParameter(target, parameter));
    const ofStation = inTime.filter((target) => isOfStation(target, row.station));
    const found = ofStation.filter((target) => isInDepth(target, row.z) && !this.#isUntouched(row, target));
    if (found.length > 0) return found;
    if (isWhole(this.#head)) return null;
    if (inTime.length === 0) return this.#outside(row.time);
    if (ofStation.length === 0) return trouble('other_station', columns.station, { given: row.station ?? '' });
    const { min, max } = ofStation[0]?.depths ?? { min: 0, max: 0 };
    return row.z === null
      ? trouble('depth_missing', columns.z, {})
      : trouble('other_depth', columns.z, { given: String(row.z), min: String(min), max: String(max) });
  }

  /** A whole file repeats the good measurements between the bad ones: those were not corrected. */
  #isUntouched(row: GivenRow, target: CorrectionTarget): boolean {
    if (!isWhole(this.#head) || target.isPosition || row.value === null) return false;
    const point = pointFor(this.#placesOf(target), row);
    if (point?.value === undefined || point.value === null) return false;
    return isSameValue(point.value, row.value) && !isFlagged(flagOf(target.evidenceScale, point.flag));
  }

  #outside(time: string): CorrectionTrouble {
    const [only, other] = this.#targets;
    if (only?.start && !other)
      return trouble('outside_interval', this.#head.columns.time, {
        given: time,
        start: only.start,
        end: only.end ?? only.start,
      });
    return trouble('no_anomaly', this.#head.columns.time, { given: time, ...this.#span() });
  }

  #span(): Record<string, string> {
    return { count: String(this.#targets.length) };
  }

  #parameterTrouble(given: string | null): CorrectionTrouble | null {
    if (given === null || this.#targets.some((target) => isOfParameter(target, given))) return null;
    const expected = [...new Set(this.#targets.flatMap(({ parameter }) => parameter ?? []))].slice(0, 5).join(', ');
    return trouble('other_parameter', this.#head.columns.parameter ?? this.#head.columns.value, { given, expected });
  }

  #unitTrouble(unit: string | null, targets: readonly CorrectionTarget[], column: 'unit' | 'value') {
    const other =
      unit === null ? null : targets.find((target) => target.unit !== null && !isSameUnit(unit, target.unit));
    return unit !== null && other?.unit
      ? trouble('other_unit', this.#head.columns[column], { given: unit, expected: other.unit })
      : null;
  }

  /** The first thing wrong with a row whose anomalies are known. */
  #rowTrouble(row: GivenRow, targets: readonly CorrectionTarget[]): CorrectionTrouble | null {
    const { columns } = this.#head;
    const isPosition = targets.some((target) => target.isPosition);
    if (row.value === null && !(isPosition && row.moved))
      return trouble('value_missing', isPosition ? columns.lat : columns.value, {});
    return (
      this.#unitTrouble(row.unit, targets, 'unit') ??
      this.#flagTrouble(row.flag, targets) ??
      targets.map((target) => this.#pointTrouble(row, target)).find((found) => found !== null) ??
      null
    );
  }

  #flagTrouble(flag: string | null, targets: readonly CorrectionTarget[]): CorrectionTrouble | null {
    if (flag === null || isWhole(this.#head)) return null;
    const other = targets.find(({ scale, scaleVersion }) => {
      const codes = scale === null ? null : scaleCodes(scale, scaleVersion);
      return codes !== null && !codes.has(flag);
    });
    return other ? trouble('unknown_flag', this.#head.columns.flag, { given: flag, scale: other.scale ?? '' }) : null;
  }

  /** Whether the row is the measurement that we hold: a table sorted by one column alone is found here. */
  #pointTrouble(row: GivenRow, target: CorrectionTarget): CorrectionTrouble | null {
    const point = pointFor(this.#placesOf(target), row);
    if (!point) return null;
    const { at, old } = row;
    if (old && point.value !== null && Math.abs(old.value - point.value) > old.tolerance)
      return trouble('other_old_value', this.#head.columns.old, {
        given: String(old.value),
        expected: String(point.value),
      });
    const { lat, lon } = point;
    if (!at || lat === undefined || lon === undefined || target.isPosition) return null;
    return isFar(at.lat - lat) || isFar(turned(at.lon - lon))
      ? trouble('other_position', this.#head.columns.lat, {
          given: `${at.lat} ${at.lon}`,
          expected: `${lat} ${lon}`,
        })
      : null;
  }

  #twice({ line, time, z, parameter, station }: GivenRow): CorrectionTrouble | null {
    const key = `${time}/${z ?? ''}/${parameter ?? ''}/${station ?? ''}`;
    const before = this.#lineOf.get(key);
    if (before !== undefined)
      return trouble('duplicate_time', this.#head.columns.time, { given: time, line: String(before) });
    this.#lineOf.set(key, line);
    return null;
  }

  #point(row: GivenRow, target: CorrectionTarget): CorrectedPoint {
    const { line, time, value } = row;
    const point = pointFor(this.#placesOf(target), row);
    return {
      line,
      anomaly: target.id,
      t: time,
      value,
      ...placeOf(row, point),
      parameter: target.parameter ?? row.parameter ?? this.#parameter,
      unit: target.unit ?? row.unit ?? this.#head.unit,
      ...replacedBy(row, point, target),
      flag: isWhole(this.#head) ? null : row.flag,
    };
  }

  #placesOf(target: CorrectionTarget): Places {
    const known = this.#places.get(target.id) ?? placesOf(target);
    this.#places.set(target.id, known);
    return known;
  }
}

/** Where the row says, else where we have it. */
function placeOf({ moved, at, z }: GivenRow, point: EvidencePoint | null): Pick<CorrectedPoint, 'lat' | 'lon' | 'z'> {
  const said = moved ?? at;
  return { ...(said ?? { lat: point?.lat ?? null, lon: point?.lon ?? null }), z: z ?? point?.z ?? null };
}

const replacedBy = (
  { old }: GivenRow,
  point: EvidencePoint | null,
  { flag }: CorrectionTarget,
): Pick<CorrectedPoint, 'old' | 'oldFlag'> => ({
  old: point?.value ?? old?.value ?? null,
  oldFlag: point?.flag ?? flag,
});

const trouble = (
  code: CorrectionTrouble['code'],
  column: string | undefined,
  params: Record<string, string>,
): CorrectionTrouble => ({ code, column: column ?? null, params });

const isFar = (degrees: number): boolean => Math.abs(degrees) > DEGREES_TOLERANCE;
/** Across the date line. */
const turned = (degrees: number): number => ((((degrees + 180) % 360) + 360) % 360) - 180;
