import type { Dimension, Ending, Figure, Span } from '../../domain/statistics';
import { SPAN_NAMES } from '../../domain/statistics';
import { sayCheck, sayParameter } from '../say';
import type { Translate } from '../words';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const round = (value: number): number => (value < 10 ? Math.round(value * 10) / 10 : Math.round(value));
const number = (value: number, { language }: Translate): string =>
  value.toLocaleString(language === 'fr' ? 'fr-FR' : 'en-GB', { maximumFractionDigits: 1 });

/** `12 min`, `5,5 h`, `3 j`: two figures that one can remember. */
export function sayTime(ms: number, t: Translate): string {
  if (ms < HOUR_MS) return t('statistics.minuteSpan', { minutes: number(Math.ceil(ms / MINUTE_MS), t) });
  if (ms < 2 * DAY_MS) return t('statistics.hourSpan', { hours: number(round(ms / HOUR_MS), t) });
  return t('statistics.daySpan', { days: number(round(ms / DAY_MS), t) });
}
export const sayCount = (value: number, t: Translate): string => number(value, t);
export const sayRate = (rate: number | null, t: Translate): string =>
  rate === null ? '—' : t('statistics.percent', { percent: number(Math.round(rate * 1000) / 10, t) });

export const sayEnding = (ending: Ending, t: Translate): string =>
  ending === 'dismissed' ? t('ending.dismissed') : t.of(`outcome.${ending}`);
const isSpan = (figure: Figure): figure is Span => SPAN_NAMES.some((span) => span === figure);
export function sayFigure(figure: Figure, t: Translate): string {
  if (figure.startsWith('ended_')) return sayEnding(figure.slice('ended_'.length) as Ending, t); // Safe: that is how it is made.
  return isSpan(figure) ? t(`span.${figure}`) : t.of(`figure.${figure}`);
}

/** A code of a dimension in words, where there are any. */
export function sayValue(by: Dimension, value: string | null, name: string | null, t: Translate): string {
  if (value === null) return t('statistics.none');
  if (by === 'check') return sayCheck(value, t);
  if (by === 'parameter') return sayParameter(value, t);
  return name ?? value;
}
