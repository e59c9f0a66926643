import type { Family, Severity } from './words';

/** A value with the scale that gives its flag a meaning: no bare number crosses a room. */
export interface Flag {
  /** Scale code, such as `L20`, `QARTOD`, `RR2`. */
  scale: string;
  /** Null where nobody told it. */
  version: string | null;
  code: string;
}

/** One measurement of the evidence; instants RFC 3339 UTC, degrees decimal, z in metres or dbar downwards. */
export interface EvidencePoint {
  t: string;
  value: number | null;
  flag: string | null;
  lat?: number;
  lon?: number;
  z?: number;
}

/** What a person looks at: flagged points and their neighbours, or a list, or a track. */
export interface Evidence {
  kind: 'curve' | 'track' | 'profile' | 'fields' | 'files';
  /** Scale of every `flag` in `points`. */
  scale: string | null;
  parameter: string | null;
  unit: string | null;
  expected: { min: number | null; max: number | null } | null;
  points: EvidencePoint[];
  /** Flagged points of this window beyond what one anomaly holds. */
  omitted?: number;
  /** Anomalies of the same case beyond what is shown at once. */
  others?: number;
  /** For `fields` and `files`: what was expected and what was found, a row a field or file. */
  items: { name: string; expected: string | null; found: string | null }[];
}

/** An anomaly as every room but `formats` knows it. `doc` is the item as posted, unknown fields under `extra`. */
export interface Anomaly {
  source: string;
  externalId: string | null;
  action: 'raise' | 'resolve' | 'ack';
  dedupKey: string | null;
  dataset: string;
  supplier: string | null;
  platform: string | null;
  cruise: string | null;
  sensor: string | null;
  parameter: string | null;
  check: string;
  family: Family;
  severity: Severity;
  /** Data time, RFC 3339 UTC with milliseconds; start = end for a point; null when only a locus is known. */
  timeStart: string | null;
  timeEnd: string | null;
  /** Canonical JSON or text of the given locus; null when time says where. */
  locus: string | null;
  dataVersion: string | null;
  doc: Record<string, unknown>;
  evidence: Evidence | null;
}

/** Why an item was refused: lines from 1, index from 0, pointer into the item (RFC 6901). */
export interface ItemError {
  index: number;
  line: number | null;
  code: string;
  pointer: string | null;
  detail: string;
}

/** What a reader yields: one of the two for each item, in order. */
export type ReadItem =
  | { ok: true; index: number; line: number | null; anomaly: Anomaly }
  | { ok: false; error: ItemError };

/** Checks whose family is known without being told; the part before the first `.` or `:` may be a package. */
const FAMILY_OF: Record<string, Family> = {
  file_missing: 'flow',
  file_late: 'flow',
  file_incomplete: 'flow',
  file_duplicate: 'flow',
  format_error: 'flow',
  load_failed: 'flow',
  check_run_missing: 'flow',
  check_run_empty: 'flow',
  check_error: 'flow',
  impossible_date: 'position_time',
  impossible_date_test: 'position_time',
  impossible_location: 'position_time',
  location_test: 'position_time',
  location_bounds_test: 'position_time',
  location_on_land_test: 'position_time',
  position_on_land: 'position_time',
  impossible_speed: 'position_time',
  speed_test: 'position_time',
  time_order: 'position_time',
  time_gap_test: 'position_time',
  data_reception_test: 'position_time',
  duplicate_timestamp_test: 'position_time',
  clock_offset: 'position_time',
  valid_datetime: 'position_time',
  valid_geolocation: 'position_time',
  location_at_sea: 'position_time',
  possible_speed: 'position_time',
  bottom_depth_flag: 'position_time',
  position_flag: 'position_time',
  time_flag: 'position_time',
  missing_metadata: 'metadata',
  metadata_missing: 'metadata',
  metadata_invalid: 'metadata',
  metadata_inconsistent: 'metadata',
  metadata_error: 'metadata',
  syntax_test: 'format',
  format_completeness: 'format',
  // What Great Expectations asks of a table, not of its values.
  expect_column_to_exist: 'format',
  expect_column_values_to_be_of_type: 'format',
  expect_column_values_to_be_in_type_list: 'format',
  expect_table_columns_to_match_set: 'format',
  expect_table_columns_to_match_ordered_list: 'format',
  expect_table_column_count_to_equal: 'format',
  expect_table_column_count_to_be_between: 'format',
  // What Frictionless calls an error of the table, not of a value.
  'type-error': 'format',
  'missing-cell': 'format',
  'extra-cell': 'format',
  'blank-row': 'format',
  'blank-header': 'format',
  'blank-label': 'format',
  'duplicate-label': 'format',
  'missing-label': 'format',
  'extra-label': 'format',
  'incorrect-label': 'format',
  'encoding-error': 'format',
  'format-error': 'format',
  'source-error': 'format',
  'scheme-error': 'format',
  'file-error': 'format',
  'compression-error': 'format',
  'resource-error': 'format',
  'hash-count': 'format',
  'byte-count': 'format',
  'field-count': 'format',
  'row-count': 'format',
};
export const familyOf = (check: string): Family => FAMILY_OF[check.split(/[.:]/).at(-1) ?? check] ?? 'value';
