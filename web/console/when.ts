import type { Language } from '../../domain/words';
import { sayTime } from '../say';
import type { Translate } from '../words';

const formatter = (language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { hourCycle: 'h23', ...options });
const both = (options: Intl.DateTimeFormatOptions): Record<Language, Intl.DateTimeFormat> => ({
  fr: formatter('fr', options),
  en: formatter('en', options),
});

const MOMENT = { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
const DATA = both({ ...MOMENT, timeZone: 'UTC' });
const DESK = both({ ...MOMENT, timeZone: 'Europe/Paris' });
const DAY = both({ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'Europe/Paris' });
const AGO = {
  fr: new Intl.RelativeTimeFormat('fr', { numeric: 'auto' }),
  en: new Intl.RelativeTimeFormat('en', { numeric: 'auto' }),
};

/** The first of a month is said `1er` in French. */
const said = (format: Record<Language, Intl.DateTimeFormat>, at: Date, { language }: Translate): string => {
  const text = format[language].format(at);
  return language === 'fr' ? text.replace(/^1(?= )/, '1er') : text;
};

/** Data time, universal: `2 mars 2026, 10:10 TU`. */
export const sayDataTime = (at: Date, t: Translate): string => `${said(DATA, at, t)} ${t('unit.tu')}`;
/** An interval of data time: `14 févr. 2026, 11:05–11:06 TU`. */
export function sayDataSpan(start: Date, end: Date, t: Translate): string {
  const [from, to] = [said(DATA, start, t), said(DATA, end, t)];
  if (from === to) return sayDataTime(start, t);
  const isOneDay = start.toISOString().slice(0, 10) === end.toISOString().slice(0, 10);
  return `${from}${isOneDay ? `–${sayTime(end, t.language)}` : ` – ${to}`} ${t('unit.tu')}`;
}
/** What people did and will do, in Paris time, named once on the page. */
export const sayMoment = (at: Date, t: Translate): string => said(DESK, at, t);
/** A deadline names its clock. */
export const sayDeadline = (at: Date, t: Translate): string => t('when.paris', { when: said(DESK, at, t) });
export const sayDate = (at: Date, t: Translate): string => said(DAY, at, t);

const HOUR_MS = 3_600_000;
/** `il y a 3 jours`, `dans 2 heures`: how far away a moment is. */
export function sayDistance(at: Date, now: Date, t: Translate): string {
  const ms = at.getTime() - now.getTime();
  const hours = Math.abs(ms) / HOUR_MS;
  if (Math.abs(ms) < 60_000) return t('when.now');
  if (hours < 1) return AGO[t.language].format(Math.round(ms / 60_000), 'minute');
  return hours < 36
    ? AGO[t.language].format(Math.round(ms / HOUR_MS), 'hour')
    : AGO[t.language].format(Math.round(ms / (24 * HOUR_MS)), 'day');
}

/** Machine-readable beside the words. */
export const isoOf = (at: Date): string => at.toISOString();
