import { findTicketSummary } from '../../../db/desk/inbox';
import { standOfTicket, setPriorityReason } from '../../../db/desk/ticket-view';
import type { Person } from '../../../db/people';
import { type Db, inTransaction } from '../../../db/query';
import { addTicketMessage } from '../../../db/tickets/messages';
import { tellLockedTicket, type TicketTold } from '../../../db/tickets/tell';
import { readTickets, type Ticket } from '../../../db/tickets/ticket-row';
import { may } from '../../../domain/permissions';
import { allowedOn } from '../../../domain/ticket/rules';
import type { TicketEvent, TicketEventType } from '../../../domain/ticket/ticket';
import { GRADES, priorityOf, type TicketState, WAIT_REASONS } from '../../../domain/ticket/words';
import type { FieldFault } from '../../../web/console/layout';
import { TEXT_MAX } from '../../../web/console/tickets/reply-box';
import { type Translate, translator } from '../../../web/words';
import type { ServerDeps } from '../../deps';

export const DEEDS = ['reply', 'note', 'take', 'wait', 'resume', 'close', 'reopen', 'priority'] as const;
export type Deed = (typeof DEEDS)[number];
const EVENT_OF: Record<Deed, TicketEventType> = {
  reply: 'message',
  note: 'message',
  take: 'take',
  wait: 'wait',
  resume: 'resume',
  close: 'close',
  reopen: 'reopen',
  priority: 'prioritise',
};
/** What this person may do with a ticket in this state. */
export function deedsAllowed(state: TicketState, { role }: Pick<Person, 'role'>): Deed[] {
  const events = allowedOn(state, 'desk');
  return may(role, 'note') ? DEEDS.filter((deed) => events.includes(EVENT_OF[deed])) : [];
}

interface Command {
  number: string;
  verb: Deed;
  person: Person;
  fields: Readonly<Record<string, string>>;
  reasons: readonly string[];
}
export type Done = { ok: true } | { ok: false; status: 403 | 404 | 409 | 422; faults: FieldFault[] };
class Refused extends Error {
  readonly done: Extract<Done, { ok: false }>;
  constructor(status: 403 | 404 | 409 | 422, faults: FieldFault[] = []) {
    super('refused');
    this.done = { ok: false, status, faults };
  }
}

/** Does what a form asks for, in one transaction; a page that was overtaken is told so and does nothing. */
export async function act({ pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>, command: Command): Promise<Done> {
  try {
    await inTransaction(pool, (tx) => perform(tx, command, clock()));
    return { ok: true };
  } catch (error) {
    if (error instanceof Refused) return error.done;
    throw error;
  }
}

async function perform(tx: Db, command: Command, at: Date): Promise<void> {
  const { number, verb, person, fields } = command;
  const t = translator(person.language);
  const fault = (text: string, field: string | null = null): FieldFault[] => [{ field, text }];
  if (!may(person.role, 'note')) throw new Refused(403, fault(t('refused.role')));
  const summary = await findTicketSummary(tx, number);
  const [ticket] = summary ? await readTickets(tx, [summary.id], true) : [];
  if (!ticket) throw new Refused(404);
  if (verb !== 'note' && fields['seen'] !== (await standOfTicket(tx, ticket.id)))
    throw new Refused(409, fault(t('ticket.changed')));
  const told =
    verb === 'reply' || verb === 'note'
      ? await say(tx, ticket, command, t, at)
      : await tell(tx, ticket, command, t, at);
  if (!told.ok) throw new Refused(409, fault(t(told.refusal === 'same_person' ? 'ticket.yours' : 'ticket.notNow')));
}

/** Words to the requester, or between colleagues; with the reply what follows from it. */
async function say(
  tx: Db,
  ticket: Ticket,
  { verb, person, fields }: Command,
  t: Translate,
  at: Date,
): Promise<TicketTold> {
  const text = fields['text']?.replaceAll('\r\n', '\n').trim() ?? '';
  if (text === '') throw new Refused(422, [{ field: `${verb}-text`, text: t('ticket.needText') }]);
  if (text.length > TEXT_MAX)
    throw new Refused(422, [{ field: `${verb}-text`, text: t('ticket.textTooLong', { max: TEXT_MAX }) }]);
  const actor = { kind: 'person', id: person.code } as const;
  const visibility = verb === 'reply' ? 'public' : 'internal';
  const said = await addTicketMessage(tx, ticket.id, { side: 'desk', visibility, channel: 'console', text, actor, at });
  if (!said) throw new Refused(404);
  if (!said.told.ok || fields['after'] !== 'wait' || verb !== 'reply') return said.told;
  const event: TicketEvent = { type: 'wait', reason: 'requester', until: null };
  return tellLockedTicket(tx, said.told.ticket, { event, side: 'desk', actor, at });
}

async function tell(tx: Db, ticket: Ticket, command: Command, t: Translate, at: Date): Promise<TicketTold> {
  const actor = { kind: 'person', id: command.person.code } as const;
  let told: TicketTold | null = null;
  for (const event of eventsFor(command, t)) {
    told = await tellLockedTicket(tx, told?.ticket ?? ticket, { event, side: 'desk', actor, at });
    if (!told.ok) return told;
  }
  if (!told) throw new Refused(422, [{ field: null, text: t('refused.needChoice') }]);
  if (command.verb === 'priority') await setPriorityReason(tx, ticket.id, command.fields['comment']?.trim() || null);
  return told;
}

function eventsFor({ verb, person, fields, reasons }: Command, t: Translate): TicketEvent[] {
  switch (verb) {
    case 'take':
      return [{ type: 'take', by: person.code }];
    case 'wait':
      return WAIT_REASONS.filter((reason) => reasons.includes(reason)).map((reason) => ({
        type: 'wait',
        reason,
        until: null,
      }));
    case 'resume':
      return [{ type: 'resume', reason: null }];
    case 'close':
      return [{ type: 'close', ending: 'by_desk' }];
    case 'reopen':
      return [{ type: 'reopen' }];
    case 'priority': {
      const [impact, urgency] = ['impact', 'urgency'].map((name) => GRADES.find((grade) => grade === fields[name]));
      if (!impact || !urgency) throw new Refused(422, [{ field: 'priority-impact', text: t('refused.needChoice') }]);
      return [{ type: 'prioritise', impact, urgency, priority: priorityOf(impact, urgency) }];
    }
    case 'reply':
    case 'note':
      return [];
  }
}
