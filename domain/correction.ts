import type { EvidencePoint } from './anomaly';

/** What is wrong with a row, or with the file as a whole. */
export const CORRECTION_ERRORS = [
  'empty_file',
  'other_unit',
  'other_parameter',
  'bad_time',
  'bad_position',
  'degrees_minutes',
  'formula',
  'mixed_decimals',
  'not_a_number',
  'value_missing',
  'outside_interval',
  'no_anomaly',
  'other_depth',
  'depth_missing',
  'other_station',
  'other_position',
  'other_old_value',
  'unknown_flag',
  'duplicate_time',
] as const;
export interface CorrectionTrouble {
  code: (typeof CORRECTION_ERRORS)[number];
  /** As the file calls it; null when no column is to blame. */
  column: string | null;
  /** What the sentence about it needs: texts as written, instants, a line. */
  params: Record<string, string>;
}
export interface CorrectionError extends CorrectionTrouble {
  /** From 1; null when it is the file's. */
  line: number | null;
}

/** A row of the supplier's file that could be read; degrees decimal, z in metres or dbar downwards. */
export interface GivenRow {
  line: number;
  /** RFC 3339 UTC with milliseconds. */
  time: string;
  /** Null where none is given, as for a corrected position. */
  value: number | null;
  /** Null where the file does not tell it. */
  old: { value: number; tolerance: number } | null;
  z: number | null;
  /** Where it was measured; checked against ours. */
  at: Position | null;
  /** Where it was measured, corrected. */
  moved: Position | null;
  parameter: string | null;
  unit: string | null;
  flag: string | null;
  station: string | null;
}
export interface Position {
  lat: number;
  lon: number;
}
export type CorrectionRow = { ok: true; row: GivenRow } | { ok: false; line: number; trouble: CorrectionTrouble };

/** What is said once for all rows. */
export interface CorrectionHead {
  format: 'csv' | 'odv' | 'netcdf';
  /** Unit the header gives, as in `value [degC]`. */
  unit: string | null;
  /** Parameter the header names the value column by. */
  parameter: string | null;
  /** What the file calls its columns. */
  columns: Partial<Record<'value' | 'unit' | 'flag' | 'time' | 'z' | 'lat' | 'parameter' | 'old' | 'station', string>>;
}
/** ODV and NetCDF hold the whole series: rows that concern no anomaly are left out and told, not refused. */
export const isWhole = ({ format }: CorrectionHead): boolean => format !== 'csv';

/** One anomaly that rows may correct; null where it does not say. */
export interface CorrectionTarget {
  id: number;
  uuid: string;
  check: string;
  /** Its values are positions: a row gives latitude and longitude. */
  isPosition: boolean;
  parameter: string | null;
  unit: string | null;
  start: string | null;
  end: string | null;
  /** Of a profile: where it lies in depth. */
  depths: { min: number; max: number } | null;
  station: string | null;
  scale: string | null;
  scaleVersion: string | null;
  flag: string | null;
  expected: { min: number | null; max: number | null } | null;
  /** What the check was told, where the pipeline says it. */
  thresholds: unknown;
  evidenceScale: string | null;
  points: readonly EvidencePoint[];
}

/** A row that can be taken, with what it replaces; one for each anomaly it corrects. */
export interface CorrectedPoint {
  line: number;
  anomaly: number;
  t: string;
  z: number | null;
  lat: number | null;
  lon: number | null;
  parameter: string | null;
  unit: string | null;
  value: number | null;
  /** The value it replaces, where the evidence holds it. */
  old: number | null;
  oldFlag: string | null;
  /** As the file gives it; null: what the decision says. */
  flag: string | null;
}
