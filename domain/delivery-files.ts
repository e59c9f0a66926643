import type { DueState, Expectation } from './delivery';

export const FILE_STATES = ['ok', 'incomplete', 'unreadable'] as const;
export type FileState = (typeof FILE_STATES)[number];
/** How a file that came stands: as its sender's pipeline found it, or a copy of another. */
export type CameAs = FileState | 'duplicate';

/** A file that came for one period; of several of one name the newest counts. */
export interface CameFile {
  name: string;
  as: CameAs;
  receivedAt: Date;
}

/** The name without its folders. */
const bareName = (name: string): string => name.split('/').at(-1) ?? name;
const DAYS = /\d{4}-?\d\d-?\d\d/g;

/** The name to look for, as a person would write it. */
export const nameFor = (pattern: string, of: Pick<Expectation, 'cruise' | 'platform'>, day: string): string =>
  fill(pattern, of, day.replaceAll('-', ''));
const fill = (pattern: string, { cruise, platform }: Pick<Expectation, 'cruise' | 'platform'>, day: string): string =>
  pattern
    .replaceAll('{day}', day)
    .replaceAll('{cruise}', cruise ?? '*')
    .replaceAll('{platform}', platform ?? '*');

export interface Match {
  pattern: string;
  /** `YYYY-MM-DD` as the name tells it; null when the pattern has no `{day}`. */
  day: string | null;
}
/** The first of the expected names that this file's has. */
export function matchFile(of: Pick<Expectation, 'files' | 'cruise' | 'platform'>, name: string): Match | null {
  const bare = bareName(name);
  for (const pattern of of.files) {
    if (!pattern.includes('{day}')) {
      if (fits(fill(pattern, of, ''), bare)) return { pattern, day: null };
      continue;
    }
    for (const [digits] of bare.matchAll(DAYS)) {
      const day = digits.replace(/^(\d{4})-?(\d\d)-?(\d\d)$/, '$1-$2-$3');
      if (isDay(day) && fits(fill(pattern, of, digits), bare)) return { pattern, day };
    }
  }
  return null;
}
const isDay = (day: string): boolean => {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
};

/** Whether a text fits a pattern in which `*` is anything; without back-tracking over more than the last `*`. */
function fits(pattern: string, text: string): boolean {
  let [p, t, star, from] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') [star, from] = [p++, t];
    else if (pattern[p] === text[t]) [p, t] = [p + 1, t + 1];
    else if (star >= 0) [p, t] = [star + 1, ++from];
    else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

/** Whether all that was expected has come, and for each expected name the file that answers it. */
export function readiness(
  of: Pick<Expectation, 'files' | 'filesMin' | 'cruise' | 'platform'>,
  files: readonly CameFile[],
): { complete: boolean; found: Map<string, string>; worst: CameAs; lastAt: Date | null } {
  const newest = new Map<string, CameFile>();
  for (const file of files) {
    const before = newest.get(file.name);
    if (!before || before.receivedAt <= file.receivedAt) newest.set(file.name, file);
  }
  const good = [...newest.values()].filter((file) => file.as === 'ok');
  const found = new Map<string, string>();
  for (const { name } of good) {
    const pattern = matchFile(of, name)?.pattern;
    if (pattern !== undefined && !found.has(pattern)) found.set(pattern, name);
  }
  const complete = of.files.every((pattern) => found.has(pattern)) && good.length >= (of.filesMin ?? 0);
  const bad = [...newest.values()].map((file) => file.as).filter((as) => as !== 'ok');
  const lastMs = Math.max(...good.map(({ receivedAt }) => receivedAt.getTime()));
  return {
    complete,
    found,
    worst: BADNESS.find((as) => bad.includes(as)) ?? 'ok',
    lastAt: good.length > 0 ? new Date(lastMs) : null,
  };
}
const BADNESS = ['unreadable', 'incomplete', 'duplicate'] as const;

/** How a period stands by the files that came for it. What came bad is asked about as such and is missing no more. */
export function stateOf(
  of: Pick<Expectation, 'files' | 'filesMin' | 'cruise' | 'platform'>,
  files: readonly CameFile[],
  lateAt: Date,
  before: DueState,
): DueState {
  const { complete, worst, lastAt } = readiness(of, files);
  if (complete) return lastAt !== null && lastAt > lateAt ? 'late' : 'arrived';
  if (worst !== 'ok') return worst;
  return before === 'missing' ? 'missing' : 'due';
}
