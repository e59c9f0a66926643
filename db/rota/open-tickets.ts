import { z } from 'zod';
import { ticketsToMove } from '../../domain/rota/move';
import { type Db, rows } from '../query';
import type { StoredRota } from './facts';

const ROLE_AT = { 1: 'duty', 2: 'level2', 3: 'specialist' } as const;
const Held = z
  .object({
    id: z.number(),
    number: z.string(),
    assignee: z.string().nullable(),
    level: z.enum(['1', '2', '3']),
    topic: z.string().nullable(),
  })
  .transform((ticket) => ({ ...ticket, role: ROLE_AT[ticket.level] }));
export type HeldTicket = z.output<typeof Held>;

/** The open tickets of those who are away at this moment, in the order of their ids: each goes where `whoAnswers` says. */
export async function ticketsOfAbsent(db: Db, facts: StoredRota, at: Date): Promise<HeldTicket[]> {
  const held = await rows(
    db,
    Held,
    `select id, number, assignee, level, topic from ticket
      where assignee is not null and state in ('new', 'open', 'waiting') and level <> 'external' order by id`,
  );
  return ticketsToMove(facts, held, at);
}

/** Those that nobody holds since everybody was away: somebody may be back before it was thought. */
export const unheldTickets = async (db: Db, at: Date): Promise<number[]> =>
  (
    await rows(
      db,
      z.object({ id: z.number() }),
      `select id from ticket
        where assignee is null and state in ('new', 'open') and level <> 'external' and ask_next_at > $1 order by id`,
      [at],
    )
  ).map(({ id }) => id);

const Open = z.object({
  number: z.string(),
  subject: z.string().nullable(),
  isOwn: z.boolean(),
  isWaiting: z.boolean(),
  dueAt: z.date().nullable(),
});
export type OpenTicket = z.output<typeof Open>;
const SHOWN_MAX = 30;

/** What waits for this person or their line in the morning, what is due first before the rest; more than are shown are counted. */
export async function openTickets(
  db: Db,
  { person, levels }: { person: string; levels: readonly string[] },
): Promise<{ count: number; first: OpenTicket[] }> {
  const found = await rows(
    db,
    Open.extend({ count: z.number() }),
    `select number, subject, coalesce(assignee = $1, false) as "isOwn", state = 'waiting' as "isWaiting", promise_due_at as "dueAt",
            count(*) over () as count
       from ticket
      where state in ('new', 'open', 'waiting') and (assignee = $1 or (level = any($2::text[]) and state <> 'waiting'))
      order by promise_due_at nulls last, id limit ${SHOWN_MAX}`,
    [person, levels],
  );
  return { count: found[0]?.count ?? 0, first: found.map(({ count: _, ...ticket }) => ticket) };
}
