import { isGone } from '../../domain/rota/move';
import { roleAt } from '../../domain/ticket/ask';
import type { Actor } from '../../domain/words';
import type { Db } from '../query';
import type { StoredRota } from '../rota/facts';
import { ticketsOfAbsent, unheldTickets } from '../rota/open-tickets';
import { nextInLine } from './ask';
import { tellLockedTicket } from './tell';
import { readTickets, type Ticket } from './ticket-row';

const CLOCK: Actor = { kind: 'clock' };

/**
 * What is open and held by somebody who has gone, or by nobody, is asked of the next in line at once. Who comes back is given
 * nothing back. How many went to somebody.
 */
export async function coverOpenTickets(tx: Db, facts: StoredRota, at: Date): Promise<number> {
  const held = (await ticketsOfAbsent(tx, facts, at)).map(({ id }) => id);
  const ids = [...held, ...(await unheldTickets(tx, at))].toSorted((a, b) => a - b);
  let moved = 0;
  for (const found of await readTickets(tx, ids, true)) if (await cover(tx, found, facts, at)) moved += 1;
  return moved;
}

async function cover(tx: Db, found: Ticket, rota: StoredRota, at: Date): Promise<boolean> {
  const { facts } = found;
  // Somebody may have been asked while the row was waited for.
  if (facts.assignee !== null && !isGone(rota, facts.assignee, roleAt(facts.level), at)) return false;
  const { event, data } = await nextInLine(tx, found, at);
  if (event.to === null && facts.assignee === null) return false;
  const told = await tellLockedTicket(tx, found, {
    event: { ...event, ...(facts.state === 'waiting' && { askNextAt: null }) },
    side: 'clock',
    actor: CLOCK,
    at,
    why: 'cover',
    ...(data && { data }),
  });
  return told.ok;
}
