/** Whether level 2 is asked to relieve level 1, or the requests simply go to it, when level 1 has more than it can do. */
export const RELIEFS = ['off', 'propose', 'act'] as const;

/** When level 1 has too much, and what is done about it. */
export interface ReliefPolicy {
  relief: (typeof RELIEFS)[number];
  /** Working minutes that a request takes. */
  ticketMinutes: number;
  /** Working minutes of a day that a person on duty has for requests, at most. */
  dutyMinutes: number;
  /** Of what level 1 can do, in percent: above the first relief begins, at the second or below it ends. */
  beginPercent: number;
  endPercent: number;
}
export type ReliefFault = 'ticketMinutes' | 'dutyMinutes' | 'beginPercent' | 'endPercent';
const isWithin = (n: number, min: number, max: number): boolean => Number.isInteger(n) && n >= min && n <= max;
/** What of it cannot be. The thresholds stay apart, or nothing would keep relief from beginning and ending at each request. */
export const reliefFaults = (policy: Omit<ReliefPolicy, 'relief'>): ReliefFault[] => {
  const ok: Record<ReliefFault, boolean> = {
    ticketMinutes: isWithin(policy.ticketMinutes, 1, 450),
    dutyMinutes: isWithin(policy.dutyMinutes, 10, 1440),
    beginPercent: isWithin(policy.beginPercent, 50, 300),
    endPercent: isWithin(policy.endPercent, 10, policy.beginPercent - GAP_PERCENT_MIN),
  };
  return (Object.keys(ok) as ReliefFault[]).filter((fault) => !ok[fault]);
};
const GAP_PERCENT_MIN = 10;

/** What a line has to do before an instant, and what it can until then: in working minutes. */
export interface Load {
  atRisk: number;
  capacity: number;
}
/** The end of a day of duty, and what can be done from now until then. */
export interface Limit {
  untilMs: number;
  capacity: number;
}

/**
 * The day whose end presses most: by then the most has to be done of what can be. The requests of a flood may all be due tomorrow,
 * and are too many today. A limit too near for one request is none; null when there is no other.
 */
export function tightest(
  duesMs: readonly number[],
  limits: readonly Limit[],
  minutesEach: number,
): (Load & Limit) | null {
  const loads = limits
    .filter(({ capacity }) => capacity >= minutesEach)
    .map((limit) => ({ ...limit, atRisk: duesMs.filter((ms) => ms <= limit.untilMs).length * minutesEach }));
  return loads.reduce<(Load & Limit) | null>(
    (most, one) => (most && most.atRisk * one.capacity >= one.atRisk * most.capacity ? most : one),
    null,
  );
}

/** Whether level 1 is being relieved after this look. While nobody works nothing changes. */
export function isRelieved(
  before: boolean,
  { atRisk, capacity }: Load,
  { beginPercent, endPercent }: Pick<ReliefPolicy, 'beginPercent' | 'endPercent'>,
): boolean {
  if (capacity <= 0) return before;
  return atRisk * 100 > capacity * (before ? endPercent : beginPercent);
}

type Filling = Pick<ReliefPolicy, 'beginPercent' | 'endPercent' | 'ticketMinutes'>;
/** How many requests go to level 2: until level 1 stands midway between the thresholds, and level 2 no higher beside its own. */
export function toHandOver(level1: Load, level2: Load, { beginPercent, endPercent, ticketMinutes }: Filling): number {
  const filled = (beginPercent + endPercent) / 200;
  const over = Math.ceil((level1.atRisk - level1.capacity * filled) / ticketMinutes);
  const free = Math.floor((level2.capacity * Math.min(1, filled) - level2.atRisk) / ticketMinutes);
  return Math.max(0, Math.min(over, free));
}
