import { awayAt } from './away';
import { daysFrom, dutySpan, isOpen, type Moment, weekdayOf } from './duty-day';
import { type Level, LEVELS, personOf, type RotaFacts, type Shift } from './facts';

export interface PlanOptions {
  from: string;
  /** The last day. */
  until: string;
  turn: Record<Level, 'day' | 'week'>;
}
export interface Plan {
  shifts: Shift[];
  /** Open days for which nobody was found. */
  gaps: Pick<Shift, 'day' | 'level'>[];
}

/**
 * Proposes who does what from day to day. Each line has a queue, who served longest ago first; whoever is away stays at its
 * head, so who was skipped comes first. A day of a week's turn that its holder cannot do is done by who has done least, and
 * costs them no place.
 */
export function propose(facts: RotaFacts, { from, until, turn }: PlanOptions): Plan {
  const shifts: Shift[] = [];
  const gaps: Plan['gaps'] = [];
  const queues = new Map(LEVELS.map((level) => [level, firstQueue(facts, level, from)]));
  const holders = new Map<Level, string>();
  // Who holds a week is not called to the other line on some days of it.
  const ordered = LEVELS.toSorted((a, b) => Number(turn[a] === 'day') - Number(turn[b] === 'day'));
  for (const day of daysFrom(from, until)) {
    if (weekdayOf(day) === 1) holders.clear();
    if (!isOpen(facts, day)) continue;
    const planned = new Map<Level, string>();
    for (const level of ordered) {
      const taken = [...planned.values()];
      const can = (code: string): boolean => !taken.includes(code) && isThere(facts, code, day);
      const served = (code: string): number =>
        shifts.filter((shift) => shift.level === level && shift.person === code).length;
      const person = pick(queues.get(level) ?? [], turn[level] === 'week' ? { holders, level, served } : null, can);
      if (person !== null) planned.set(level, person);
    }
    favourFirstLine(facts, planned);
    for (const level of LEVELS) {
      const person = planned.get(level);
      if (person === undefined) gaps.push({ day, level });
      else shifts.push({ day, level, layer: 'rotation', person });
    }
  }
  return { shifts, gaps };
}

/** With one person there, somebody answers rather than nobody. */
function favourFirstLine(facts: RotaFacts, planned: Map<Level, string>): void {
  const second = planned.get(2);
  if (planned.has(1) || second === undefined || !personOf(facts, second)?.levels.includes(1)) return;
  planned.set(1, second);
  planned.delete(2);
}

function pick(
  queue: string[],
  week: { holders: Map<Level, string>; level: Level; served: (code: string) => number } | null,
  can: (code: string) => boolean,
): string | null {
  const holder = week?.holders.get(week.level);
  if (holder !== undefined && can(holder)) return holder;
  const person = queue.find(can);
  if (person === undefined) return null;
  if (week && holder !== undefined)
    return queue.filter(can).toSorted((a, b) => week.served(a) - week.served(b))[0] ?? person;
  queue.splice(queue.indexOf(person), 1);
  queue.push(person);
  week?.holders.set(week.level, person);
  return person;
}

const isThere = (facts: RotaFacts, code: string, day: string): boolean => {
  const moment: Moment = { day, at: dutySpan(day, facts.settings).from };
  return awayAt(facts, code, moment, 'duty') === null;
};

/** Everybody who may do this line, in the order of its rotation; who served longest ago first, who never did before all. */
function firstQueue(facts: RotaFacts, level: Level, from: string): string[] {
  const members = facts.rotations.find((rotation) => rotation.level === level)?.members ?? [];
  const may = facts.people.filter((person) => person.active && person.levels.includes(level)).map(({ code }) => code);
  const ordered = [...new Set([...members, ...may])].filter((code) => personOf(facts, code)?.levels.includes(level));
  const last = (code: string): string =>
    facts.shifts
      .filter((shift) => shift.level === level && shift.person === code && shift.day < from)
      .reduce((latest, { day }) => (day > latest ? day : latest), '');
  return ordered.toSorted((a, b) => last(a).localeCompare(last(b)));
}

/** How many days of each line everybody has. */
export function load(shifts: readonly Shift[]): Map<string, Record<Level, number>> {
  const counts = new Map<string, Record<Level, number>>();
  for (const { person, level } of shifts) {
    const own = counts.get(person) ?? { 1: 0, 2: 0 };
    own[level] += 1;
    counts.set(person, own);
  }
  return counts;
}
