import { createHash } from 'node:crypto';
import type { Anomaly } from '../../domain/anomaly';
import { caseKey, fingerprint } from '../../domain/fingerprint';

/** An anomaly made ready to be stored: completed by the registers, with its identity and the key of its case. */
export interface Ready {
  anomaly: Anomaly;
  /** Place in the post, to answer per item. */
  index: number;
  fingerprint: string;
  contentHash: string;
  caseKey: string;
}

const VOLATILE = new Set(['detected_at', 'run_id', 'run_url', 'id']);
const contentHash = (doc: Record<string, unknown>): string =>
  createHash('sha256')
    .update(
      JSON.stringify(
        Object.entries(doc)
          .filter(([key]) => !VOLATILE.has(key))
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
    )
    .digest('hex');

export const ready = (anomaly: Anomaly, index: number): Ready => ({
  anomaly,
  index,
  fingerprint: fingerprint(anomaly).toString('hex'),
  contentHash: contentHash(anomaly.doc),
  caseKey: caseKey(anomaly).toString('hex'),
});

/** Lanes by hash of the case key: two lanes of one post never wait for each other's case. */
export function lanes(items: readonly Ready[], count: number): Ready[][] {
  const split: Ready[][] = Array.from({ length: count }, () => []);
  for (const item of items) split[Number.parseInt(item.caseKey.slice(0, 4), 16) % count]?.push(item);
  return split.filter((lane) => lane.length > 0);
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
