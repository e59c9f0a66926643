import type { ReadItem } from '../domain/anomaly';

/** A check that looked at some points: with a complete run, what it no longer finds has recovered. */
export interface ExecutedCheck {
  check: string;
  parameter: string | null;
  tested: number;
  failed: number;
  /** It looked at no more than these data: the part of the locus that names them, and the first and last instant of data. */
  locus?: Readonly<Record<string, unknown>> | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

/** One column of flags as a reader saw it: how often each code stands there, as the file writes it. */
export interface FlagsSeen {
  /** Null for a flag on time or position. */
  parameter: string | null;
  /** Term of a vocabulary, such as `SDN:P01::TEMPPR01`. */
  urn: string | null;
  unit: string | null;
  check: string;
  scale: string;
  version: string;
  counts: Record<string, number>;
}

/** A body being read. What the functions say is whole once the loop over the items has ended. */
export interface Reading extends AsyncIterable<ReadItem> {
  /** True for one JSON object that was not in a list. */
  single(): boolean;
  checks(): ExecutedCheck[];
  /** Empty for a list of anomalies, which holds no columns of flags. */
  flags(): FlagsSeen[];
}
