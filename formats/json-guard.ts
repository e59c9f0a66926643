import type { Pointed } from './item-error';

export const DEPTH_MAX = 20;

/**
 * Text that may hold what Postgres or a reader cannot keep: an escaped NUL or surrogate, a number too great for a double,
 * more than 20 brackets. Everything else needs no walk through its values.
 */
const SUSPECT = /\\u(?:0000|[dD][89a-fA-F])|\d[eE]\+?\d\d|(?<!\d)\d{300}|[[{](?:[^[{]*[[{]){20}/;
export const isSuspect = (json: string): boolean => SUSPECT.test(json);

/** The first value that cannot be kept, however deep; null when all can. Looks no deeper than the limit. */
export function firstTrouble(value: unknown, path: readonly (string | number)[] = []): Pointed | null {
  if (typeof value === 'string') return textTrouble(value, path);
  if (typeof value === 'number')
    return Number.isFinite(value) ? null : { path, code: 'not_finite', detail: 'is too great a number' };
  return typeof value === 'object' && value !== null ? troubleWithin(value, path) : null;
}

function troubleWithin(value: object, path: readonly (string | number)[]): Pointed | null {
  if (path.length >= DEPTH_MAX)
    return { path: path.slice(0, 1), code: 'too_deep', detail: `is nested deeper than ${DEPTH_MAX} levels` };
  for (const [key, inner] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    const found = firstTrouble(key, path) ?? firstTrouble(inner, [...path, key]);
    if (found) return found;
  }
  return null;
}

const LONE_SURROGATE = /\p{Surrogate}/u;
function textTrouble(text: string, path: readonly (string | number)[]): Pointed | null {
  if (text.includes('\0')) return { path, code: 'nul_character', detail: 'holds a NUL character' };
  return LONE_SURROGATE.test(text) ? { path, code: 'lone_surrogate', detail: 'holds half of a surrogate pair' } : null;
}
