import type { Description, Trouble } from '../domain/describe';
import { bareCheck } from '../domain/describe';
import type { Language } from '../domain/words';
import type { Translate } from './words';

const memo = <T>(make: (language: Language) => T): ((language: Language) => T) => {
  const made = new Map<Language, T>();
  return (language) => {
    const known = made.get(language) ?? make(language);
    made.set(language, known);
    return known;
  };
};
const locale = (language: Language): string => (language === 'fr' ? 'fr-FR' : 'en-GB');
const date = (options: Intl.DateTimeFormatOptions) =>
  memo((language) => new Intl.DateTimeFormat(locale(language), { timeZone: 'UTC', ...options }));
const DAY = date({ day: 'numeric', month: 'long', year: 'numeric' });
const DAY_OF_YEAR = date({ day: 'numeric', month: 'long' });
const SHORT_DAY = date({ day: 'numeric', month: 'short' });
const TIME = date({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const BOUND = memo((language) => new Intl.NumberFormat(locale(language), { maximumSignificantDigits: 5 }));
const NUMBER = memo((language) => new Intl.NumberFormat(locale(language), { maximumSignificantDigits: 6 }));

/** The first of a month is said `1er` in French. */
const first = (text: string, language: Language): string => (language === 'fr' ? text.replace(/^1(?= )/, '1er') : text);
export const sayDay = (at: Date, language: Language): string => first(DAY(language).format(at), language);
export const sayDayOfYear = (at: Date, language: Language): string => first(DAY_OF_YEAR(language).format(at), language);
export const sayShortDay = (at: Date, language: Language): string => first(SHORT_DAY(language).format(at), language);
/** 24 hours, universal time. */
export const sayTime = (at: Date, language: Language): string => TIME(language).format(at);
export const sayNumber = (value: number, language: Language): string => NUMBER(language).format(value);

/** An interval of data time: `le 12 octobre 2026, 10:10–10:27 TU`; whole days without hours. */
export function sayInterval(start: Date, end: Date, t: Translate): string {
  const { language } = t;
  const [from, to] = [start.toISOString(), end.toISOString()];
  const lastDay = sayDay(end, language);
  const day = from.slice(0, 4) === to.slice(0, 4) ? sayDayOfYear(start, language) : sayDay(start, language);
  const isWhole = from.slice(11, 16) === '00:00' && to.slice(11, 16) === '23:59';
  const [time, lastTime] = [sayTime(start, language), sayTime(end, language)];
  if (from.slice(0, 10) !== to.slice(0, 10))
    return isWhole ? t('when.wholeDays', { day, lastDay }) : t('when.days', { day, time, lastDay, lastTime });
  if (isWhole) return t('when.day', { day: lastDay });
  return time === lastTime
    ? t('when.instant', { day: lastDay, time })
    : t('when.span', { day: lastDay, time, lastTime });
}

/** The label of a parameter in words, else its code. */
export const sayParameter = (code: string, t: Translate): string => {
  const key = `parameter.${code.split('::').at(-1)?.toUpperCase() ?? code}`;
  const said = t.of(key);
  return said === key ? code : said;
};
export const sayCheck = (check: string, t: Translate): string => {
  const scale = /^flag\.(.+)$/.exec(check)?.[1];
  if (scale !== undefined) return t('check.flagsOf', { scale });
  const key = `check.${bareCheck(check)}`;
  const said = t.of(key);
  return said === key ? check : said;
};
/** The word of a canonical flag. */
export const sayFlag = (canonical: string | null, t: Translate): string => t.of(`flag.${canonical ?? 'none'}`);

/** Platform, sensor and cruise in a row; a sensor that bears its platform's name says both. */
export function sayWhere(names: { platform: string | null; sensor: string | null; cruise: string | null }): string[] {
  const { platform, sensor, cruise } = names;
  const isNamed = platform !== null && sensor !== null && sensor.includes(platform);
  return [isNamed ? null : platform, sensor, cruise].filter((name) => name !== null);
}

/** Where the sentence names the files or fields. */
const NAMING: ReadonlySet<Trouble> = new Set([
  'metadata',
  'format',
  'file_missing',
  'file_late',
  'file_incomplete',
  'file_duplicate',
  'format_error',
  'load_failed',
]);
/** What is wrong, in one sentence. */
export function saySentence(of: Description, t: Translate): string {
  const subject = of.parameter ? sayParameter(of.parameter, t) : t('sentence.subject');
  const what = t.of(`trouble.${of.trouble}`, { subject, count: of.count });
  const said = of.start && of.end ? t('sentence', { what, when: sayInterval(of.start, of.end, t) }) : what;
  const names = of.names.slice(0, 3).join(', ') + (of.names.length > 3 ? ', …' : '');
  return names === '' || !NAMING.has(of.trouble) ? said : t('sentence.named', { sentence: said, names });
}

/** `12,3 ko`. */
export function saySize(bytes: number, t: Translate): string {
  const [ko, mo] = t.language === 'fr' ? ['ko', 'Mo'] : ['kB', 'MB'];
  const kilo = Math.max(0.1, Math.round(bytes / 100) / 10);
  return kilo < 1000
    ? `${sayNumber(kilo, t.language)}\u00a0${ko}`
    : `${sayNumber(Math.round(kilo / 100) / 10, t.language)}\u00a0${mo}`;
}

const bare = (unit: string | null): string =>
  unit === null ? '' : unit.replace(/^(degC|deg_C|degrees?_C|degrees?_celsius|celsius|UPAA)$/i, '°C');
export const sayUnit = bare;
/** `24,0 à 27,0 °C`; null when nothing is known. */
export function sayBounds(
  { min, max }: { min: number | null; max: number | null },
  unit: string | null,
  t: Translate,
): string {
  const { language } = t;
  const low = min === null ? '' : BOUND(language).format(min);
  const high = max === null ? '' : BOUND(language).format(max);
  const said =
    min === null
      ? t('bounds.below', { high })
      : max === null
        ? t('bounds.above', { low })
        : min === max
          ? low
          : t('bounds.both', { low, high });
  return unit === null || unit === '1' ? said : `${said}\u00a0${bare(unit)}`;
}
