import type { Outcome } from '../../domain/answer';
import type { Phase, Turn } from '../../domain/case';
import type { Family, Severity } from '../../domain/words';
import { sayCheck, sayParameter, sayWhere } from '../say';
import type { Translate } from '../words';
import { sayDate } from './when';

/** A case as the console names it; names come from the registers and are null where they do not know the code. */
export interface NamedCase {
  number: string;
  phase: Phase;
  turn: Turn;
  severity: Severity;
  family: Family;
  source: string;
  dataset: string;
  supplier: string | null;
  supplierName: string | null;
  cruise: string | null;
  cruiseName: string | null;
  platform: string | null;
  platformName: string | null;
  sensor: string | null;
  sensorName: string | null;
  parameter: string | null;
  check: string;
  firstTime: Date | null;
  lastTime: Date | null;
  openedAt: Date;
  phaseSince: Date;
  heldUntil: Date | null;
  recoveredAt: Date | null;
  escalationLevel: number;
  assignee: string | null;
  outcome: Outcome | null;
  nextStep: string | null;
  dueAt: Date | null;
  anomalies: number;
}

/** `Thalassa, SBE 21, Température : pics`. */
export function sayCase(of: NamedCase, t: Translate): string {
  const platform = of.platformName ?? of.platform ?? of.dataset;
  const where = sayWhere({ platform, sensor: of.sensorName ?? of.sensor, cruise: null });
  const what = [of.parameter && sayParameter(of.parameter, t), sayCheck(of.check, t)].filter(Boolean).join(', ');
  return t('case.named', { where: where.join(', '), what });
}

/** What happens next: the step of the procedure, else who is waited for. */
export function sayNext(
  of: Pick<NamedCase, 'nextStep' | 'phase' | 'phaseSince' | 'dueAt' | 'turn'>,
  tasks: readonly string[],
  t: Translate,
): string {
  if (of.nextStep === 'writeLetter' && of.dueAt && of.dueAt > of.phaseSince) return t('step.remind');
  if (of.nextStep) return t.of(`step.${of.nextStep}`);
  if (of.turn === 'none') return t('waits.none');
  if (of.phase === 'triage' && tasks.includes('unknown_supplier')) return t('waits.unknown');
  const asked = of.phase === 'notified' || of.phase === 'acknowledged';
  return asked && of.turn === 'desk' ? t('waits.desk') : t.of(`waits.${of.phase}`);
}

export interface Badge {
  kind: 'bad' | 'warn' | 'good';
  text: string;
}
/** What stands beside the phase. */
export function badgesOf(of: NamedCase, tasks: readonly string[], now: Date, t: Translate): Badge[] {
  const asked = of.phase === 'notified' || of.phase === 'acknowledged';
  const badges: (Badge | false)[] = [
    of.severity === 'critical' && { kind: 'bad', text: t('severity.critical') },
    of.heldUntil !== null &&
      of.heldUntil > now && { kind: 'warn', text: t('badge.held', { until: sayDate(of.heldUntil, t) }) },
    of.escalationLevel > 0 && { kind: 'warn', text: t('badge.escalated', { level: of.escalationLevel }) },
    asked && of.turn === 'desk' && { kind: 'bad', text: t('badge.atDesk') },
    of.recoveredAt !== null && { kind: 'good', text: t('badge.recovered') },
    of.phase === 'applying' && { kind: 'warn', text: t('badge.notApplied') },
    ...tasks.filter((code) => code !== 'triage').map((code) => ({ kind: 'bad' as const, text: t.of(`task.${code}`) })),
  ];
  return badges.filter((badge) => badge !== false);
}
