import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { startClock } from '../../domain/sla/clock';
import { targetMs } from '../../domain/sla/policy';
import { ticketAgenda } from '../../domain/ticket/agenda';
import type { TicketFacts } from '../../domain/ticket/ticket';
import { type Channel, type Grade, gradesOf, priorityOf, type TicketType } from '../../domain/ticket/words';
import { subjectFrom } from '../../domain/ticket/subject';
import { type Actor, actorKey, type Language } from '../../domain/words';
import { type Db, firstRow, prepared } from '../query';
import { BOOK_STAMP, type Promised, promisedFor } from '../sla/promises';
import { nextPromise } from './ticket-row';

export interface NewTicket {
  type: TicketType;
  channel: Channel;
  topic: string | null;
  cruise: string | null;
  /** Null: it is asked after. */
  subject: string | null;
  text: string;
  /** What the text quotes of earlier mails. */
  quoted?: string | null;
  /** Null only for what nobody can be written back to. */
  requester: { email: string; name: string | null; language: Language; organisation: string | null } | null;
  impact?: Grade;
  urgency?: Grade;
  /** Whoever writes it down and takes it. */
  assignee?: string;
  inbound?: number;
  /** The same again is the same ticket. */
  submission?: string;
  /** No confirmation is written: a robot asked, or it is imported. */
  silent?: boolean;
  actor: Actor;
  at: Date;
}
const Opened = z.object({ id: z.number(), number: z.string(), message: z.number(), requester: z.number().nullable() });
export type OpenedTicket = z.output<typeof Opened> & { isNew: boolean };

/**
 * Opens a ticket with its first message, its promises, the confirmation and the wake-up of its workflow, by one statement. The same
 * submission again gives the ticket that stands.
 */
export async function openTicket(db: Db, asked: NewTicket): Promise<OpenedTicket> {
  const { type, requester, at, assignee } = asked;
  const grades = {
    ...gradesOf(type),
    ...(asked.impact && { impact: asked.impact }),
    ...(asked.urgency && { urgency: asked.urgency }),
  };
  const priority = priorityOf(grades.impact, grades.urgency);
  const { group, book } = await promisesTo(db, requester?.email ?? null);
  const promised = await promisedFor(db, { type, priority, group }, book);
  const facts: TicketFacts = {
    ...grades,
    priority,
    state: assignee === undefined ? 'new' : 'open',
    openedAt: at,
    stateSince: at,
    level: '1',
    assignee: assignee ?? null,
    taken: assignee !== undefined,
    cycle: 1,
    waiting: [],
    waitUntil: null,
    unansweredSince: at,
    firstAnsweredAt: null,
    askNextAt: null,
    asked: [],
    closesAt: null,
    ending: null,
    clocks: promised ? clocksOf(promised, at) : [],
  };
  const stored = await insert(db, asked, facts, promised);
  if (stored) return { ...stored, isNew: true };
  const stands = await firstRow(
    db,
    Opened,
    `select t.id, t.number, t.requester, min(m.id) as message from ticket t join ticket_message m on m.ticket = t.id
      where t.submission = $1 group by t.id`,
    [asked.submission],
  );
  if (!stands) throw new Error('a ticket was neither opened nor stands');
  return { ...stands, isNew: false };
}

const PROMISES_TO = prepared(
  `select (select group_code from requester where lower(email) = lower($1)) as "group", ${BOOK_STAMP} as book`,
);
/** To which group whoever asks belongs, and what stands in the registers now. */
async function promisesTo(db: Db, email: string | null): Promise<{ group: string | null; book: string }> {
  const found = await firstRow(db, z.object({ group: z.string().nullable(), book: z.string() }), PROMISES_TO, [email]);
  if (!found) throw new Error('a reading of what is promised gave no row');
  return found;
}

const clocksOf = ({ policy, by }: Promised, at: Date): TicketFacts['clocks'] =>
  (['response', 'resolution'] as const).flatMap((kind) => {
    const target = targetMs(policy, kind);
    return target === null
      ? []
      : [{ id: 0, cycle: 1, by, clock: startClock(by, { kind, targetMs: target, atMs: at.getTime() }) }];
  });

const insert = (db: Db, asked: NewTicket, facts: TicketFacts, promised: Promised | null) =>
  firstRow(db, Opened, OPEN, [
    ...askerCells(asked),
    ...ticketCells(asked, facts, promised),
    ...firstWords(asked),
    ...clockCells(facts, promised),
    randomUUID(),
    asked.silent === true,
  ]);

const date = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

