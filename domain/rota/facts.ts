import type { Role } from '../words';

/** First line: answers what comes in. Second line: takes what the first cannot. */
export const LEVELS = [1, 2] as const;
export type Level = (typeof LEVELS)[number];

/** What the rota knows of a person. */
export interface RotaPerson {
  code: string;
  role: Role;
  active: boolean;
  /** Days of the week on which this person works, 1 = Monday. */
  weekdays: readonly number[];
  /** Lines for which this person may be planned. */
  levels: readonly Level[];
  /** Who sends what this person, a trainee, has written. */
  mentor: string | null;
  manager: string | null;
}

/** Why somebody is away, as far as colleagues need to know: illness is `other`. */
export const ABSENCE_KINDS = ['leave', 'training', 'mission', 'other'] as const;
export type AbsenceKind = (typeof ABSENCE_KINDS)[number];
export interface Absence {
  person: string;
  kind: AbsenceKind;
  startsAt: Date;
  /** The first instant at which the person is back. */
  endsAt: Date;
  cover: string | null;
  /** On a mission at sea, but mails arrive and are answered: still asked as a specialist, never on duty. */
  readsMail: boolean;
}

export interface Topic {
  code: string;
  active: boolean;
  straightToExternal: boolean;
  /** In the order in which they are asked. */
  specialists: readonly { person: string; cover: string | null }[];
}

/** A rule that goes on for ever: each of its members a day or a week, in their order. */
export interface Rotation {
  level: Level;
  members: readonly string[];
  turn: 'day' | 'week';
  /** `YYYY-MM-DD`: the first day of the first member. */
  startsOn: string;
}

/** From the lowest: the planned rotation, and a temporary schedule that stands before it. */
export const SHIFT_LAYERS = ['rotation', 'temporary'] as const;
export type ShiftLayer = (typeof SHIFT_LAYERS)[number];
export interface Shift {
  day: string;
  level: Level;
  layer: ShiftLayer;
  person: string;
}

/** For a span of time somebody more, somebody less, or one instead of another. */
export interface Override {
  level: Level;
  startsAt: Date;
  endsAt: Date;
  /** Who is not on duty; null where somebody is only added. */
  out: string | null;
  /** Who is; null where somebody is only removed. */
  in: string | null;
}

export interface RotaSettings {
  zone: string;
  /** Local hour `HH:MM` at which the duty of a day begins; it ends at the same hour of the next. */
  handOver: string;
  /** Weekends, holidays and closures have a duty of their own; else they wait for that of the next open day. */
  dutyOnClosedDays: boolean;
}

/** All that decides who answers. */
export interface RotaFacts {
  settings: RotaSettings;
  /** By the desk's calendar, as `worksFrom`. */
  isWorkingDay: (day: string) => boolean;
  /** The first instant at or after this one at which the desk works. */
  worksFrom: (at: Date) => Date;
  people: readonly RotaPerson[];
  absences: readonly Absence[];
  topics: readonly Topic[];
  rotations: readonly Rotation[];
  shifts: readonly Shift[];
  overrides: readonly Override[];
}

export const personOf = ({ people }: RotaFacts, code: string | null): RotaPerson | null =>
  people.find((person) => person.code === code) ?? null;
