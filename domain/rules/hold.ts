import type { Agenda } from '../agenda';
import { type Matcher, matches, type Subject } from './matcher';

const DAY_MS = 86_400_000;
export const HOLD_KINDS = ['silence', 'until_resolved', 'maintenance', 'suppression'] as const;
/**
 * Keeps the cases of matching anomalies waiting, while all is stored, grouped and counted as ever. A silence looks at when
 * an anomaly was received, a maintenance at the time of its data; both let go at their end. A suppression is a maintenance
 * that nobody wants to hear of, also when its data come long after: they are stored and counted, and raise nothing. One until
 * resolved is a silence that also ends once nothing that it matches has failed for so long.
 */
export interface Hold {
  id: number;
  kind: (typeof HOLD_KINDS)[number];
  matchers: Matcher[];
  startsAt: Date;
  endsAt: Date;
  /** Of one until resolved. */
  quietMs: number | null;
}
/** Those that look at when an anomaly was received, and start when they are made. */
export const startsNow = (kind: Hold['kind']): boolean => kind === 'silence' || kind === 'until_resolved';

export type HoldState = 'pending' | 'active' | 'expired';
export const stateOf = ({ startsAt, endsAt }: Pick<Hold, 'startsAt' | 'endsAt'>, at: Date): HoldState =>
  at < startsAt ? 'pending' : at < endsAt ? 'active' : 'expired';

/** The hold that keeps what was received at `at` waiting longest; `time` is that of its data. The one place that decides. */
export function holdOn<H extends Hold>(holds: readonly H[], subject: Subject, at: Date, time: Date | null): H | null {
  const held = holds.filter(
    (hold) =>
      hold.kind !== 'suppression' && at < hold.endsAt && covers(hold, at, time) && matches(hold.matchers, subject),
  );
  return held.reduce<H | null>((longest, hold) => (longest && longest.endsAt >= hold.endsAt ? longest : hold), null);
}

/** The first that suppresses what has data of this time, whenever it was received. */
export const suppressionOn = <H extends Hold>(holds: readonly H[], subject: Subject, time: Date | null): H | null =>
  holds.find(
    (hold) =>
      hold.kind === 'suppression' &&
      time !== null &&
      hold.startsAt <= time &&
      time < hold.endsAt &&
      matches(hold.matchers, subject),
  ) ?? null;

const covers = ({ kind, startsAt, endsAt }: Hold, at: Date, time: Date | null): boolean => {
  const asked = startsNow(kind) ? at : time;
  return asked !== null && startsAt <= asked && asked < endsAt;
};

const SILENCE_MS_MAX = 90 * DAY_MS;
const SHORTEST_QUIET_MS = 1000;
export type HoldFault = 'no_matchers' | 'no_quiet_time' | 'ends_before_start' | 'ends_in_past' | 'too_long' | 'expired';

/** What stands against a hold at the moment at which it is made. A suppression may be of data long past. */
export function faultOfNew(
  { kind, matchers, startsAt, endsAt, quietMs }: Omit<Hold, 'id'>,
  at: Date,
): HoldFault | null {
  if (matchers.length === 0) return 'no_matchers';
  if (kind === 'until_resolved' ? (quietMs ?? 0) < SHORTEST_QUIET_MS : quietMs !== null) return 'no_quiet_time';
  if (endsAt <= startsAt) return 'ends_before_start';
  return endFault(kind, startsAt, endsAt, at);
}

/** Once made only its end may move, and not into the past; what has expired stays as it was. Data of the past may be suppressed. */
export function faultOfEnd({ kind, startsAt, endsAt }: Hold, end: Date, at: Date): HoldFault | null {
  if (kind !== 'suppression' && stateOf({ startsAt, endsAt }, at) === 'expired') return 'expired';
  return end <= startsAt ? 'ends_before_start' : endFault(kind, startsAt, end, at);
}

function endFault(kind: Hold['kind'], startsAt: Date, endsAt: Date, at: Date): HoldFault | null {
  if (kind === 'suppression') return null;
  if (endsAt <= at) return 'ends_in_past';
  return startsNow(kind) && endsAt.getTime() > startsAt.getTime() + SILENCE_MS_MAX ? 'too_long' : null;
}

/** What the workflow of a hold waits for. */
export const HOLD_STEPS = ['moveCases', 'endHold'] as const;
export type HoldStep = (typeof HOLD_STEPS)[number];
export interface HoldFacts extends Pick<Hold, 'startsAt' | 'endsAt' | 'quietMs'> {
  endedAt: Date | null;
  /** Since when nothing that it matches fails; null while something does. */
  emptySince: Date | null;
  /** Its end was moved, and cases still wait until the old one. */
  isUnmoved: boolean;
}
/** Cases follow the end of their hold; one until resolved ends once all has been quiet for long enough, or at its end. */
export function holdAgenda(facts: HoldFacts): Agenda<HoldStep> {
  const { startsAt, endsAt, quietMs, endedAt, emptySince } = facts;
  if (facts.isUnmoved) return { closed: false, next: { step: 'moveCases', dueAtMs: startsAt.getTime() } };
  if (quietMs === null || endedAt) return { closed: true, next: null };
  const quietAtMs = emptySince ? emptySince.getTime() + quietMs : Number.POSITIVE_INFINITY;
  return { closed: false, next: { step: 'endHold', dueAtMs: Math.min(quietAtMs, endsAt.getTime()) } };
}
