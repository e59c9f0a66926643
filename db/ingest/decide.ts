import type { Anomaly } from '../../domain/anomaly';
import { caseKey } from '../../domain/fingerprint';
import type { Db } from '../query';

/** What becomes of an anomaly before it is looked up: the key of its case, and the versions of rule and hold that said so. */
export interface Decision {
  /** Hex. */
  caseKey: string;
  rule: number | null;
  hold: number | null;
  outcome: 'raise' | 'suppressed';
  reason: string | null;
}

/** Decides by the rules and holds as they stand; one for each post, so that a post is decided alike from end to end. */
export class Decider {
  /** Reads what `decide` will need for these anomalies. */
  async learn(_db: Db, _anomalies: readonly Anomaly[]): Promise<void> {}

  decide(anomaly: Anomaly): Decision {
    return { caseKey: caseKey(anomaly).toString('hex'), rule: null, hold: null, outcome: 'raise', reason: null };
  }
}
