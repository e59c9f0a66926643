import { awayAt, doneBy } from './away';
import { isOpen, staffedSpan } from './duty-day';
import { type Level, LEVELS, personOf, type RotaFacts } from './facts';
import { cut, overridden } from './layers';

export const TROUBLE_CODES = ['gap', 'uncovered', 'conflict', 'trainee_alone', 'not_eligible'] as const;
export type TroubleCode = (typeof TROUBLE_CODES)[number];
/**
 * What a day lacks before it comes: nobody planned; somebody planned who is away without cover; the same person on both
 * lines, or covering there; a trainee whose mentor is away; somebody planned who is not to do this line.
 */
export interface Trouble {
  day: string;
  level: Level;
  code: TroubleCode;
  person: string | null;
}

/** All that is wrong on these days, a thing once a day and level. */
export const troubleOn = (facts: RotaFacts, days: readonly string[]): Trouble[] =>
  days.filter((day) => isOpen(facts, day)).flatMap((day) => LEVELS.flatMap((level) => troubleOf(facts, day, level)));

function troubleOf(facts: RotaFacts, day: string, level: Level): Trouble[] {
  const found = new Map<string, Trouble>();
  const say = (code: TroubleCode, person: string | null): void =>
    void found.set(`${code} ${person ?? ''}`, { day, level, code, person });
  for (const { from: at } of cut(staffedSpan(day, facts.settings), bounds(facts))) {
    const people = overridden(facts, level, { day, at });
    if (people.length === 0) say('gap', null);
    const otherLine = level === 2 ? overridden(facts, 1, { day, at }) : [];
    for (const { person } of people) {
      for (const code of troubleWith(facts, person, level, { day, at })) say(code, person);
      const doer = doneBy(facts, person, { day, at });
      if (doer !== null && otherLine.some((one) => doneBy(facts, one.person, { day, at }) === doer))
        say('conflict', doer);
    }
  }
  return [...found.values()];
}

const bounds = ({ absences, overrides }: RotaFacts): Date[] =>
  [...absences, ...overrides].flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]);

function troubleWith(facts: RotaFacts, code: string, level: Level, moment: { day: string; at: Date }): TroubleCode[] {
  const person = personOf(facts, code);
  const away = awayAt(facts, code, moment, 'duty');
  if (away?.because === 'trainee_alone') return ['trainee_alone'];
  if (away) return doneBy(facts, code, moment) === null ? ['uncovered'] : [];
  return person?.levels.includes(level) ? [] : ['not_eligible'];
}
