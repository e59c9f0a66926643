import { workingDaysBetween } from '../calendar/working-time';
import type { Answer, Answerer, Rung } from '../rota/answers';
import { nextOn } from '../rota/answers';
import { addBy, type Timetable } from '../sla/timetable';
import type { TicketFacts } from './ticket';
import type { Priority, TicketLevel } from './words';

const MINUTE_MS = 60_000;
/** Working minutes in which whoever is asked takes a ticket, or the next one is. */
const TAKE_WITHIN: Record<Priority, number> = { urgent: 30, high: 60, normal: 120, low: 240 };

/** Whoever has taken it, or is asked again, has so many times longer. */
const ANSWER_FACTOR = 4;

/** When the next in line is asked, in working time; by the wall clock where no calendar is promised. */
export const askNextAt = (priority: Priority, by: Timetable | null, at: Date, hasLonger = false): Date => {
  const withinMs = TAKE_WITHIN[priority] * MINUTE_MS * (hasLonger ? ANSWER_FACTOR : 1);
  return new Date(by ? addBy(by, at.getTime(), withinMs) : at.getTime() + withinMs);
};

/** Where an answer is sought from for who holds the ticket now. */
export const roleAt = (level: TicketLevel): 'duty' | 'level2' | 'specialist' =>
  level === '2' ? 'level2' : level === '3' ? 'specialist' : 'duty';

const LEVEL_OF: Record<Rung, TicketLevel | null> = {
  specialist: '3',
  cover: null,
  level2: '2',
  duty: '1',
  manager: '2',
  anybody: null,
};
/** The next to be asked, and on which line they are then; null while everybody is absent. */
export function nextAsked(
  answer: Answer,
  asked: readonly string[],
  level: TicketLevel,
): { to: string; level: TicketLevel; by: Answerer } | null {
  const by = nextOn(answer, new Set(asked));
  return by && { to: by.person, level: LEVEL_OF[by.rung] ?? level, by };
}

/** Working days in which whoever asked may object to a solution; then it is closed. */
const CONFIRM_DAYS = 5;
export function closesAt(by: Timetable | null, at: Date): Date {
  const calendar = by?.at(-1)?.calendar;
  for (let days = CONFIRM_DAYS; ; days += 1) {
    const endMs = at.getTime() + days * DAY_MS;
    const passed = !calendar || workingDaysBetween(calendar, at.getTime(), endMs) >= CONFIRM_DAYS;
    if (passed || days > 366) return new Date(endMs);
  }
}

const DAY_MS = 24 * 60 * MINUTE_MS;
/** A wait is looked into after so many days, when nobody said until when. */
const WAIT_DAYS = { requester: 14, other: 7 };

const OUTSIDE_DAYS = 3;
const WORKING_DAY_MS = 8 * 60 * MINUTE_MS;
/** When a desk outside has said nothing for so long that somebody here sees to it. */
const silentOutside = (by: Timetable | null, at: Date): Date =>
  new Date(by ? addBy(by, at.getTime(), OUTSIDE_DAYS * WORKING_DAY_MS) : at.getTime() + OUTSIDE_DAYS * DAY_MS);

/** What has become more urgent is asked of the next in line sooner, never later. */
export function hastened(facts: TicketFacts, by: Timetable | null, at: Date): TicketFacts {
  if (!facts.askNextAt || facts.assignee === null || facts.level === 'external') return facts;
  const sooner = askNextAt(facts.priority, by, at, facts.taken);
  return sooner < facts.askNextAt ? { ...facts, askNextAt: sooner } : facts;
}

/**
 * Whatever happened, an answer stays guaranteed: while somebody waits for one, the next in line is asked some day; and no ticket
 * waits for ever without anybody looking.
 */
export function guarded(facts: TicketFacts, by: Timetable | null, at: Date): TicketFacts {
  if (facts.state === 'waiting') {
    const days = facts.waiting.includes('requester') ? WAIT_DAYS.requester : WAIT_DAYS.other;
    return facts.waitUntil ? facts : { ...facts, waitUntil: new Date(at.getTime() + days * DAY_MS) };
  }
  const isOpen = facts.state === 'new' || facts.state === 'open';
  if (!isOpen || facts.askNextAt) return facts;
  if (facts.level === 'external') return { ...facts, askNextAt: silentOutside(by, at) };
  if (facts.assignee === null || facts.unansweredSince === null) return facts;
  return { ...facts, askNextAt: askNextAt(facts.priority, by, at, true) };
}
