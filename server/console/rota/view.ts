import type { StoredRota } from '../../../db/rota/facts';
import { addDays, dayIn } from '../../../domain/delivery-zone';
import { absenceAt, awayAt, doneBy } from '../../../domain/rota/away';
import { daysFrom, dutySpan, isOpen, weekdayOf } from '../../../domain/rota/duty-day';
import type { Level } from '../../../domain/rota/facts';
import { dutyOf, type OnDuty } from '../../../domain/rota/layers';
import { troubleOn } from '../../../domain/rota/trouble';
import type { ShownDay, ShownPerson, ShownStretch } from '../../../web/console/rota/view';

/** The name of a person; their code when nobody knows them. */
export const namesOf = ({ people }: Pick<StoredRota, 'people'>): ((code: string) => string) => {
  const names = new Map(people.map(({ code, name }) => [code, name]));
  return (code) => names.get(code) ?? code;
};
export const optionsOf = ({ people }: StoredRota) =>
  people.filter(({ active, role }) => active && role !== 'read_only').map(({ code, name }) => ({ code, name }));

/** The days of a month in whole weeks, or of the week of a day. */
export function daysShown(view: 'month' | 'week', day: string): string[] {
  const first = view === 'month' ? `${day.slice(0, 7)}-01` : day;
  const monday = addDays(first, 1 - weekdayOf(first));
  const last = view === 'month' ? addDays(monthAfter(first), -1) : day;
  return daysFrom(monday, addDays(last, 7 - weekdayOf(last)));
}
export const monthAfter = (day: string): string => `${addDays(`${day.slice(0, 7)}-28`, 4).slice(0, 7)}-01`;
export const monthBefore = (day: string): string => `${addDays(`${day.slice(0, 7)}-01`, -1).slice(0, 7)}-01`;

/** Each day in names: who is on duty, who stands in, what is lacking, who is away. */
export function shownDays(facts: StoredRota, days: readonly string[], at: Date): ShownDay[] {
  const nameOf = namesOf(facts);
  const today = dayIn(facts.settings.zone, at);
  const trouble = troubleOn(facts, days);
  return days.map((day) => ({
    day,
    isOpen: isOpen(facts, day),
    isToday: day === today,
    isPast: day < today,
    levels: { 1: stretches(facts, 1, day, nameOf), 2: stretches(facts, 2, day, nameOf) },
    trouble: trouble
      .filter((one) => one.day === day)
      .map(({ level, code, person }) => ({ level, code, name: person && nameOf(person) })),
    away: awayOn(facts, day).map(nameOf),
  }));
}

const stretches = (facts: StoredRota, level: Level, day: string, nameOf: (code: string) => string): ShownStretch[] =>
  dutyOf(facts, level, day).map(({ from, people }) => ({
    from: hourIn(facts.settings.zone, from),
    people: people.map((one) => shownPerson(facts, one, { day, at: from }, nameOf)),
  }));

function shownPerson(
  facts: StoredRota,
  { person, layer }: OnDuty,
  moment: { day: string; at: Date },
  nameOf: (code: string) => string,
): ShownPerson {
  const doer = doneBy(facts, person, moment);
  const cover = doer === null || doer === person ? null : nameOf(doer);
  return { name: nameOf(person), layer, cover, isMissing: doer === null };
}

/** Of those who have a line or a topic. */
const awayOn = (facts: StoredRota, day: string): string[] => {
  const { from: at } = dutySpan(day, facts.settings);
  return facts.people
    .filter(({ active, levels, code }) => active && (levels.length > 0 || isSpecialist(facts, code)))
    .filter(({ code }) => absenceAt(facts, code, at, 'duty') !== null || isDayOff(facts, code, day, at))
    .map(({ code }) => code);
};
const isSpecialist = ({ topics }: StoredRota, code: string): boolean =>
  topics.some(({ specialists }) => specialists.some(({ person }) => person === code));
const isDayOff = (facts: StoredRota, code: string, day: string, at: Date): boolean =>
  awayAt(facts, code, { day, at }, 'duty')?.because === 'day_off';

export const hourIn = (timeZone: string, at: Date): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
