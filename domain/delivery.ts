import { addDays, dayIn, daysBetween, instantOf } from './delivery-zone';

export const EXPECTATION_KINDS = ['delivery', 'check_run'] as const;
export type ExpectationKind = (typeof EXPECTATION_KINDS)[number];
/** `cruise_end`: so many days after it; `daily` and `every_days`: at an hour of a zone; `once`: at an instant. */
export const DUE_RULES = ['cruise_end', 'daily', 'every_days', 'once'] as const;
export type DueRule = (typeof DUE_RULES)[number];

/** How what is due stands. `incomplete` and `failed` also say of a check run that it checked nothing, or crashed. */
export const DUE_STATES = [
  'due',
  'arrived',
  'late',
  'missing',
  'incomplete',
  'duplicate',
  'unreadable',
  'failed',
] as const;
export type DueState = (typeof DUE_STATES)[number];

/** What is to come, from whom, and when. */
export interface Expectation {
  code: string;
  name: string;
  kind: ExpectationKind;
  supplier: string | null;
  platform: string | null;
  cruise: string | null;
  dataset: string | null;
  /** The pipeline of a check run. */
  source: string | null;
  /** File names with `{day}`, `{cruise}`, `{platform}` and `*`; each is to come. */
  files: string[];
  format: string | null;
  /** Files at least, where the names have a `*`. */
  filesMin: number | null;
  bytesMin: number | null;
  rule: DueRule;
  days: number | null;
  /** HH:MM in `zone`. */
  hour: string | null;
  zone: string;
  at: Date | null;
  lateAfterMs: number;
  /** First and last day, `YYYY-MM-DD` in `zone`, on which anything may fall due. */
  from: string | null;
  until: string | null;
}

/** What the due arithmetic needs beside the expectation. */
export interface Calendar {
  cruiseEnd: Date | null;
  /** Since when anybody watches: what recurs is not asked for from before. */
  watchedFrom: Date;
}

/** One thing that falls due: a period is named once and for all, also when its instant moves. */
export interface Due {
  period: string;
  at: Date;
}

const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d\d-\d\d$/;
const recurs = ({ rule }: Expectation): boolean => rule === 'daily' || rule === 'every_days';
export const isOneOff = (of: Expectation): boolean => !recurs(of);
const stride = ({ rule, days }: Expectation): number => (rule === 'every_days' ? Math.max(1, days ?? 1) : 1);
const anchorOf = ({ from, zone }: Expectation, { watchedFrom }: Calendar): string => from ?? dayIn(zone, watchedFrom);

/** When this period falls due; null when the expectation has no such period. */
export function dueOf(of: Expectation, calendar: Calendar, period: string): Date | null {
  const at = instantFor(of, calendar, period);
  if (!at) return null;
  const day = dayIn(of.zone, at);
  return (of.from === null || of.from <= day) && (of.until === null || day <= of.until) ? at : null;
}

function instantFor(of: Expectation, calendar: Calendar, period: string): Date | null {
  if (of.rule === 'once') return period === 'once' ? of.at : null;
  if (of.rule === 'cruise_end') {
    const end = period === cruisePeriod(of) ? calendar.cruiseEnd : null;
    return end && new Date(end.getTime() + (of.days ?? 0) * DAY_MS);
  }
  if (!DAY.test(period) || of.hour === null) return null;
  const offset = daysBetween(anchorOf(of, calendar), period);
  return offset % stride(of) === 0 ? instantOf(period, of.hour, of.zone) : null;
}

const cruisePeriod = ({ cruise }: Expectation): string => `cruise ${cruise ?? ''}`;
/** What falls due next after the period that was opened last; null when nothing more will. */
export function nextDue(of: Expectation, calendar: Calendar, opened: string | null): Due | null {
  if (!recurs(of)) {
    const period = of.rule === 'once' ? 'once' : cruisePeriod(of);
    const at = period === opened ? null : dueOf(of, calendar, period);
    return at && { period, at };
  }
  const watched = dayIn(of.zone, calendar.watchedFrom);
  const after = opened !== null && DAY.test(opened) ? addDays(opened, 1) : watched;
  for (
    let period = scheduledFrom(of, calendar, after > watched ? after : watched);
    ;
    period = addDays(period, stride(of))
  ) {
    const at = dueOf(of, calendar, period);
    if (!at || at >= calendar.watchedFrom) return at && { period, at };
  }
}

/** The first scheduled day at or after this one. */
function scheduledFrom(of: Expectation, calendar: Calendar, day: string): string {
  const anchor = anchorOf(of, calendar);
  const gap = daysBetween(anchor, day);
  return gap <= 0 ? anchor : addDays(anchor, Math.ceil(gap / stride(of)) * stride(of));
}

/** The period that data of this day belong to: due on the first scheduled day after it. Null where nothing recurs. */
export const periodOfDay = (of: Expectation, calendar: Calendar, day: string): string | null => {
  if (!recurs(of)) return null;
  const period = scheduledFrom(of, calendar, addDays(day, 1));
  return dueOf(of, calendar, period) && period;
};

/** The last day of data that a period stands for: the eve of a recurring one, else the day on which it falls due. */
export const dayOfPeriod = (of: Expectation, { period, at }: Due): string =>
  recurs(of) ? addDays(period, -1) : dayIn(of.zone, at);

/** Since when a run counts for this period: every run counts for one. Null: however old. */
export function runsFrom(of: Expectation, calendar: Calendar, period: string): Date | null {
  if (!recurs(of)) return null;
  const before = addDays(period, -stride(of));
  return new Date(instantOf(before, of.hour ?? '00:00', of.zone).getTime() + of.lateAfterMs);
}
