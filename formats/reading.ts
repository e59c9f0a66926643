import type { ReadItem } from '../domain/anomaly';

/** A check that looked at some points: with a complete run, what it no longer finds has recovered. */
export interface ExecutedCheck {
  check: string;
  parameter: string | null;
  tested: number;
  failed: number;
}

/** A body being read. What the two functions say is whole once the loop over the items has ended. */
export interface Reading extends AsyncIterable<ReadItem> {
  /** True for one JSON object that was not in a list. */
  single(): boolean;
  checks(): ExecutedCheck[];
}
