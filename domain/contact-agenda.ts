import type { Agenda } from './agenda';
import type { Calendar } from './calendar/calendar';
import { reach, workingSpans } from './calendar/working-time';
import { addDays, dayIn, instantOf } from './delivery-zone';
import { isHoliday } from './holidays';
import type { Severity } from './words';

const MINUTE_MS = 60_000;
/** What comes together leaves together, however urgent: the cases of one post follow each other within this time. */
const GATHER_MS = 2_000;
const DAY_MS = 86_400_000;

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** When a contact is written to. Hours are `HH:MM` of their zone. */
export interface Rhythm {
  zone: string;
  /** Between these hours only what is critical leaves; over midnight when the second is the earlier. */
  quiet: { from: string; until: string } | null;
  /** Empty: every day. Public holidays of the zone are no working days. */
  workingDays: Weekday[];
  /** In place of quiet hours and working days: only in its hours letters leave that are not critical. */
  calendar: Calendar | null;
  /** The hour at which information and warnings leave together; null: with all else. */
  digestAt: string | null;
  /** How many letters leave on one day; what is more waits for the digest. */
  perDay: number;
}

/** A case that waits for a place in the contact's next letter. */
export interface WaitingLine {
  since: Date;
  severity: Severity;
}

/** What a contact's own workflow waits for: the letter that gathers the cases waiting for them. */
export const CONTACT_STEPS = ['writeLetters'] as const;
export type ContactStep = (typeof CONTACT_STEPS)[number];

/**
 * When the lines that wait become a letter: critical ones within seconds, others when the contact may be disturbed, at most one letter a
 * minute. `written`: instants of the letters of the last two days. Whatever waits at that moment leaves together.
 */
export function contactAgenda(
  lines: readonly WaitingLine[],
  written: readonly Date[],
  rhythm: Rhythm,
): Agenda<ContactStep> {
  if (lines.length === 0) return { closed: true, next: null };
  const dueMs = Math.min(...lines.map((line) => dueOf(line, written, rhythm).getTime()));
  const lastMs = Math.max(...written.map((at) => at.getTime()), Number.NEGATIVE_INFINITY);
  return { closed: false, next: { step: 'writeLetters', dueAtMs: Math.max(dueMs, lastMs + MINUTE_MS) } };
}

function dueOf(line: WaitingLine, written: readonly Date[], rhythm: Rhythm): Date {
  const { severity } = line;
  const since = new Date(line.since.getTime() + GATHER_MS);
  if (severity === 'critical') return since;
  const gathered = rhythm.digestAt !== null && severity !== 'error';
  const due = open(rhythm, gathered ? nextDigest(rhythm, since) : since);
  const day = dayIn(rhythm.zone, due);
  const sentThatDay = written.filter((at) => dayIn(rhythm.zone, at) === day).length;
  return sentThatDay < rhythm.perDay ? due : open(rhythm, digestFrom(rhythm, addDays(day, 1)));
}

const DIGEST_AT = '08:00';
/** The digest of this day, or of the next working day. */
const digestFrom = (rhythm: Rhythm, day: string): Date =>
  isWorkingDay(rhythm, day)
    ? instantOf(day, rhythm.digestAt ?? DIGEST_AT, rhythm.zone)
    : digestFrom(rhythm, addDays(day, 1));
function nextDigest(rhythm: Rhythm, since: Date): Date {
  const day = dayIn(rhythm.zone, since);
  const next = digestFrom(rhythm, day);
  return next >= since ? next : digestFrom(rhythm, addDays(day, 1));
}

/** The first instant from this one on at which the contact may be disturbed. */
function open(rhythm: Rhythm, from: Date): Date {
  const { zone, quiet, calendar } = rhythm;
  if (calendar) return opening(calendar, from);
  const day = dayIn(zone, from);
  if (!isWorkingDay(rhythm, day)) return open(rhythm, instantOf(addDays(day, 1), '00:00', zone));
  const later = quiet && endOfQuiet(quiet, day, zone, from);
  return later ? open(rhythm, later) : from;
}

/** The first instant at which somebody works; by a calendar of dated hours alone that are over, at once. */
function opening(calendar: Calendar, from: Date): Date {
  const worked = reach(calendar, from.getTime(), 1);
  return worked === null ? from : new Date(worked - 1);
}

function endOfQuiet(
  { from, until }: { from: string; until: string },
  day: string,
  zone: string,
  at: Date,
): Date | null {
  const [begins, ends] = [instantOf(day, from, zone), instantOf(day, until, zone)];
  if (from <= until) return begins <= at && at < ends ? ends : null;
  if (at < ends) return ends;
  return begins <= at ? instantOf(addDays(day, 1), until, zone) : null;
}

function isWorkingDay({ workingDays, zone, calendar }: Rhythm, day: string): boolean {
  if (calendar) return isWorkedOn(calendar, zone, day);
  return workingDays.length === 0 || (workingDays.includes(weekdayOf(day)) && !isHoliday(zone, day));
}
function isWorkedOn(calendar: Calendar, zone: string, day: string): boolean {
  const [begins, ends] = [day, addDays(day, 1)].map((of) => instantOf(of, '00:00', zone).getTime());
  return workingSpans(calendar, begins ?? 0, ends ?? 0).length > 0;
}
/** 1 January 1970 was a Thursday. */
const weekdayOf = (day: string): Weekday =>
  WEEKDAYS[(Date.parse(`${day}T00:00:00Z`) / DAY_MS + 3) % WEEKDAYS.length] ?? 'monday';
