import type { TaskCode } from '../case';
import { dutySpan } from './duty-day';
import type { Absence, RotaFacts } from './facts';
import { overridden } from './layers';
import { troubleOn, type TroubleCode } from './trouble';

const TASK_OF: Record<TroubleCode, TaskCode> = {
  gap: 'rota_gap',
  uncovered: 'rota_uncovered',
  conflict: 'rota_conflict',
  trainee_alone: 'rota_trainee_alone',
  not_eligible: 'rota_not_eligible',
};

export interface RotaTask {
  /** `rota/<day>/<level>` or `absence/<code>`. */
  subject: string;
  code: TaskCode;
}
export type StandingAbsence = Absence & { code: string };

/** What somebody must see to before it comes: what the coming days lack, and time off that needs a cover and has none. */
export function rotaTasks(facts: RotaFacts, absences: readonly StandingAbsence[], days: readonly string[]): RotaTask[] {
  const ofDays = troubleOn(facts, days).map(({ day, level, code }) => ({
    subject: `rota/${day}/${level}`,
    code: TASK_OF[code],
  }));
  const open = absences.filter((absence) => absence.cover === null && isNeeded(facts, absence));
  const all = [
    ...ofDays,
    ...open.map(({ code }): RotaTask => ({ subject: `absence/${code}`, code: 'absence_uncovered' })),
  ];
  return [...new Map(all.map((task) => [`${task.subject} ${task.code}`, task])).values()];
}

/** Somebody must stand in for this person: a duty falls into the absence, or a topic names nobody else. */
function isNeeded(facts: RotaFacts, { person, startsAt, endsAt, readsMail }: Absence): boolean {
  const isMissedAsSpecialist =
    !readsMail &&
    facts.topics.some(
      ({ active, specialists }) =>
        active && specialists.some((one) => one.person === person && one.cover === null) && specialists.length === 1,
    );
  if (isMissedAsSpecialist) return true;
  return facts.shifts.some(({ day, level, person: planned }) => {
    const { from: at } = dutySpan(day, facts.settings);
    if (planned !== person || at < startsAt || at >= endsAt) return false;
    return overridden(facts, level, { day, at }).some((one) => one.person === person);
  });
}
