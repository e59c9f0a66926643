import { z } from 'zod';
import { askNextAt, nextAsked, roleAt } from '../../domain/ticket/ask';
import type { TicketOn } from '../../domain/ticket/ticket';
import type { TicketLevel } from '../../domain/ticket/words';
import { type Db, firstRow } from '../query';
import { askRota, isAway } from '../rota/availability';
import { promisedFor } from '../sla/promises';
import type { TicketSaying } from './saying';
import type { Ticket } from './ticket-row';

const DAY_MS = 86_400_000;
type Said = Pick<TicketSaying, 'data' | 'why'> & { event: TicketOn<'assign'> };

/** Who is asked next for an answer: whoever is on duty, then the others of the line, each with time to take it; so it never stands with nobody. */
export async function nextInLine(tx: Db, found: Ticket, at: Date): Promise<Said> {
  const { facts, about } = found;
  const isFirst = facts.assignee === null && facts.asked.length === 0;
  if (isFirst && facts.level === '1' && (await goesOutside(tx, found)))
    return { event: { type: 'assign', to: null, level: 'external', askNextAt: null }, why: 'duty' };
  const answer = await askRota(tx, { role: roleAt(facts.level), topic: about.topic, at });
  const next = nextAsked(answer, facts.asked, facts.level);
  if (!next)
    return {
      event: {
        type: 'assign',
        to: null,
        level: facts.level,
        askNextAt: answer.backAt ?? new Date(at.getTime() + DAY_MS),
      },
      why: 'guarantee',
    };
  const by = (await promisesOf(tx, found))?.by ?? null;
  const event = {
    type: 'assign',
    to: next.to,
    level: next.level,
    askNextAt: askNextAt(facts.priority, by, at, next.to === facts.assignee),
  } as const;
  const isCover = isFirst ? next.by.coverFor !== null : await isAway(tx, facts, at);
  return { event, data: { rung: next.by.rung }, why: isCover ? 'cover' : isFirst ? 'duty' : 'guarantee' };
}

/** The instant by which somebody who is asked now should have taken it. */
export const takenBy = async (tx: Db, found: Ticket, at: Date): Promise<Date> =>
  askNextAt(found.facts.priority, (await promisesOf(tx, found))?.by ?? null, at);

export const promisesOf = (db: Db, { about, facts, book }: Ticket) =>
  promisedFor(db, { type: about.type, priority: facts.priority, group: about.group_code }, book);

/** Its topic is another desk's, which has not had it yet. */
async function goesOutside(tx: Db, { id, about }: Ticket): Promise<boolean> {
  if (about.topic === null) return false;
  const found = await firstRow(
    tx,
    z.object({ outside: z.boolean() }),
    `select straight_to_external and not exists (select from ticket_hop where ticket = $2 and level = 'external') as outside
       from topic where code = $1`,
    [about.topic, id],
  );
  return found?.outside ?? false;
}

/** Whom a transfer to a line of the desk reaches now. */
export async function firstOf(tx: Db, found: Ticket, level: TicketLevel, at: Date): Promise<string | null> {
  if (level === 'external') return null;
  const { first } = await askRota(tx, { role: roleAt(level), topic: found.about.topic, at });
  return first?.person ?? null;
}
