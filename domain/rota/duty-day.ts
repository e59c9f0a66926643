import { addDays, dayIn, instantOf } from '../delivery-zone';
import type { RotaFacts, RotaSettings } from './facts';

export interface Span {
  from: Date;
  until: Date;
}
/** The duty of a day by the clock of its zone: 23 or 25 hours where the clocks change. */
export const dutySpan = (day: string, { zone, handOver }: RotaSettings): Span => ({
  from: instantOf(day, handOver, zone),
  until: instantOf(addDays(day, 1), handOver, zone),
});

/** From the hand-over to midnight: what must be staffed, since nobody hands over at night. */
export const staffedSpan = (day: string, settings: RotaSettings): Span => ({
  from: dutySpan(day, settings).from,
  until: instantOf(addDays(day, 1), '00:00', settings.zone),
});

export const isOpen = (
  { settings, isWorkingDay }: Pick<RotaFacts, 'settings' | 'isWorkingDay'>,
  day: string,
): boolean => settings.dutyOnClosedDays || isWorkingDay(day);

/** A desk without an open day in so long is never open. */
const SEARCH_DAYS_MAX = 400;

export interface Moment {
  /** Whose duty it is. */
  day: string;
  /** The instant that counts: now, or when that duty begins. */
  at: Date;
}
/** Whose day an instant belongs to. What comes while the desk is closed is for the next open day, as its people will then be. */
export function momentOf(facts: RotaFacts, at: Date): Moment {
  const { settings } = facts;
  const today = dayIn(settings.zone, at);
  const current = at < dutySpan(today, settings).from ? addDays(today, -1) : today;
  const day = openFrom(facts, current);
  const begins = dutySpan(day, settings).from;
  return { day, at: begins > at ? begins : at };
}

/** When whoever is asked at this instant reads it: what comes outside working hours waits for those who are there as they begin. */
export const readAt = ({ settings, worksFrom }: Pick<RotaFacts, 'settings' | 'worksFrom'>, at: Date): Date =>
  settings.dutyOnClosedDays ? at : worksFrom(at);

/** The first open day from this one on. */
export function openFrom(facts: RotaFacts, first: string): string {
  for (let day = first, tries = 0; tries < SEARCH_DAYS_MAX; day = addDays(day, 1), tries += 1)
    if (isOpen(facts, day)) return day;
  return first;
}

/** ISO day of the week, 1 = Monday. */
export const weekdayOf = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7;

/** Every day from the first to the last, both included. */
export const daysFrom = (first: string, last: string): string[] => {
  const days: string[] = [];
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
};