const askerCells = ({ requester, at }: NewTicket): unknown[] =>
  requester
    ? [requester.email, requester.name, requester.language, requester.organisation, at]
    : [null, null, 'fr', null, at];

function ticketCells(asked: NewTicket, facts: TicketFacts, promised: Promised | null): unknown[] {
  const { next } = ticketAgenda(facts);
  const promise = nextPromise(facts);
  return [
    asked.type,
    asked.channel,
    asked.topic,
    asked.cruise,
    asked.subject ?? (subjectFrom(asked.text) || null),
    facts.impact,
    facts.urgency,
    facts.priority,
    facts.state,
    facts.assignee,
    ...(promised
      ? [promised.policy.code, promised.policy.version, JSON.stringify(promised.because)]
      : [null, null, null]),
    asked.submission ?? null,
    ...(next ? [next.step, date(next.dueAtMs)] : [null, null]),
    ...(promise ? [promise.kind, date(promise.dueAtMs), date(promise.riskAtMs)] : [null, null, null]),
  ];
}

const firstWords = ({ requester, actor, text, quoted, inbound }: NewTicket): unknown[] => [
  requester !== null,
  actorKey(actor),
  text,
  quoted ?? null,
  inbound ?? null,
];

const clockCells = ({ clocks }: TicketFacts, promised: Promised | null): unknown[] => [
  JSON.stringify(promised?.eras ?? []),
  clocks.map(({ clock }) => clock.kind),
  clocks.map(({ clock }) => clock.targetMs),
  clocks.map(({ clock }) => date(clock.dueAtMs)),
];

/** By one statement: with the same submission again it does nothing, and gives no row. */
const OPEN = prepared(`with asker as (
       insert into requester (email, name, language, organisation, contact, created_at)
       select $1, $2, $3, $4, (select min(id) from contact where lower(email) = lower($1)), $5 where $1::text is not null
       on conflict (lower(email)) do update set name = coalesce(requester.name, excluded.name),
          organisation = coalesce(requester.organisation, excluded.organisation), erased_at = null
       returning id, email
     ), opened as (
       insert into ticket (number, type, channel, topic, cruise, subject, requester, language, impact, urgency, priority, state, level, assignee, taken,
                           opened_at, state_since, unanswered_since, policy_code, policy_version, policy_why, submission,
                           next_step, next_due_at, promise_kind, promise_due_at, promise_risk_at)
       select 'T-' || extract(year from $5::timestamptz at time zone 'UTC') || '-' || lpad(nextval('ticket_number')::text, 5, '0'),
              $6, $7, (select code from topic where code = $8), $9, $10, (select id from asker), $3, $11, $12, $13, $14, '1', $15::text, $15::text is not null, $5, $5, $5, $16, $17::int, $18::jsonb, $19,
              $20, $21::timestamptz, $22, $23::timestamptz, $24::timestamptz
       on conflict (submission) do nothing
       returning id, number, requester
     ), said as (
       insert into ticket_message (ticket, side, visibility, author, channel, at, text, quoted, inbound)
       select id, case when $25::boolean then 'requester' else 'desk' end, 'public',
              coalesce('requester:' || requester, $26), $7, $5, $27, $28, $29::bigint from opened
       returning id
     ), clocks as (
       insert into ticket_clock (ticket, cycle, kind, policy_code, policy_version, eras, state, target_ms, left_ms, started_at, as_of, due_at)
       select o.id, 1, k.kind, $16, $17::int, $30::jsonb, 'running', k.target, k.target, $5, $5, k.due
         from opened o, unnest($31::text[], $32::bigint[], $33::timestamptz[]) as k (kind, target, due)
     ), hop as (
       insert into ticket_hop (ticket, level, person, why, since) select id, '1', $15, 'taken', $5 from opened where $15 is not null
     ), letter as (
       insert into mail (id, kind, to_email, language, message_id, created_at, not_before, priority)
       select $34::uuid, 'ticket', a.email, $3, $34::text || '@vigie', $5, $5, 0 from opened, asker a where not $35::boolean
       returning id
     ), about as (
       insert into ticket_mail (mail, ticket, about, message) select letter.id, opened.id, 'received', said.id from letter, opened, said
     ), logged as (
       insert into event (at, type, subject, actor, data)
       select $5, 'ticket.opened', 'ticket/' || id, $26,
              jsonb_build_object('number', number, 'type', $6::text, 'channel', $7::text, 'priority', $13::text, 'state', $14::text) from opened
     ), woken as (
       insert into outbox (kind, subject_id) select 'ticket', id from opened
     )
     select opened.id, opened.number, opened.requester, said.id as message from opened, said`);
