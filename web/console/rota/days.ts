import { addDays, dayIn, instantOf } from '../../../domain/delivery-zone';
import type { Language } from '../../../domain/words';
import type { Translate } from '../../words';

const LOCALE: Record<Language, string> = { fr: 'fr-FR', en: 'en-GB' };
const format = (options: Intl.DateTimeFormatOptions): Record<Language, Intl.DateTimeFormat> => ({
  fr: new Intl.DateTimeFormat(LOCALE.fr, { ...options, timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat(LOCALE.en, { ...options, timeZone: 'UTC' }),
});
const LONG = format({ weekday: 'long', day: 'numeric', month: 'long' });
const SHORT = format({ weekday: 'short', day: 'numeric', month: 'short' });
const MONTH = format({ month: 'long', year: 'numeric' });
const WEEKDAY = format({ weekday: 'long' });

const at = (day: string): Date => new Date(`${day}T12:00:00Z`);
/** The first of a month is said `1er` in French. */
const said = (text: string, { language }: Translate): string =>
  language === 'fr' ? text.replace(/(^| )1(?= )/, '$11er') : text;

/** `lundi 2 mars`, of a day `YYYY-MM-DD`. */
export const sayDay = (day: string, t: Translate): string => said(LONG[t.language].format(at(day)), t);
/** `lun. 2 mars`. */
export const sayShortDay = (day: string, t: Translate): string => said(SHORT[t.language].format(at(day)), t);
/** `mars 2026`, of a month `YYYY-MM`. */
export const sayMonth = (month: string, t: Translate): string => MONTH[t.language].format(at(`${month}-01`));
/** `lun. 2 mars 2026, 08:30`, by the clocks of a zone. */
export const sayLocal = (instant: Date, zone: string, t: Translate): string =>
  said(
    new Intl.DateTimeFormat(LOCALE[t.language], {
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone: zone,
    }).format(instant),
    t,
  );
/** From one instant to another by the clocks of a zone; whole days without their midnights, the last of them included. */
export function saySpan(from: Date, until: Date, zone: string, t: Translate): string {
  if (!isMidnight(from, zone) || !isMidnight(until, zone))
    return `${sayLocal(from, zone, t)} – ${sayLocal(until, zone, t)}`;
  const [first, last] = [dayIn(zone, from), addDays(dayIn(zone, until), -1)];
  const say = (day: string): string => `${sayShortDay(day, t)} ${day.slice(0, 4)}`;
  return first === last ? say(first) : `${say(first)} – ${say(last)}`;
}
const isMidnight = (instant: Date, zone: string): boolean =>
  instantOf(dayIn(zone, instant), '00:00', zone).getTime() === instant.getTime();

/** The names of the days, Monday first. */
export const weekdayNames = (t: Translate): string[] =>
  ['2026-03-02', '2026-03-03', '2026-03-04', '2026-03-05', '2026-03-06', '2026-03-07', '2026-03-08'].map((day) =>
    WEEKDAY[t.language].format(at(day)),
  );
