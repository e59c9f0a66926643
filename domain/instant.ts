/** `YYYY-MM-DD` when such a day exists, else null. */
export function dayOf(year: number, month: number, day: number): string | null {
  if (year < 1000 || year > 9999) return null;
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.toISOString().slice(0, 10) : null;
}

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(?:([Zz])|([+-])(\d\d):?(\d\d)(?::?00)?)?)?$/;

/**
 * An ISO 8601 instant as RFC 3339 UTC with milliseconds, or null when it is none or no such day or hour exists. Without
 * an offset it is UTC, as marine files are; `strict` wants time and offset, as RFC 3339 does.
 */
export function instant(text: string, strict = false): string | null {
  const m = ISO.exec(text);
  if (!m || (strict && m[8] === undefined && m[9] === undefined)) return null;
  const n = (group: number): number => Number(m[group] ?? 0);
  const limits = [
    [4, 23],
    [5, 59],
    [6, 59],
    [10, 23],
    [11, 59],
  ] as const;
  if (dayOf(n(1), n(2), n(3)) === null || limits.some(([group, max]) => n(group) > max)) return null;
  const offsetMs = (m[9] === '-' ? -1 : 1) * (n(10) * 60 + n(11)) * 60_000;
  const ms = Number((m[7] ?? '').slice(0, 3).padEnd(3, '0'));
  return new Date(Date.UTC(n(1), n(2) - 1, n(3), n(4), n(5), n(6), ms) - offsetMs).toISOString();
}
