import { createHash, hash } from 'node:crypto';
import type { Anomaly, ItemError, ReadItem } from '../../domain/anomaly';
import { fingerprint } from '../../domain/fingerprint';
import type { Decision } from './decide';

/** An item of a post, in the order it came; where it stands, lines from 1 and index from 0. */
export type Item = { index: number; line: number | null } & (Accepted | { error: ItemError });
interface Accepted {
  anomaly: Anomaly;
  /** `anomaly.doc` and `anomaly.evidence` as JSON. */
  doc: string;
  evidence: string | null;
  /**
   * The identity is that of the anomaly as posted: a register row that joins later makes no new anomaly of it. Hex, as is
   * `contentHash`.
   */
  fingerprint: string;
  contentHash: string;
}

/** An anomaly made ready to be stored: completed by the registers, and what was decided of it. */
export interface Ready extends Decision, Accepted {
  /** The post that brought it. */
  runId: string;
}

const sha256 = (text: string): string => hash('sha256', text, 'hex');

export function toItem(read: ReadItem): Item {
  if (!read.ok) return { index: read.error.index, line: read.error.line, error: read.error };
  return { index: read.index, line: read.line, ...accepted(read.anomaly) };
}

export function accepted(anomaly: Anomaly): Accepted {
  const doc = JSON.stringify(anomaly.doc);
  return {
    anomaly,
    doc,
    evidence: anomaly.evidence && JSON.stringify(anomaly.evidence),
    fingerprint: fingerprint(anomaly).toString('hex'),
    contentHash: contentHash(anomaly.doc, doc),
  };
}

/** Readers give the fields of a document in one order, whatever the order they were posted in. */
function contentHash(document: Record<string, unknown>, json: string): string {
  const { detected_at, run_id, run_url, id, ...lasting } = document;
  const isLasting = detected_at === undefined && run_id === undefined && run_url === undefined && id === undefined;
  return sha256(isLasting ? json : JSON.stringify(lasting));
}

/** Field by field: a spread costs more than all else here. */
export const ready = (item: Accepted, completed: Anomaly, decision: Decision, runId: string): Ready => ({
  caseKey: decision.caseKey,
  rule: decision.rule,
  gapMs: decision.gapMs,
  caps: decision.caps,
  hold: decision.hold,
  outcome: decision.outcome,
  reason: decision.reason,
  anomaly: completed,
  doc: item.doc,
  evidence: item.evidence,
  fingerprint: item.fingerprint,
  contentHash: item.contentHash,
  runId,
});

/** What a replay is compared by. */
export function hashOf(items: readonly Item[]): Buffer {
  const all = createHash('sha256');
  for (const item of items) all.update(`${'error' in item ? JSON.stringify(item.error) : item.doc}\n`);
  return all.digest();
}

/** Rounds in which each fingerprint comes once: what is doubled within a batch is settled in the order it came. */
export function rounds<T extends { fingerprint: string }>(items: readonly T[]): T[][] {
  const result: T[][] = [];
  const times = new Map<string, number>();
  for (const item of items) {
    const round = times.get(item.fingerprint) ?? 0;
    times.set(item.fingerprint, round + 1);
    (result[round] ??= []).push(item);
  }
  return result;
}
