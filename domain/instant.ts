const two = (n: number): string => String(n).padStart(2, '0');
const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isDay = (year: number, month: number, day: number): boolean =>
  year >= 1000 && year <= 9999 && day >= 1 && day <= (DAYS[month - 1] ?? 0) + (month === 2 && isLeap(year) ? 1 : 0);

/** `YYYY-MM-DD` when such a day exists, else null. */
export const dayOf = (year: number, month: number, day: number): string | null =>
  isDay(year, month, day) ? `${year}-${two(month)}-${two(day)}` : null;

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,9}))?)?(?:[Zz]|([+-])([01]\d|2[0-3]):?([0-5]\d)(?::?00)?)?)?$/;
const STRICT = /[Tt ].*(?:[Zz]|[+-][\d:]+)$/;

const USUAL = '0000-00-00T00:00:00.000Z';
/** Two digits there, as a number. */
const pair = (text: string, at: number): number => (text.charCodeAt(at) - 48) * 10 + text.charCodeAt(at + 1) - 48;
/** Written as we write it, which most of a million are: seen without taking it apart. */
function isUsual(text: string): boolean {
  if (text.length !== USUAL.length) return false;
  for (let i = 0; i < USUAL.length; i += 1) {
    const code = text.charCodeAt(i);
    if (USUAL.charCodeAt(i) === 48 ? code < 48 || code > 57 : code !== USUAL.charCodeAt(i)) return false;
  }
  if (pair(text, 11) > 23 || text.charCodeAt(14) > 53 || text.charCodeAt(17) > 53) return false;
  return isDay(pair(text, 0) * 100 + pair(text, 2), pair(text, 5), pair(text, 8));
}

/**
 * An ISO 8601 instant as RFC 3339 UTC with milliseconds, or null when it is none or no such day or hour exists. Without
 * an offset it is UTC, as marine files are; `strict` wants time and offset, as RFC 3339 does.
 */
export function instant(text: string, strict = false): string | null {
  return isUsual(text) ? text : takenApart(text, strict);
}

function takenApart(text: string, strict: boolean): string | null {
  const m = ISO.exec(text);
  if (!m || (strict && !STRICT.test(text)) || !isDay(Number(m[1]), Number(m[2]), Number(m[3]))) return null;
  const [
    ,
    year,
    month,
    day,
    hour = '00',
    minute = '00',
    second = '00',
    fraction = '',
    sign,
    offsetHours,
    offsetMinutes,
  ] = m;
  const utc = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
  if (sign === undefined) return utc;
  const offsetMs = (Number(offsetHours) * 60 + Number(offsetMinutes)) * 60_000;
  return new Date(Date.parse(utc) + (sign === '-' ? offsetMs : -offsetMs)).toISOString();
}

const FRENCH = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?: +(?:à +)?(\d{1,2}:\d\d(?::\d\d)?))?$/;
const ISO_DAY = /^(\d{4})-(\d\d)-(\d\d)$/;

/** A day as people write it, dd/mm/yyyy or yyyy-mm-dd, as `YYYY-MM-DD`; null when there is no such day. */
export function writtenDay(text: string): string | null {
  const french = FRENCH.exec(text.trim());
  if (french) return french[4] ? null : dayOf(Number(french[3]), Number(french[2]), Number(french[1]));
  const iso = ISO_DAY.exec(text.trim());
  return iso && dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
}

/** A day, or day and time, French or ISO, as RFC 3339 UTC with milliseconds; UTC unless an offset stands there. */
export function writtenInstant(text: string): string | null {
  const french = FRENCH.exec(text.trim());
  if (!french) return instant(text.trim());
  const day = dayOf(Number(french[3]), Number(french[2]), Number(french[1]));
  return day && instant(`${day}T${(french[4] ?? '00:00').replace(/^\d:/, '0$&')}`);
}
