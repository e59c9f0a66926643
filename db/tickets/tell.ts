import { type Agenda, comesSooner, isDue, NOTHING_DUE } from '../../domain/agenda';
import { guarded, hastened } from '../../domain/ticket/ask';
import { ticketAgenda, type TicketStep } from '../../domain/ticket/agenda';
import { advanceTicket, allowedOn } from '../../domain/ticket/rules';
import type {
  TicketChange,
  TicketEffect,
  TicketEvent,
  TicketEventType,
  TicketOn,
  TicketRefusal,
} from '../../domain/ticket/ticket';
import type { Actor } from '../../domain/words';
import { record } from '../events';
import { poke } from '../outbox';
import { type Db, prepared, run } from '../query';
import { isAway } from '../rota/availability';
import { raiseTask, settleTasks } from '../tasks';
import { ClockWork } from './clock-moves';
import { writeTicketMail } from './mails';
import type { TicketSaying } from './saying';
import { readTickets, saveTicket, type Ticket } from './ticket-row';
import { tellWatchers } from './watchers';

export type TicketTold =
  | { ok: true; ticket: Ticket }
  | { ok: false; refusal: TicketRefusal; ticket: Ticket; allowed: TicketEventType[] };

/**
 * The one place where a ticket changes: its row is locked, the table decides, and facts, clocks, event, mails and wake-up are
 * written in the caller's transaction. Null when there is no such ticket.
 */
export async function tellTicket(tx: Db, id: number, saying: TicketSaying): Promise<TicketTold | null> {
  const [found] = await readTickets(tx, [id], true);
  return found ? tellLockedTicket(tx, found, saying) : null;
}

export async function tellLockedTicket(tx: Db, found: Ticket, saying: TicketSaying): Promise<TicketTold> {
  const { event, side, actor, at } = saying;
  const change = advanceTicket(found.facts, event, side, at);
  if (!change.ok)
    return { ok: false, refusal: change.refusal, ticket: found, allowed: allowedOn(found.facts.state, side) };
  const clockWork = new ClockWork(
    tx,
    { ...found, facts: { ...change.facts, firstAnsweredAt: found.facts.firstAnsweredAt } },
    at,
  );
  for (const effect of change.effects) if (effect.kind === 'clock') await clockWork.carryOut(effect.move);
  const by = await clockWork.timetable();
  const kept = guarded({ ...change.facts, ...clockWork.now }, by, at);
  const guardedFacts = event.type === 'prioritise' ? hastened(kept, by, at) : kept;
  const isForNobody = await comesToSomebodyAway(tx, found, { ...change, facts: guardedFacts }, saying);
  const facts = isForNobody ? { ...guardedFacts, askNextAt: at } : guardedFacts;
  const now: Ticket = { ...found, facts };
  await saveTicket(tx, now);
  await keepHop(tx, found, now, saying);
  const isUntold = (kind: TicketEffect['kind']): boolean =>
    kind === 'tell_requester' ? saying.silent === true : isForNobody;
  for (const effect of change.effects)
    if (effect.kind !== 'clock' && !isUntold(effect.kind)) await writeTicketMail(tx, now, effect, saying);
  await tellWatchers(tx, now, isForNobody ? { ...change, effects: [] } : change, saying);
  await record(tx, at, actor, [
    {
      type: `ticket.${event.type}`,
      subject: `ticket/${found.id}`,
      data: { number: found.number, from: found.facts.state, state: now.facts.state, ...toldOf(event), ...saying.data },
    },
  ]);
  await clockWork.log(actor);
  if (saying.byWorkflow) await settleTasks(tx, `ticket/${found.id}`, at, 'step_failed');
  else if (comesSooner(ticketAgenda(now.facts), ticketAgenda(found.facts)))
    await poke(tx, [{ kind: 'ticket', id: found.id }]);
  return { ok: true, ticket: now };
}

/** It is the turn of somebody who has gone: another is asked at once instead. */
async function comesToSomebodyAway(
  tx: Db,
  before: Ticket,
  { facts, effects }: TicketChange,
  { event, actor, at }: TicketSaying,
): Promise<boolean> {
  if (event.type === 'assign' || (actor.kind === 'person' && actor.id === facts.assignee)) return false;
  const isTheirTurn =
    effects.some(({ kind }) => kind === 'tell_assignee') ||
    (facts.state === 'open' && before.facts.state !== 'open' && before.facts.state !== 'new');
  return isTheirTurn && isAway(tx, facts, at);
}

/** What of an event is for the log: codes and instants, by event. */
const TOLD: { [E in TicketEventType]?: (event: TicketOn<E>) => Record<string, unknown> } = {
  assign: ({ to, level }) => ({ to, level }),
  transfer: ({ to, level }) => ({ to, level }),
  message: ({ from, visibility }) => ({ side: from, visibility }),
  wait: ({ reason }) => ({ reason }),
  resume: ({ reason }) => ({ reason }),
  close: ({ ending }) => ({ ending }),
  prioritise: ({ impact, urgency, priority }) => ({ impact, urgency, priority }),
};
function toldOf(event: TicketEvent): Record<string, unknown> {
  // Safe: the entry of this very type, which the compiler cannot join to the event.
  const told = TOLD[event.type] as ((event: TicketEvent) => Record<string, unknown>) | undefined;
  return told?.(event) ?? {};
}

const HOP_ON = prepared(
  `with ended as (update ticket_hop set until = $5 where ticket = $1 and until is null returning 1)
     insert into ticket_hop (ticket, level, person, why, since) select $1, $2, $3, $4, $5 from (select count(*) from ended) first`,
);
/** Who holds it since when, and by which way it came there. */
async function keepHop(tx: Db, before: Ticket, now: Ticket, { at, why, event }: TicketSaying): Promise<void> {
  const [was, is] = [before.facts, now.facts];
  if (was.assignee === is.assignee && was.level === is.level) return;
  await run(tx, HOP_ON, [now.id, is.level, is.assignee, why ?? (event.type === 'transfer' ? 'transfer' : 'taken'), at]);
}

export async function readTicketAgenda(db: Db, id: number): Promise<Agenda<TicketStep>> {
  const [found] = await readTickets(db, [id]);
  return found ? ticketAgenda(found.facts) : NOTHING_DUE;
}

const CLOCK: Actor = { kind: 'clock' };
/** A step of the workflow: acts only if the agenda, computed again under the lock, still names it as due at `at`. */
export async function tellTicketIfDue(
  tx: Db,
  id: number,
  step: TicketStep,
  at: Date,
  say: (found: Ticket) => Promise<Pick<TicketSaying, 'event' | 'data' | 'why'>>,
): Promise<boolean> {
  const [found] = await readTickets(tx, [id], true);
  if (!found) return false;
  if (!isDue(ticketAgenda(found.facts), step, at)) return false;
  const told = await tellLockedTicket(tx, found, {
    ...(await say(found)),
    side: 'clock',
    actor: CLOCK,
    at,
    byWorkflow: true,
  });
  if (!told.ok)
    throw new Error(`${found.number} in ${found.facts.state} refuses its own step ${step}: ${told.refusal}`);
  return true;
}

/** The workflow's step has used up its retries: a task stands on the desk, once. */
export async function raiseFailedTicketStep(tx: Db, id: number, step: TicketStep, at: Date): Promise<boolean> {
  if (!(await raiseTask(tx, `ticket/${id}`, 'step_failed', at))) return false;
  await record(tx, at, CLOCK, [{ type: 'ticket.step_failed', subject: `ticket/${id}`, data: { step } }]);
  return true;
}
