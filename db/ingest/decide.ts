import type { Anomaly } from '../../domain/anomaly';
import { MATCH_FIELDS, type Subject } from '../../domain/rules/matcher';
import { type Rule, ruleFor, ruleKey } from '../../domain/rules/rule';
import type { Db } from '../query';
import { currentRules } from '../rules/store';

/** What becomes of an anomaly before it is looked up: the key of its case, and the versions of rule and hold that said so. */
export interface Decision {
  /** Hex. */
  caseKey: string;
  rule: number | null;
  /** Data further apart than this, in data time, are not of one case; null = however far. */
  gapMs: number | null;
  hold: number | null;
  outcome: 'raise' | 'suppressed';
  reason: string | null;
}

const CACHED_MAX = 50_000;

/** Decides by the rules as they stand at `at`; one for each post, so that a post is decided alike from end to end. */
export class Decider {
  readonly #at: Date;
  /** By the fields that a rule may look at: a million rows of a thousand keys ask the rules a thousand times. */
  readonly #decided = new Map<string, Decision>();
  #rules: Promise<Rule[]> | null = null;
  #ordered: readonly Rule[] = [];
  constructor(at: Date) {
    this.#at = at;
  }

  /** Reads what `decide` will need. */
  async learn(db: Db, _anomalies: readonly Anomaly[]): Promise<void> {
    this.#rules ??= currentRules(db);
    this.#ordered = await this.#rules;
  }

  decide(anomaly: Anomaly): Decision {
    const key = fieldsOf(anomaly);
    const known = this.#decided.get(key);
    if (known) return known;
    const rule = ruleFor(this.#ordered, anomaly, this.#at);
    const decision: Decision = {
      caseKey: ruleKey(rule, anomaly),
      rule: rule.id,
      gapMs: rule.gapMs,
      hold: null,
      outcome: 'raise',
      reason: null,
    };
    if (this.#decided.size >= CACHED_MAX) this.#decided.clear();
    this.#decided.set(key, decision);
    return decision;
  }
}

/** No code holds a NUL; an absent one is not an empty one. */
const fieldsOf = (subject: Subject): string => {
  let key = '';
  for (const field of MATCH_FIELDS) key += `${subject[field] ?? '\u0001'}\0`;
  return key;
};
