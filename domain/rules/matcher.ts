import type { Anomaly } from '../anomaly';

/** What of an anomaly a rule or a hold may look at. */
export const MATCH_FIELDS = [
  'source',
  'dataset',
  'supplier',
  'platform',
  'cruise',
  'sensor',
  'parameter',
  'check',
  'family',
  'severity',
] as const;
export type MatchField = (typeof MATCH_FIELDS)[number];
/** An anomaly, or a case, as a matcher sees it; absent is null. */
export type Subject = Pick<Anomaly, MatchField>;

export const MATCH_OPS = ['is', 'starts'] as const;
/** Equality or prefix: nothing that could be slow, and nothing that has to be explained. */
export interface Matcher {
  field: MatchField;
  op: (typeof MATCH_OPS)[number];
  value: string;
}

/** All of them hold; none means every subject. An absent field matches nothing. */
export const matches = (matchers: readonly Matcher[], subject: Subject): boolean =>
  matchers.every(({ field, op, value }) => {
    const given = subject[field];
    return given !== null && (op === 'is' ? given === value : given.startsWith(value));
  });

export const MATCHERS_MAX = 20;
const LINE = /^\s*(\w+)\s*(\^?=)\s*(.*?)\s*$/;

/** One matcher a line, `field=value` or `field^=start`, as a person types them. The lines that are none come back as they are. */
export function parseMatchers(text: string): { matchers: Matcher[]; wrong: string[] } {
  const matchers: Matcher[] = [];
  const wrong: string[] = [];
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    const [, name, op, value = ''] = LINE.exec(line) ?? [];
    const field = MATCH_FIELDS.find((known) => known === name);
    if (!field || value === '') wrong.push(line.trim());
    else matchers.push({ field, op: op === '=' ? 'is' : 'starts', value });
  }
  return { matchers, wrong };
}
export const writeMatchers = (matchers: readonly Matcher[]): string =>
  matchers.map(({ field, op, value }) => `${field}${op === 'is' ? '=' : '^='}${value}`).join('\n');
