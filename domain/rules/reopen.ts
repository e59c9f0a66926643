import type { Outcome } from '../answer';
import { compareVersions } from '../data-version';
import { SEVERITIES, type Severity } from '../words';

const DAY_MS = 86_400_000;
/** Data this long after a repair, in data time, still tell of the same trouble. */
const REOPEN_WINDOW_MS = 30 * DAY_MS;

/** How a case ended. Instants are of the data, except in the sequence, which is the log's. */
export interface Closing {
  outcome: Outcome | null;
  /** Data that the case was about. */
  covered: { first: Date; last: Date } | null;
  /** Data from here on are said to be good again; null = the ending promises nothing. */
  fixedFrom: Date | null;
  /** Version of the data in which the correction stands. */
  appliedVersion: string | null;
  checkVersion: string | null;
  severity: Severity;
  /** Place of the closing in the log. */
  sequence: number;
}

/** What arrives for a closed case: its fingerprint is the case's, or its key is. */
export interface Arrival {
  time: Date | null;
  /** Its last data; null = told of one instant, or of none. */
  until: Date | null;
  dataVersion: string | null;
  checkVersion: string | null;
  severity: Severity;
  /** Its fingerprint is known: the very thing that was judged. */
  isSame: boolean;
  /** The last place of the log when its post began. */
  sequence: number;
}

export type Verdict =
  | { kind: 'attach'; why: 'received_before_close' | 'late_evidence' }
  | { kind: 'reopen'; why: 'regression' | 'recurrence' }
  | { kind: 'suppress'; why: 'eliminated' | 'accepted' }
  | { kind: 'new_case' };

/**
 * What an anomaly means for a case that is closed: decided by data time and data version, never by when it happened to
 * arrive, so that a reprocessing or a backfill opens nothing again that is settled.
 */
export function verdictOn(closing: Closing, arrival: Arrival): Verdict {
  if (arrival.sequence < closing.sequence) return { kind: 'attach', why: 'received_before_close' };
  const inside = isInside(closing, arrival);
  if (inside && outlastsRepair(closing, arrival)) return RECURRENCE;
  if (closing.outcome === 'eliminated' && inside) return { kind: 'suppress', why: 'eliminated' };
  if (isAccepted(closing.outcome)) return inside && isAsJudged(closing, arrival) ? ACCEPTED : NEW_CASE;
  if (inside) return speaksAgainst(closing, arrival) ? REGRESSION : LATE_EVIDENCE;
  return isRecurrence(closing, arrival) ? RECURRENCE : NEW_CASE;
}

/** A case whose correction the pipeline has applied, as if that had ended it. */
export interface Correction extends Closing {
  appliedAt: Date;
}
/**
 * What fails while a correction waits to be verified. In data of an older version it tells nothing of the correction. In the
 * data that were judged it is a regression, where they were corrected; where they were eliminated, left as bad as they are, as
 * those before a repair, or shown to be right it is what was judged. In other data nobody has decided on it: the trouble is back.
 * Null: the case goes on waiting.
 */
export function failsVerification(
  corrected: Correction,
  arrival: Arrival & { startedAt: Date | null },
): (Verdict & { kind: 'reopen' })['why'] | null {
  if (isInside(corrected, arrival) && !outlastsRepair(corrected, arrival))
    return speaksAgainst(corrected, arrival) ? 'regression' : null;
  return isOfAppliedData(corrected, arrival) ? 'recurrence' : null;
}
/** By the versions where both are told; else what a run found that began after the correction stood. */
const isOfAppliedData = (
  { appliedVersion, appliedAt }: Correction,
  { dataVersion, startedAt }: Arrival & { startedAt: Date | null },
): boolean =>
  appliedVersion !== null && dataVersion !== null
    ? compareVersions(dataVersion, appliedVersion) >= 0
    : startedAt !== null && startedAt >= appliedAt;

/**
 * Whether a check that still finds what was decided on speaks against the decision: only a correction says that it will find
 * nothing. A repair mends the sensor, not the data of before it; accepted flags and values that nobody can correct stay bad.
 */
export const mendsData = (outcome: Outcome | null): boolean => outcome === 'corrected';

const NEW_CASE = { kind: 'new_case' } as const;
const LATE_EVIDENCE = { kind: 'attach', why: 'late_evidence' } as const;
const ACCEPTED = { kind: 'suppress', why: 'accepted' } as const;
const RECURRENCE = { kind: 'reopen', why: 'recurrence' } as const;
const REGRESSION = { kind: 'reopen', why: 'regression' } as const;

const isAccepted = (outcome: Outcome | null): boolean =>
  outcome === 'false_positive' || outcome === 'expected_phenomenon';

/** Data between the last bad value and the repair are bad by the supplier's own word: they belong to what is settled. */
function isInside({ covered, fixedFrom }: Closing, { time, isSame }: Arrival): boolean {
  if (isSame) return true;
  if (!covered || !time) return false;
  return covered.first <= time && (time <= covered.last || (fixedFrom !== null && time < fixedFrom));
}

/** The stretch that was asked about goes on after the repair: it has mended nothing. */
const outlastsRepair = ({ outcome, fixedFrom }: Closing, { until }: Arrival): boolean =>
  outcome === 'sensor_repaired' && fixedFrom !== null && until !== null && until > fixedFrom;

/** The judgement stands for this version of the check, and no worse than it was. */
const isAsJudged = (closing: Closing, { checkVersion, severity }: Arrival): boolean =>
  checkVersion === closing.checkVersion && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(closing.severity);

const speaksAgainst = ({ outcome, appliedVersion }: Closing, { dataVersion }: Arrival): boolean =>
  mendsData(outcome) &&
  appliedVersion !== null &&
  dataVersion !== null &&
  compareVersions(dataVersion, appliedVersion) >= 0;

const isRecurrence = ({ fixedFrom }: Closing, { time }: Arrival): boolean =>
  fixedFrom !== null && time !== null && time >= fixedFrom && time.getTime() <= fixedFrom.getTime() + REOPEN_WINDOW_MS;

/**
 * From when on the data are promised to be good: the day of the repair that the supplier named, else the end of what was
 * corrected. An elimination, a refusal or silence promises nothing.
 */
export function fixedFrom(outcome: Outcome | null, last: Date | null, plannedOn: Date | null): Date | null {
  if (outcome === 'sensor_repaired') return plannedOn && (!last || plannedOn > last) ? plannedOn : last;
  return outcome === 'corrected' ? last : null;
}

/** One degree worse: what was corrected and fails again is looked at first. */
export const worseThan = (severity: Severity): Severity => SEVERITIES[SEVERITIES.indexOf(severity) + 1] ?? severity;
