import { type Absence, personOf, type RotaFacts } from './facts';
import { type Moment, weekdayOf } from './duty-day';

/** What a person is asked as: on duty one is at the desk, a specialist may answer from a ship. */
export type AskedAs = 'duty' | 'specialist';

export interface Away {
  because: 'unknown' | 'inactive' | 'absent' | 'day_off' | 'trainee_alone';
  /** When it ends by what is known now. */
  until: Date | null;
}

/** Why this person cannot be asked at this moment; null when they can. A trainee needs a mentor who is there. */
export function awayAt(facts: RotaFacts, code: string, moment: Moment, as: AskedAs): Away | null {
  const person = personOf(facts, code);
  const away = leftOrAbsent(facts, code, moment.at, as);
  if (away || !person) return away;
  if (!person.weekdays.includes(weekdayOf(moment.day))) return { because: 'day_off', until: null };
  return person.mentor !== null && mentorOf(facts, code, moment) === null
    ? { because: 'trainee_alone', until: null }
    : null;
}

/** What no need overrules: gone, read-only, or on an absence. A free day of a part-timer is not among it. */
export function leftOrAbsent(facts: RotaFacts, code: string, at: Date, as: AskedAs): Away | null {
  const person = personOf(facts, code);
  if (!person) return { because: 'unknown', until: null };
  if (!person.active || person.role === 'read_only') return { because: 'inactive', until: null };
  return absenceAt(facts, code, at, as) ? { because: 'absent', until: backAt(facts, code, at, as) } : null;
}

/** Who sends what a trainee writes, when there: the mentor, or who covers the mentor. Null also for whoever is no trainee. */
export function mentorOf(facts: RotaFacts, code: string, moment: Moment): string | null {
  const mentor = personOf(facts, personOf(facts, code)?.mentor ?? null);
  if (!mentor) return null;
  return coverChain(facts, mentor.code, moment, 'duty', new Set([code])).person;
}

export const absenceAt = ({ absences }: RotaFacts, code: string, at: Date, as: AskedAs): Absence | null =>
  absences.find(
    ({ person, startsAt, endsAt, readsMail }) =>
      person === code && startsAt <= at && at < endsAt && !(readsMail && as === 'specialist'),
  ) ?? null;

/** The end of this absence and of those that follow without a gap. */
export function backAt(facts: RotaFacts, code: string, at: Date, as: AskedAs): Date {
  let back = at;
  for (let absence = absenceAt(facts, code, back, as); absence; absence = absenceAt(facts, code, back, as))
    back = absence.endsAt;
  return back;
}

export interface CoverChain {
  /** Who stands at its end and is there; null when the chain breaks or turns in a circle. */
  person: string | null;
  /** Everybody passed on the way, the one asked for first. */
  passed: { person: string; away: Away }[];
}
/**
 * From whoever is away to their cover, to the cover's cover … each at most once. `first` is the cover named for this task,
 * which goes before the one named with an absence.
 */
export function coverChain(
  facts: RotaFacts,
  code: string,
  moment: Moment,
  as: AskedAs,
  seen: Set<string> = new Set(),
  first: string | null = null,
): CoverChain {
  const passed: CoverChain['passed'] = [];
  const queue = [code];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const away =
      personOf(facts, next)?.mentor === null ? awayAt(facts, next, moment, as) : trainee(facts, next, moment);
    if (!away) return { person: next, passed };
    passed.push({ person: next, away });
    if (next === code && first) queue.push(first);
    const cover = absenceAt(facts, next, moment.at, as)?.cover;
    if (cover) queue.push(cover);
  }
  return { person: null, passed };
}

/** Who really does the duty of this person: themselves, or who covers them; null when nobody does. */
export const doneBy = (facts: RotaFacts, code: string, moment: Moment): string | null =>
  awayAt(facts, code, moment, 'duty') === null ? code : coverChain(facts, code, moment, 'duty').person;

/** A trainee covers nobody alone, and is no link to a mentor either, or two of them could look for each other for ever. */
const trainee = (facts: RotaFacts, code: string, moment: Moment): Away =>
  leftOrAbsent(facts, code, moment.at, 'duty') ?? { because: 'trainee_alone', until: null };
