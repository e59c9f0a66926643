import type { ClockKind } from './clock';

/** Who holds a ticket, for the clock of each hop. */
export const OLA_LEVELS = ['level1', 'level2', 'specialist', 'external'] as const;
export type OlaLevel = (typeof OLA_LEVELS)[number];

/** `answer`: whoever asked is to be answered in time. `every`: they are to hear something every so often, asked or not. */
export const UPDATE_MODES = ['answer', 'every'] as const;
export type UpdateMode = (typeof UPDATE_MODES)[number];

/** What is promised to whom: one version of it, as it never changes again. Targets in minutes of working time; null: no such promise. */
export interface Policy {
  code: string;
  version: number;
  name: string;
  /** The lowest that matches is taken. No two policies share one. */
  rank: number;
  /** Tickets that it is for; empty: all. */
  types: readonly string[];
  priorities: readonly string[];
  groups: readonly string[];
  /** Code of a calendar. */
  calendar: string;
  responseMinutes: number | null;
  updateMinutes: number | null;
  resolutionMinutes: number | null;
  olaMinutes: Readonly<Record<OlaLevel, number | null>>;
  updateMode: UpdateMode;
  /** Working days after its resolution within which a ticket that is reopened keeps its clock. */
  reopenDays: number;
}

export interface TicketFacts {
  type: string;
  priority: string;
  /** Of the requester; null: none known. */
  group: string | null;
}
const MATCHED = ['type', 'priority', 'group'] as const;
/** Why this policy: its rank, and what of the ticket it asked for. Kept with the ticket. */
export interface Chosen {
  policy: Policy;
  because: { rank: number; matched: (typeof MATCHED)[number][] };
}

/** The one policy of a ticket, by rank; null when none is for it. */
export function choosePolicy(policies: readonly Policy[], facts: TicketFacts): Chosen | null {
  const fitting = policies.filter((policy) => MATCHED.every((field) => fits(wantedBy(policy)[field], facts[field])));
  const policy = fitting.reduce<Policy | null>((best, other) => (best && best.rank <= other.rank ? best : other), null);
  if (!policy) return null;
  const wanted = wantedBy(policy);
  return { policy, because: { rank: policy.rank, matched: MATCHED.filter((field) => wanted[field].length > 0) } };
}

const wantedBy = ({ types, priorities, groups }: Policy): Record<(typeof MATCHED)[number], readonly string[]> => ({
  type: types,
  priority: priorities,
  group: groups,
});
const fits = (wanted: readonly string[], given: string | null): boolean =>
  wanted.length === 0 || (given !== null && wanted.includes(given));

const MINUTE_MS = 60_000;
/** The target of a clock in working milliseconds, of an OLA clock by the level of its hop; null: no clock. */
export function targetMs(policy: Policy, kind: ClockKind, level: OlaLevel = 'level1'): number | null {
  const minutes = {
    response: policy.responseMinutes,
    update: policy.updateMinutes,
    resolution: policy.resolutionMinutes,
    ola: policy.olaMinutes[level],
  }[kind];
  return minutes === null ? null : minutes * MINUTE_MS;
}

/** What a message does to the update clock. It starts after the first response only, and counts from the oldest word unanswered. */
export function updateMove(
  mode: UpdateMode,
  message: { from: 'requester' | 'staff'; afterFirstResponse: boolean },
  runs: boolean,
): 'start' | 'stop' | 'restart' | null {
  if (!message.afterFirstResponse) return null;
  if (mode === 'every') return message.from === 'staff' ? (runs ? 'restart' : 'start') : null;
  if (message.from === 'requester') return runs ? null : 'start';
  return runs ? 'stop' : null;
}
