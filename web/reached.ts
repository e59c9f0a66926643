import type { Exception } from '../domain/blast-radius';
import { sayCheck, sayParameter, sayShortDay } from './say';
import type { Translate } from './words';

/** A case that one answer about a sensor would reach, and why not when it would not. */
export interface ReachedCase {
  number: string;
  parameter: string | null;
  check: string;
  firstTime: Date | null;
  lastTime: Date | null;
  anomalies: number;
  exception: Exception | null;
}

/** `Température, plage admissible, 2 mars – 14 mars, 18 signalements`. */
export const sayReached = (
  { parameter, check, firstTime, lastTime, anomalies }: Omit<ReachedCase, 'exception' | 'number'>,
  t: Translate,
): string =>
  [
    parameter && sayParameter(parameter, t),
    sayCheck(check, t),
    [...new Set([firstTime, lastTime].flatMap((at) => (at ? [sayShortDay(at, t.language)] : [])))].join(' – '),
    t('wide.anomalies', { count: anomalies }),
  ]
    .filter(Boolean)
    .join(', ');
