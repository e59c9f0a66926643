import type { CorrectionTarget } from '../../domain/correction';

/** An anomaly that says little of itself. */
export const aTarget = (patch: Partial<CorrectionTarget> = {}): CorrectionTarget => ({
  id: 1,
  uuid: '00000000-0000-4000-8000-000000000001',
  check: 'qartod.gross_range_test',
  isPosition: false,
  parameter: null,
  unit: null,
  start: null,
  end: null,
  depths: null,
  station: null,
  scale: 'L20',
  scaleVersion: null,
  flag: '4',
  expected: null,
  thresholds: null,
  evidenceScale: 'L20',
  points: [],
  ...patch,
});
