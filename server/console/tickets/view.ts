import { eventsOf } from '../../../db/events';
import { findTicketSummary, type TicketSummary } from '../../../db/desk/inbox';
import {
  besideTicket,
  clocksOfTicket,
  linksOfTicket,
  messagesOfTicket,
  otherTicketsOf,
  type TicketBeside,
  type TicketMessage,
  watchersOfTicket,
} from '../../../db/desk/ticket-view';
import type { Db } from '../../../db/query';
import { type ClockWhy, whyDue } from '../../../db/sla/why-due';
import { caseOfTicket, type CaseDraft, draftOfCase } from '../../../db/tickets/as-case';
import { readClocks } from '../../../db/tickets/clock-row';
import { listPeople, type Person } from '../../../db/people';
import { may } from '../../../domain/permissions';
import type { ServerDeps } from '../../deps';
import { translator } from '../../../web/words';
import { sayWho } from '../../../web/console/timeline';
import { REMARK_TEXT_MAX } from '../../tickets/open-case';
import type { TicketView } from '../../../web/console/tickets/ticket-view';
import { deedsAllowed } from './deeds';
import { namedTicket } from './named';

const MESSAGES_SHOWN = 300;
const EVENTS_SHOWN = 500;
const MINUTE_MS = 60_000;

/** Everything the page of this ticket shows to this person; null when there is no such ticket. */
export async function readTicketView(
  { pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>,
  number: string,
  person: Person,
): Promise<TicketView | null> {
  const of = await findTicketSummary(pool, number);
  const beside = of && (await besideTicket(pool, of.id));
  if (!of || !beside) return null;
  const now = clock();
  const { requester } = beside;
  const [messages, clocks, links, watchers, events, people, others, whys, draft] = await Promise.all([
    messagesOfTicket(pool, of.id, MESSAGES_SHOWN),
    clocksOfTicket(pool, of.id),
    linksOfTicket(pool, of.id),
    watchersOfTicket(pool, of.id),
    eventsOf(pool, `ticket/${of.id}`, EVENTS_SHOWN),
    listPeople(pool),
    requester ? otherTicketsOf(pool, requester.id, of.id) : [],
    whyOfTicket(pool, of.id),
    draftFor(pool, of, person),
  ]);
  const names = new Map(people.map(({ code, name }) => [code, name]));
  return {
    of: namedTicket(now, person.language)(of),
    now,
    impact: beside.impact,
    urgency: beside.urgency,
    priorityReason: beside.priorityReason,
    messages: messages.map(shownMessage(of, names, person)),
    clocks: clocks.map(({ id, targetMs, leftMs, ...rest }) => ({
      ...rest,
      targetMinutes: targetMs / MINUTE_MS,
      leftMinutes: leftMs / MINUTE_MS,
      why: whys.find(({ clock }) => clock === id) ?? null,
    })),
    requester: shownRequester(beside, others),
    links: links.map(({ kind, number: other, subject, isCase, isBack }) => ({
      kind: isBack ? `${kind}_back` : kind,
      number: other,
      title: subject ?? '',
      isCase,
    })),
    watchers,
    events,
    names,
    allowed: deedsAllowed(of, person),
    draft,
    stand: beside.stand,
    asking: beside.asking,
    visitor: person.code,
  };
}

/** Null for who may not open a case of it, and once there is one. */
async function draftFor(db: Db, { id, number, state }: TicketSummary, { role }: Person): Promise<CaseDraft | null> {
  if (!may(role, 'link') || state === 'merged' || (await caseOfTicket(db, number)) !== null) return null;
  const draft = await draftOfCase(db, id);
  return draft && { ...draft, text: draft.text?.slice(0, REMARK_TEXT_MAX) ?? null };
}

/** Of the clocks of the last cycle. */
async function whyOfTicket(db: Db, ticket: number): Promise<ClockWhy[]> {
  const clocks = (await readClocks(db, [ticket])).get(ticket) ?? [];
  return whyDue(
    db,
    clocks.filter(({ cycle }) => cycle === clocks.at(-1)?.cycle),
  );
}

const shownMessage =
  (of: TicketSummary, names: ReadonlyMap<string, string>, { language }: Person) =>
  ({ author, side, ...message }: TicketMessage): TicketView['messages'][number] => ({
    ...message,
    side,
    who:
      side === 'requester'
        ? (of.requesterName ?? of.requesterEmail ?? translator(language)('ticket.nobody'))
        : sayWho(author, { people: names, contacts: names }, translator(language)),
  });

function shownRequester(
  { requester, language, opinions }: TicketBeside,
  others: Awaited<ReturnType<typeof otherTicketsOf>>,
): TicketView['requester'] {
  if (!requester) return null;
  const { id, name, email, organisation, supplier, supplierName, unreachable } = requester;
  const known = supplier === null ? null : { code: supplier, name: supplierName ?? supplier };
  return {
    id,
    name,
    email,
    language,
    organisation: known ?? (organisation === null ? null : { code: null, name: organisation }),
    others,
    unreachable,
    opinions,
  };
}
