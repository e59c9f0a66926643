const DAY_MS = 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(timeZone, made);
  return made;
}

/** What the clocks of a zone show at an instant, as if it were UTC; to the second. */
function wallMs(zone: string, ms: number): number {
  const part = new Map(
    formatOf(zone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const of = (type: Intl.DateTimeFormatPartTypes): number => part.get(type) ?? 0;
  return Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
}
const offsetMs = (zone: string, ms: number): number => wallMs(zone, ms) - Math.floor(ms / 1000) * 1000;

/** `YYYY-MM-DD` in this zone. */
export const dayIn = (zone: string, at: Date): string =>
  new Date(wallMs(zone, at.getTime())).toISOString().slice(0, 10);

export const addDays = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);

/** The instant at which the clocks of a zone show HH:MM on a day: of two the first, and where they skip it, as much later as they skip. */
export function instantOf(day: string, hour: string, zone: string): Date {
  const wall = Date.parse(`${day}T${hour}:00Z`);
  const [before, after] = [wall - DAY_MS, wall + DAY_MS].map((ms) => wall - offsetMs(zone, ms));
  const shown = [before ?? wall, after ?? wall].filter((ms) => ms + offsetMs(zone, ms) === wall);
  return new Date(shown.length > 0 ? Math.min(...shown) : (before ?? wall));
}
