import type { CaseSummary } from '../../db/case-list';
import type { Role } from '../../domain/words';
import { allowedVerbs } from '../verbs';

/** A case as it goes over the wire. */
export const shownCase = (of: CaseSummary, role: Role | null) => ({
  number: of.number,
  phase: of.phase,
  turn: of.turn,
  severity: of.severity,
  family: of.family,
  supplier: of.supplier,
  cruise: of.cruise,
  platform: of.platform,
  sensor: of.sensor,
  parameter: of.parameter,
  check: of.check,
  source: of.source,
  dataset: of.dataset,
  first_time: of.firstTime,
  last_time: of.lastTime,
  counts: { anomalies: of.anomalies },
  assignee: of.assignee,
  outcome: of.outcome,
  opened_at: of.openedAt,
  phase_since: of.phaseSince,
  held_until: of.heldUntil,
  source_recovered_at: of.recoveredAt,
  escalation_level: of.escalationLevel,
  next_step: of.nextStep,
  due_at: of.dueAt,
  allowed: allowedVerbs(of.phase, role),
});
export type ShownCase = ReturnType<typeof shownCase>;

export const CSV_COLUMNS = [
  'number',
  'phase',
  'turn',
  'severity',
  'family',
  'supplier',
  'cruise',
  'platform',
  'sensor',
  'parameter',
  'check',
  'source',
  'dataset',
  'first_time',
  'last_time',
  'anomalies',
  'assignee',
  'outcome',
  'opened_at',
  'due_at',
] as const;
export const csvCells = (of: ShownCase): string[] =>
  CSV_COLUMNS.map((column) => {
    const value = column === 'anomalies' ? of.counts.anomalies : of[column];
    return value instanceof Date ? value.toISOString() : String(value ?? '');
  });
