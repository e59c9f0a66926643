import { z } from 'zod';
import { duesOf } from '../../domain/sla/clock';
import { type TicketStep, ticketAgenda } from '../../domain/ticket/agenda';
import type { TicketClock, TicketFacts } from '../../domain/ticket/ticket';
import {
  CHANNELS,
  ENDINGS,
  GRADES,
  isTicketOver,
  PRIORITIES,
  TICKET_LEVELS,
  TICKET_STATES,
  TICKET_TYPES,
  WAIT_REASONS,
} from '../../domain/ticket/words';
import { LANGUAGES } from '../../domain/words';
import { type Db, prepared, rows, run } from '../query';
import { BOOK_STAMP } from '../sla/promises';
import { readClocks } from './clock-row';

const instant = z.date().nullable();
const Row = z.object({
  id: z.number(),
  number: z.string(),
  type: z.enum(TICKET_TYPES),
  state: z.enum(TICKET_STATES),
  channel: z.enum(CHANNELS),
  topic: z.string().nullable(),
  cruise: z.string().nullable(),
  requester: z.number().nullable(),
  group_code: z.string().nullable(),
  language: z.enum(LANGUAGES),
  impact: z.enum(GRADES),
  urgency: z.enum(GRADES),
  priority: z.enum(PRIORITIES),
  level: z.enum(TICKET_LEVELS),
  assignee: z.string().nullable(),
  taken: z.boolean(),
  opened_at: z.date(),
  state_since: z.date(),
  cycle: z.number(),
  waiting: z.array(z.enum(WAIT_REASONS)),
  wait_until: instant,
  unanswered_since: instant,
  first_answered_at: instant,
  ask_next_at: instant,
  asked: z.array(z.string()),
  closes_at: instant,
  ending: z.enum(ENDINGS).nullable(),
  policy_code: z.string().nullable(),
  policy_version: z.number().nullable(),
  book: z.string(),
});

/** A ticket as the procedure sees it. */
export interface Ticket {
  id: number;
  number: string;
  about: Pick<
    z.output<typeof Row>,
    'type' | 'channel' | 'topic' | 'cruise' | 'requester' | 'language' | 'group_code' | 'policy_code' | 'policy_version'
  >;
  facts: TicketFacts;
  /** What is promised to whom when it was read. */
  book: string;
}

const COLUMNS = Object.keys(Row.shape)
  .filter((column) => column !== 'group_code' && column !== 'book')
  .map((column) => `t.${column}`);
const read = (lock: string) =>
  prepared(`select ${COLUMNS.join(', ')}, r.group_code, ${BOOK_STAMP} as book from ticket t left join requester r on r.id = t.requester
             where t.id = any($1::bigint[]) order by t.id ${lock}`);
const [READ, READ_LOCKED] = [read(''), read('for no key update of t')];

/** These tickets with their clocks, in the order of their ids; locked so that nobody else changes them. */
export async function readTickets(db: Db, ids: readonly number[], lock = false): Promise<Ticket[]> {
  const found = await rows(db, Row, lock ? READ_LOCKED : READ, [ids]);
  if (found.length === 0) return [];
  const clocks = await readClocks(db, ids, found[0]?.book);
  return found.map((row) => toTicket(row, clocks.get(row.id) ?? []));
}

function toTicket(row: z.output<typeof Row>, clocks: readonly TicketClock[]): Ticket {
  const { type, channel, topic, cruise, requester, language, group_code, policy_code, policy_version } = row;
  return {
    id: row.id,
    number: row.number,
    book: row.book,
    about: { type, channel, topic, cruise, requester, language, group_code, policy_code, policy_version },
    facts: {
      state: row.state,
      openedAt: row.opened_at,
      stateSince: row.state_since,
      priority: row.priority,
      impact: row.impact,
      urgency: row.urgency,
      level: row.level,
      assignee: row.assignee,
      taken: row.taken,
      cycle: row.cycle,
      waiting: row.waiting,
      waitUntil: row.wait_until,
      unansweredSince: row.unanswered_since,
      firstAnsweredAt: row.first_answered_at,
      askNextAt: row.ask_next_at,
      asked: row.asked,
      closesAt: row.closes_at,
      ending: row.ending,
      clocks,
    },
  };
}

/** Of its target, when a promise counts as at risk. */
const AT_RISK_PERCENT = 75;

const SAVE = prepared(
  `update ticket set state = $2, state_since = $3, impact = $4, urgency = $5, priority = $6, level = $7, assignee = $8, cycle = $9,
            waiting = $10, wait_until = $11, unanswered_since = $12, first_answered_at = $13, ask_next_at = $14, asked = $15,
            closes_at = $16, next_step = $17, next_due_at = $18, promise_kind = $19, promise_due_at = $20, promise_risk_at = $21,
            breached = $22, closed_at = case when $23 then coalesce(closed_at, $3) end, ending = $24, taken = $25
      where id = $1`,
);
/** Writes the facts, and beside them what is next and which promise runs out first. What is next. */
export async function saveTicket(tx: Db, { id, facts }: Pick<Ticket, 'id' | 'facts'>): Promise<Date | null> {
  const { next } = ticketAgenda(facts);
  const dueAt = next && new Date(next.dueAtMs);
  const promise = nextPromise(facts);
  await run(tx, SAVE, [
    id,
    facts.state,
    facts.stateSince,
    facts.impact,
    facts.urgency,
    facts.priority,
    facts.level,
    facts.assignee,
    facts.cycle,
    facts.waiting,
    facts.waitUntil,
    facts.unansweredSince,
    facts.firstAnsweredAt,
    facts.askNextAt,
    facts.asked,
    facts.closesAt,
    next?.step ?? (null satisfies TicketStep | null),
    dueAt,
    promise?.kind ?? null,
    promise && new Date(promise.dueAtMs),
    promise && new Date(promise.riskAtMs),
    facts.clocks.some(
      ({ clock, cycle }) => clock.kind !== 'ola' && cycle === facts.cycle && clock.breachedAtMs !== null,
    ),
    isTicketOver(facts.state),
    facts.ending,
    facts.taken,
  ]);
  return dueAt;
}

/** The promise to the requester that runs out first, and when three quarters of it are used. */
export function nextPromise({ clocks }: TicketFacts): { kind: string; dueAtMs: number; riskAtMs: number } | null {
  const running = clocks.flatMap(({ clock, by }) => {
    if (clock.kind === 'ola' || clock.endedAtMs !== null || clock.dueAtMs === null) return [];
    const risk = duesOf(clock, by).find(({ percent }) => percent === AT_RISK_PERCENT);
    return [{ kind: clock.kind, dueAtMs: clock.dueAtMs, riskAtMs: risk?.dueAtMs ?? clock.asOfMs }];
  });
  return running.sort((a, b) => a.dueAtMs - b.dueAtMs)[0] ?? null;
}
