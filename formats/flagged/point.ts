/** One column of flags: what is flagged, by which check, on which scale. */
export interface Series {
  /** Code or local name; null when the flag is about time or position. */
  parameter: string | null;
  check: string;
  /** Scale and version as `domain/flag-scale` names them. */
  scale: string;
  version: string;
  /** Term of a vocabulary, such as `SDN:P01::TEMPPR01`. */
  urn?: string | undefined;
  unit?: string | undefined;
  /** Who flagged, where the format tells. */
  origin?: 'auto' | 'visual' | 'originator' | undefined;
  /** The range a good value lies in, where the file tells it. */
  expected?: { min: number; max: number } | undefined;
  extra?: Record<string, unknown> | undefined;
}

/** One row; values and flags stand in the order of the group's series. Degrees decimal, z in metres or dbar downwards. */
export interface FlaggedPoint {
  /** From 1; null in a file without lines. */
  line: number | null;
  /** RFC 3339 UTC with milliseconds; only in a profile may it be unknown. */
  t: string | null;
  lat: number | null;
  lon: number | null;
  z: number | null;
  values: readonly (number | null)[];
  /** As the file writes them; null = not flagged. */
  flags: readonly (string | null)[];
}

/** What belongs together: a profile, a mooring's series, a ship's track. Runs of flagged points never cross its ends. */
export interface Group {
  kind: 'profile' | 'series';
  /** Tells this group from the others of its file, such as `{station: '12', cast: 1}`; empty when there is but one. */
  locus: Readonly<Record<string, string | number>>;
  series: readonly Series[];
  /** What the file itself says; the context of the report comes before it. */
  platform?: string | undefined;
  cruise?: string | undefined;
  sensor?: string | undefined;
  supplier?: string | undefined;
}
