import { instant } from '../../../domain/instant';
import { instantOf } from '../../../domain/delivery-zone';
import type { Level } from '../../../domain/rota/facts';

/** `YYYY-MM-DD` of a day that exists, else null. */
export const dayTyped = (text: string | undefined): string | null =>
  text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) && instant(text) !== null ? text : null;

/** What a `datetime-local` field holds, by the clocks of a zone. */
export function momentTyped(text: string | undefined, zone: string): Date | null {
  const [, day, hour] = /^(\d{4}-\d\d-\d\d)T((?:[01]\d|2[0-3]):[0-5]\d)(?::\d\d)?$/.exec(text ?? '') ?? [];
  return day !== undefined && hour !== undefined && dayTyped(day) !== null ? instantOf(day, hour, zone) : null;
}

export const levelTyped = (text: string | undefined): Level => (text === '2' ? 2 : 1);
export const turnTyped = (text: string | undefined): 'day' | 'week' => (text === 'week' ? 'week' : 'day');
