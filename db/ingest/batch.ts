import { hash } from 'node:crypto';
import type { Anomaly, ItemError, ReadItem } from '../../domain/anomaly';
import { fingerprintHex } from '../../domain/fingerprint';
import type { Decision } from './decide';
import { type Facts, factsOf, SeriesKept } from './series';

/** An item of a post, in the order it came; where it stands, lines from 1 and index from 0. */
export type Item = { index: number; line: number | null } & (Accepted | { error: ItemError });
export interface Accepted {
  anomaly: Facts;
  /** The codes that registers, rules and lanes look at, in one: what is found out of it holds for all that share it. */
  series: string;
  checkVersion: string | null;
  /** The anomaly's document and evidence as JSON. */
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

export function toItem(read: ReadItem, kept: SeriesKept): Item {
  if (!read.ok) return { index: read.error.index, line: read.error.line, error: read.error };
  return { index: read.index, line: read.line, ...accepted(read.anomaly, kept) };
}

export function accepted(anomaly: Anomaly, kept = new SeriesKept()): Accepted {
  const doc = JSON.stringify(anomaly.doc);
  const { check_version: checkVersion } = anomaly.doc;
  const { series, codes } = kept.of(anomaly);
  return {
    anomaly: factsOf(anomaly, codes),
    series,
    checkVersion: typeof checkVersion === 'string' ? checkVersion : null,
    doc,
    evidence: anomaly.evidence && JSON.stringify(anomaly.evidence),
    fingerprint: fingerprintHex(anomaly),
    contentHash: contentHash(anomaly.doc, doc),
  };
}

/** Of what lasts: another run that says the same says nothing new. Readers give the fields of a document in one order. */
function contentHash(document: Record<string, unknown>, json: string): string {
  const { detected_at: detected, run_id: run, run_url: url, id } = document;
  if (detected === undefined && run === undefined && url === undefined && id === undefined) return sha256(json);
  const { detected_at: _, run_id: __, run_url: ___, id: ____, ...lasting } = document;
  return sha256(JSON.stringify(lasting));
}

/** Field by field: a spread costs more than all else here. */
export const ready = (item: Accepted, completed: Facts, decision: Decision, runId: string): Ready => ({
  caseKey: decision.caseKey,
  rule: decision.rule,
  gapMs: decision.gapMs,
  caps: decision.caps,
  hold: decision.hold,
  outcome: decision.outcome,
  reason: decision.reason,
  anomaly: completed,
  series: item.series,
  checkVersion: item.checkVersion,
  doc: item.doc,
  evidence: item.evidence,
  fingerprint: item.fingerprint,
  contentHash: item.contentHash,
  runId,
});

/** What a replay is compared by. */
export function hashOf(items: readonly Item[]): Buffer {
  return hash(
    'sha256',
    items.map((item) => ('error' in item ? JSON.stringify(item.error) : item.doc)).join('\n'),
    'buffer',
  );
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
