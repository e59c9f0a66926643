import { createHash } from 'node:crypto';
import type { Anomaly, ItemError, ReadItem } from '../../domain/anomaly';
import { fingerprint } from '../../domain/fingerprint';
import type { Decision } from './decide';

/** An anomaly made ready to be stored: completed by the registers, with its identity and what was decided of it. */
export interface Ready extends Decision {
  anomaly: Anomaly;
  /** `anomaly.doc` as JSON. */
  doc: string;
  fingerprint: string;
  contentHash: string;
  /** The post that brought it. */
  runId: string;
}

/** An item of a post, in the order it came; where it stands, lines from 1 and index from 0. */
export type Item = { index: number; line: number | null } & ({ anomaly: Anomaly; doc: string } | { error: ItemError });
export const toItem = (read: ReadItem): Item =>
  read.ok
    ? { index: read.index, line: read.line, anomaly: read.anomaly, doc: JSON.stringify(read.anomaly.doc) }
    : { index: read.error.index, line: read.error.line, error: read.error };

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

const VOLATILE = new Set(['detected_at', 'run_id', 'run_url', 'id']);
const contentHash = (doc: Record<string, unknown>): string =>
  sha256(
    JSON.stringify(
      Object.entries(doc)
        .filter(([key]) => !VOLATILE.has(key))
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  );

/** The identity is that of the anomaly as posted: a register row that joins later makes no new anomaly of it. */
export const ready = (posted: Anomaly, doc: string, completed: Anomaly, decision: Decision, runId: string): Ready => ({
  ...decision,
  anomaly: completed,
  doc,
  fingerprint: fingerprint(posted).toString('hex'),
  contentHash: contentHash(posted.doc),
  runId,
});

/**
 * The lane of an item: by what of its case's key was posted, so that a replay splits the same body alike whatever the
 * registers have learnt meanwhile, and what is doubled in a post stays in one lane, in order.
 */
export function laneOf(item: Item, lanes: number): number {
  if ('error' in item) return 0;
  const { source, dedupKey, dataset, platform, sensor, parameter, family } = item.anomaly;
  const key = dedupKey === null ? [dataset, platform, sensor, parameter, family] : [source, dedupKey];
  return Number.parseInt(sha256(JSON.stringify(key)).slice(0, 6), 16) % lanes;
}

/** What a replay is compared by. */
export function hashOf(items: readonly Item[]): Buffer {
  const hash = createHash('sha256');
  for (const item of items) hash.update('error' in item ? JSON.stringify(item.error) : item.doc).update('\n');
  return hash.digest();
}

/** Rounds in which each fingerprint comes once: what is doubled within a batch is settled in the order it came. */
export function rounds(items: readonly Ready[]): Ready[][] {
  const result: Ready[][] = [];
  const times = new Map<string, number>();
  for (const item of items) {
    const round = times.get(item.fingerprint) ?? 0;
    times.set(item.fingerprint, round + 1);
    (result[round] ??= []).push(item);
  }
  return result;
}
