import { createHash } from 'node:crypto';
import type { Route } from '../contact';
import type { MatchField, Matcher, Subject } from './matcher';
import { matches } from './matcher';

/** Severity is no part of a key: it may rise. */
export const GROUP_FIELDS = [
  'supplier',
  'cruise',
  'platform',
  'sensor',
  'parameter',
  'family',
  'check',
  'dataset',
  'source',
] as const satisfies readonly MatchField[];
export type GroupField = (typeof GROUP_FIELDS)[number];

/** Which anomalies make one case, and for how long it takes them in. Times in milliseconds. */
export interface RuleTerms {
  code: string;
  name: string;
  /** The lowest is asked first; of equals the code that sorts first. */
  priority: number;
  matchers: Matcher[];
  groupBy: GroupField[];
  /** Data further than this from all of a case's data, in data time, open another; null = however far. */
  gapMs: number | null;
  /** From its opening a case takes in for so long. */
  maxAgeMs: number;
  /** A case takes in so many anomalies. */
  cap: number;
  /** So many must fail at once before a case asks anybody. */
  threshold: number;
  /** Open anomalies that one check of one source may have; the rest is folded. */
  openMax: number;
  /** Cases that one check of one source may open within an hour; the rest is folded. */
  newCasesMax: number;
  /** A case of this rule waits for the desk although its source is trusted. */
  requireApproval: boolean;
  /** Null = to whom the registers say. What a pipeline itself did wrong stays its owner's. */
  route: Route | null;
  validFrom: Date | null;
  validUntil: Date | null;
}
/** One version as it stands; an edit makes the next one. */
export interface Rule extends RuleTerms {
  id: number;
  version: number;
}

export const DEFAULT_RULE = 'default';

export const ruleOrder = (a: Pick<Rule, 'priority' | 'code'>, b: Pick<Rule, 'priority' | 'code'>): number =>
  a.priority - b.priority || (a.code < b.code ? -1 : 1);

const isValid = ({ validFrom, validUntil }: Rule, at: Date): boolean =>
  (validFrom === null || validFrom <= at) && (validUntil === null || at < validUntil);

/** The first rule that matches. The default one matches everything and is always valid, so there is one. */
export function ruleFor(ordered: readonly Rule[], subject: Subject, at: Date): Rule {
  const found = ordered.find((rule) => isValid(rule, at) && matches(rule.matchers, subject));
  if (!found) throw new Error('no rule takes this anomaly, not even the default one');
  return found;
}

/** Which anomalies one conversation holds. With the rule's code in it, so that two rules never share a case. */
export const ruleKey = ({ code, groupBy }: Pick<RuleTerms, 'code' | 'groupBy'>, subject: Subject): string =>
  createHash('sha256')
    .update(JSON.stringify([code, ...groupBy.map((field) => [field, subject[field]])]))
    .digest('hex');

export type TermsFault =
  | 'default_takes_all'
  | 'ends_before_start'
  | 'threshold_over_cap'
  | 'contact_says_all'
  | 'route_to_nobody';
/** What no single field of a rule shows. */
export function faultOf(terms: RuleTerms): TermsFault | null {
  const { code, matchers, cap, threshold, route, validFrom, validUntil } = terms;
  if (threshold > cap) return 'threshold_over_cap';
  if (code === DEFAULT_RULE && (matchers.length > 0 || validFrom || validUntil)) return 'default_takes_all';
  if (validFrom && validUntil && validUntil <= validFrom) return 'ends_before_start';
  return route && routeFault(route);
}

function routeFault({ supplier, contact, role }: NonNullable<RuleTerms['route']>): TermsFault | null {
  if (contact) return supplier || role ? 'contact_says_all' : null;
  return supplier || role ? null : 'route_to_nobody';
}
