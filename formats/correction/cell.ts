import type { CorrectionTrouble } from '../../domain/correction';
import { writtenInstant } from '../../domain/instant';
import { parseDecimal } from '../table';

/** A cell that cannot be taken. */
export class CellTrouble extends Error {
  readonly trouble: CorrectionTrouble;
  constructor(code: CorrectionTrouble['code'], column: string, params: Record<string, string>) {
    super(code);
    this.trouble = { code, column, params };
  }
}

const PLAIN = /^[+-]?[\d.,]/;
/** What a spreadsheet would reckon: it is never looked into. */
const isFormula = (text: string): boolean =>
  /^[=@\uff1d\uff20]/.test(text) || (/^[+-]/.test(text) && !PLAIN.test(text));
const SHOWN_MAX = 60;
const shown = (text: string): string => text.slice(0, SHOWN_MAX);

/** Our own export guards a text by one leading apostrophe. */
export const unguarded = (text: string): string => (text.startsWith("'") ? text.slice(1) : text);

export function timeIn(text: string, column: string): string {
  if (isFormula(text)) throw new CellTrouble('formula', column, { given: shown(text) });
  const time = writtenInstant(text);
  if (time === null) throw new CellTrouble('bad_time', column, { given: shown(text) });
  return time;
}

/** Numbers of one file: its decimal mark is a point or a comma, never both. */
export class NumberReader {
  #mark: string | null = null;
  readonly #commas: boolean;

  /** `commas`: a comma may stand in a number. Where commas part the cells, one may part thousands: it is not guessed. */
  constructor(commas: boolean) {
    this.#commas = commas;
  }

  /** Null when nothing is written. */
  read(text: string, column: string): number | null {
    if (text === '') return null;
    if (isFormula(text)) throw new CellTrouble('formula', column, { given: shown(text) });
    const value = !this.#commas && text.includes(',') ? null : parseDecimal(text);
    if (value === null) throw new CellTrouble('not_a_number', column, { given: shown(text) });
    const mark = /[.,]/.exec(text)?.[0] ?? null;
    this.#mark ??= mark;
    if (mark !== null && mark !== this.#mark) throw new CellTrouble('mixed_decimals', column, { given: shown(text) });
    return value;
  }

  /** Decimal degrees; degrees and minutes are told with what they are in decimals. */
  degrees(text: string, column: string, max: 90 | 180): number | null {
    const expected = decimalOf(text, max);
    if (expected !== null) throw new CellTrouble('degrees_minutes', column, { given: shown(text), expected });
    const value = this.read(text, column);
    if (value !== null && Math.abs(value) > (max === 90 ? 90 : 360))
      throw new CellTrouble('bad_position', column, { given: shown(text), max: String(max) });
    return value !== null && value > 180 ? value - 360 : value;
  }
}

const MINUTES =
  /^([NSEWO])?\s*([+-])?(\d{1,3})\s*[°º\s]\s*(\d{1,2}(?:[.,]\d+)?)\s*['’′\s]?\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:["”″]|''))?\s*([NSEWO])?$/i;
/** As NMEA writes it, `4823.5`: no latitude, and no longitude, is so great. */
const NMEA = /^([+-])?(\d{2,3})(\d\d(?:[.,]\d+)?)\s*([NSEWO])?$/i;
const HEMISPHERE = /^[+-]?\d+(?:[.,]\d+)?\s*°?\s*[NSEWO]$/i;

/** Decimal degrees of what is written in degrees and minutes, or with a hemisphere; null for anything else. */
function decimalOf(text: string, max: 90 | 180): string | null {
  const m = MINUTES.exec(text);
  if (m) return told(Number(m[3]), number(m[4]), number(m[5]), `${m[1] ?? ''}${m[2] ?? ''}${m[6] ?? ''}`);
  if (HEMISPHERE.test(text)) return told(number(text.replace(/[^\d.,]/g, '')), 0, 0, text);
  const nmea = NMEA.exec(text);
  const isTooGreat = nmea !== null && number(text.replace(/[^\d.,]/g, '')) > (max === 90 ? 90 : 360);
  return nmea && isTooGreat ? told(Number(nmea[2]), number(nmea[3]), 0, `${nmea[1] ?? ''}${nmea[4] ?? ''}`) : null;
}
const number = (text = '0'): number => Number(text.replace(',', '.'));

/** Null when the minutes or seconds are none. */
function told(degrees: number, minutes: number, seconds: number, signs: string): string | null {
  if (minutes >= 60 || seconds >= 60) return null;
  const value = degrees + minutes / 60 + seconds / 3600;
  return String(Number((/[-SWO]/i.test(signs) ? -value : value).toFixed(6)));
}
