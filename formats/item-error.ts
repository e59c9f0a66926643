import type { z } from 'zod';
import type { ItemError } from '../domain/anomaly';

/** Where an item of a list or stream stands: lines from 1, index from 0. */
export interface Place {
  index: number;
  line: number | null;
}

/** A trouble and the path to it inside an item. */
export interface Pointed {
  path: readonly PropertyKey[];
  code: string;
  detail: string;
}

const SHOWN_MAX = 300;
/** RFC 6901; a hostile name is cut. */
export const pointerOf = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('')
    .slice(0, SHOWN_MAX);

export function itemError(place: Place, { path, code, detail }: Pointed): { ok: false; error: ItemError } {
  const name = path.length === 0 ? 'The item' : `"${path.map(String).join('.').slice(0, SHOWN_MAX)}"`;
  return { ok: false, error: { ...place, code, pointer: pointerOf(path), detail: `${name} ${detail}.` } };
}

const valueAt = (item: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    item,
  );

/** A zod issue in our stable codes. */
export function pointed(issue: z.core.$ZodIssue, item: unknown): Pointed {
  const { path } = issue;
  if (valueAt(item, path) === undefined) return { path, code: 'required', detail: 'is missing' };
  if (issue.code === 'invalid_type') return { path, code: 'wrong_type', detail: `must be ${article(issue.expected)}` };
  if (issue.code === 'invalid_union') return unionIssue(issue, item);
  if (issue.code === 'too_big') return { path, ...beyond(issue.origin, 'long', `at most ${issue.maximum}`) };
  if (issue.code === 'too_small') return { path, ...beyond(issue.origin, 'short', `at least ${issue.minimum}`) };
  if (issue.code === 'invalid_value')
    return { path, code: 'unknown_value', detail: `must be one of ${issue.values.map(String).join(', ')}` };
  const code = issue.code === 'custom' ? String(issue.params?.['code'] ?? 'invalid') : 'invalid';
  return { path, code, detail: issue.message };
}

const beyond = (origin: string, how: 'long' | 'short', limit: string): Omit<Pointed, 'path'> => {
  const counted = { string: 'characters', array: 'entries' }[origin];
  return counted
    ? { code: `too_${how}`, detail: `must have ${limit} ${counted}` }
    : { code: 'out_of_range', detail: `must be ${limit}` };
};
const article = (type: string): string => (/^[aeio]/.test(type) ? `an ${type}` : `a ${type}`);

/** Of a union's branches, the one of the value's own type says what is wrong. */
function unionIssue(issue: z.core.$ZodIssueInvalidUnion, item: unknown): Pointed {
  const ofType = issue.errors.find((branch) =>
    branch.every((inner) => inner.code !== 'invalid_type' || inner.path.length > 0),
  );
  const first = ofType?.[0];
  if (!first) return { path: issue.path, code: 'wrong_type', detail: 'has a value of the wrong type' };
  return pointed({ ...first, path: [...issue.path, ...first.path] }, item);
}
