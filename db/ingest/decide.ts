import { type Hold, holdOn, suppressionOn } from '../../domain/rules/hold';
import { matches } from '../../domain/rules/matcher';
import { type Rule, ruleFor, ruleKey } from '../../domain/rules/rule';
import type { Caps } from '../../domain/rules/storm';
import { liveHolds } from '../holds/store';
import type { Db } from '../query';
import { currentRules } from '../rules/store';
import type { Facts } from './series';

/** What becomes of an anomaly before it is looked up: the key of its case, and the versions of rule and hold that said so. */
export interface Decision {
  /** Hex. */
  caseKey: string;
  rule: number | null;
  /** Data further apart than this, in data time, are not of one case; null = however far. */
  gapMs: number | null;
  hold: number | null;
  /** The same object for what the rules treat alike; null = it is never folded. */
  caps: Caps | null;
  /** A suppressed one is given no case. */
  outcome: 'raise' | 'suppressed';
  reason: string | null;
}

const CACHED_MAX = 50_000;
interface Known {
  decision: Decision;
  /** Those of its fields; whether one keeps an anomaly waiting depends on the time of its data. */
  holds: readonly Hold[];
}

/** Decides by the rules and holds as they stand at `at`; one for each post, so that a post is decided alike from end to end. */
export class Decider {
  readonly #at: Date;
  /** By the fields that a rule may look at: a million rows of a thousand keys ask the rules a thousand times. */
  readonly #known = new Map<string, Known>();
  readonly #caps = new Map<string, Caps>();
  #read: Promise<[Rule[], Hold[]]> | null = null;
  #rules: readonly Rule[] = [];
  #holds: readonly Hold[] = [];
  constructor(at: Date) {
    this.#at = at;
  }

  /** Reads what `decide` will need. */
  async learn(db: Db): Promise<void> {
    this.#read ??= Promise.all([currentRules(db), liveHolds(db, this.#at)]);
    [this.#rules, this.#holds] = await this.#read;
  }

  /** `series` is the anomaly's own, after the registers have completed it. */
  decide(anomaly: Facts, series: string): Decision {
    const { decision, holds } = this.#knownOf(anomaly, series);
    if (holds.length === 0) return decision;
    const time = anomaly.timeStart === null ? null : new Date(anomaly.timeStart);
    const suppression = suppressionOn(holds, anomaly, time);
    if (suppression) return { ...decision, hold: suppression.id, outcome: 'suppressed', reason: 'in_maintenance' };
    return { ...decision, hold: holdOn(holds, anomaly, this.#at, time)?.id ?? null };
  }

  /** One for all that a rule caps together. */
  #capsOf({ source, check }: Facts, { id, openMax, newCasesMax }: Rule): Caps {
    const key = `${id}\0${source}\0${check}`;
    const known = this.#caps.get(key);
    if (known) return known;
    if (this.#caps.size >= CACHED_MAX) this.#caps.clear();
    const caps = { source, check, openMax, newCasesMax };
    this.#caps.set(key, caps);
    return caps;
  }

  #knownOf(anomaly: Facts, series: string): Known {
    const known = this.#known.get(series);
    if (known) return known;
    const rule = ruleFor(this.#rules, anomaly, this.#at);
    const made: Known = {
      decision: {
        caseKey: ruleKey(rule, anomaly),
        rule: rule.id,
        gapMs: rule.gapMs,
        caps: this.#capsOf(anomaly, rule),
        hold: null,
        outcome: 'raise',
        reason: null,
      },
      holds: this.#holds.filter(({ matchers }) => matches(matchers, anomaly)),
    };
    if (this.#known.size >= CACHED_MAX) this.#known.clear();
    this.#known.set(series, made);
    return made;
  }
}
