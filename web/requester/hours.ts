import { type Calendar, type Hours, WEEKDAY_NUMBERS, type WeekdayNumber } from '../../domain/calendar/calendar';
import type { Language } from '../../domain/words';
import type { Translate } from '../words';

/** When a desk works, in words: `lundi au vendredi, de 9:00 à 12:30 et de 13:30 à 17:30`. Null: never by the week. */
export function sayHours({ weekly }: Pick<Calendar, 'weekly'>, t: Translate): string | null {
  const runs: { first: WeekdayNumber; last: WeekdayNumber; hours: readonly Hours[] }[] = [];
  for (const day of WEEKDAY_NUMBERS) {
    const hours = weekly[day] ?? [];
    if (hours.length === 0) continue;
    const before = runs.at(-1);
    if (before && before.last === day - 1 && same(before.hours, hours)) before.last = day;
    else runs.push({ first: day, last: day, hours });
  }
  if (runs.length === 0) return null;
  return runs
    .map(({ first, last, hours }) =>
      t('hours.span', {
        days: sayDays(first, last, t),
        hours: joined(
          hours.map((one) => saySpan(one, t)),
          t,
        ),
      }),
    )
    .join(t.language === 'fr' ? '\u00a0; ' : '; ');
}

const same = (a: readonly Hours[], b: readonly Hours[]): boolean => JSON.stringify(a) === JSON.stringify(b);

function sayDays(first: WeekdayNumber, last: WeekdayNumber, t: Translate): string {
  if (first === last) return sayWeekday(first, t);
  const [from, until] = [sayWeekday(first, t), sayWeekday(last, t)];
  return last - first === 1 ? t('hours.and', { a: from, b: until }) : t('hours.days', { from, until });
}
const weekdays = (language: Language): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' });
const WEEKDAYS: Record<Language, Intl.DateTimeFormat> = { fr: weekdays('fr'), en: weekdays('en') };
/** The first of January 2024 was a Monday. */
const sayWeekday = (day: WeekdayNumber, { language }: Translate): string =>
  WEEKDAYS[language].format(new Date(Date.UTC(2024, 0, day)));

const saySpan = ([from, until]: Hours, t: Translate): string =>
  t('hours.from', { from: sayClock(from, t), until: sayClock(until, t) });
/** `9 h 30` in French, `09:30` in English. */
const sayClock = (clock: string, { language }: Translate): string => {
  if (language === 'en') return clock;
  const [hour = '', minute = ''] = clock.split(':');
  return `${Number(hour)}\u00a0h${minute === '00' ? '' : `\u00a0${minute}`}`;
};

function joined(parts: readonly string[], t: Translate): string {
  const [last = '', ...before] = parts.toReversed();
  return before.length === 0 ? last : t('hours.and', { a: before.toReversed().join(', '), b: last });
}

/** `4 heures`, `1 h 30`, `45 minutes` of opening time. */
export function sayTarget(minutes: number, t: Translate): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return t('hours.minutes', { minutes: rest });
  return rest === 0 ? t('hours.whole', { hours }) : t('hours.both', { hours, minutes: rest });
}
