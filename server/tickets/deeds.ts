import {
  isTopic,
  mayHoldTickets,
  setForeignNumber,
  setPriorityReason,
  setTags,
  setTopic,
  setWatching,
} from '../../db/tickets/deeds';
import { firstOf, promisesOf, takenBy } from '../../db/tickets/ask';
import { tellLockedTicket, type TicketTold } from '../../db/tickets/tell';
import type { Ticket } from '../../db/tickets/ticket-row';
import { instant } from '../../domain/instant';
import type { TicketVerb } from '../../domain/permissions';
import { closesAt } from '../../domain/ticket/ask';
import type { TicketEvent } from '../../domain/ticket/ticket';
import { priorityOf, type TicketLevel } from '../../domain/ticket/words';
import { bad } from '../verb-say';
import type { VerbRefusal } from '../verb-types';
import { link, merge, split } from './joining';
import { missing } from './refuse';
import type { Doing, TicketDeed } from './types';

const say = ({ tx, of, who: { actor }, at }: Doing, event: TicketEvent, data = {}): Promise<TicketTold> =>
  tellLockedTicket(tx, of, { event, side: 'desk', actor, at, data });

const NOT_A_PERSON: VerbRefusal = {
  ok: false,
  status: 403,
  code: 'not_permitted',
  detail: 'Only a person does this; a service says to whom it goes.',
};
const personOf = ({ who: { actor } }: Doing): string | null => (actor.kind === 'person' ? actor.id : null);

const take: TicketDeed = async (doing) => {
  const by = personOf(doing);
  return by === null ? NOT_A_PERSON : say(doing, { type: 'take', by });
};

/** To a person, or to whoever is asked first on a line; the topic goes with it. */
async function handTo(doing: Doing, to: string | null, level: TicketLevel): Promise<TicketTold> {
  const { tx, of, at } = doing;
  const askNextAt = to === null ? null : await takenBy(tx, of, at);
  return say(doing, { type: 'transfer', to, level, askNextAt });
}

const assign: TicketDeed = async (doing) => {
  const { tx, of, body } = doing;
  const to = body.to ?? personOf(doing);
  if (to === null) return missing('to', 'Say to whom.');
  return (await mayHoldTickets(tx, to)) ? handTo(doing, to, of.facts.level) : nobody();
};
const nobody = () => bad('unknown_person', '/to', 'There is nobody active of this code who works at the desk.');

const transfer: TicketDeed = async (doing) => {
  const { tx, body, at } = doing;
  if (body.to === undefined && body.level === undefined && body.topic === undefined)
    return missing('to', 'Say to whom, to which level, or to the specialists of which topic.');
  if (body.to !== undefined && !(await mayHoldTickets(tx, body.to))) return nobody();
  const of = await withTopic(doing);
  if (!of) return bad('unknown_topic', '/topic', 'There is no topic of this code.');
  if (body.level === 'external') return handover({ ...doing, of });
  const level = body.level ?? (body.topic === undefined ? of.facts.level : '3');
  const to = body.to ?? (await firstOf(tx, of, level, at));
  return handTo({ ...doing, of }, to, level);
};

async function withTopic({ tx, of, body: { topic } }: Doing): Promise<Ticket | null> {
  if (topic === undefined || topic === of.about.topic) return of;
  if (!(await isTopic(tx, topic))) return null;
  await setTopic(tx, of.id, topic);
  return { ...of, about: { ...of.about, topic } };
}

/** To a desk outside; who asked is promised as much as before. */
const handover: TicketDeed = async (doing) => {
  const { tx, of, body } = doing;
  const told = of.facts.level === 'external' ? samePlace(of) : await handTo(doing, null, 'external');
  if (told.ok && body.reference !== undefined) await setForeignNumber(tx, of.id, body.reference);
  return told;
};
const samePlace = (ticket: Ticket): TicketTold => ({ ok: false, refusal: 'same_person', ticket, allowed: [] });

const wait: TicketDeed = async (doing) => {
  const { reason = 'requester', until } = doing.body;
  if (until === undefined) return say(doing, { type: 'wait', reason, until: null });
  const at = instant(until);
  if (at === null) return bad('bad_instant', '/until', 'It must be a real RFC 3339 date, or date and time.');
  if (Date.parse(at) <= doing.at.getTime()) return bad('until_in_past', '/until', 'It must lie ahead.');
  return say(doing, { type: 'wait', reason, until: new Date(at) });
};

const resolve: TicketDeed = async (doing) => {
  const by = (await promisesOf(doing.tx, doing.of))?.by ?? null;
  return say(doing, { type: 'resolve', closesAt: closesAt(by, doing.at) });
};

const prioritise: TicketDeed = async (doing) => {
  const { tx, of, body } = doing;
  const { impact = of.facts.impact, urgency = of.facts.urgency } = body;
  if (body.impact === undefined && body.urgency === undefined)
    return missing('impact', 'Say the impact or the urgency.');
  await setPriorityReason(tx, of.id, body.comment ?? null);
  return say(doing, { type: 'prioritise', impact, urgency, priority: priorityOf(impact, urgency) });
};

const TAGS_MAX = 20;
const tag: TicketDeed = async (doing) => {
  const { tags } = doing.body;
  if (tags === undefined) return missing('tags', 'Say which tags it has.');
  const wanted = [...new Set(tags.map((one) => one.toLowerCase()))].sort();
  if (wanted.length > TAGS_MAX) return bad('too_many', '/tags', `A ticket has ${TAGS_MAX} tags at most.`);
  await setTags(doing.tx, doing.of.id, wanted);
  return say(doing, { type: 'annotate' }, { tags: wanted.length });
};

const watch: TicketDeed = async (doing) => {
  const person = personOf(doing);
  if (person === null) return NOT_A_PERSON;
  const watches = doing.body.watch ?? true;
  await setWatching(doing.tx, doing.of.id, person, watches);
  return say(doing, { type: 'annotate' }, { watches });
};

/** Each verb in one place; the table of states decides whether it is possible. */
export const TICKET_DEEDS: Record<TicketVerb, TicketDeed> = {
  take,
  assign,
  transfer,
  handover,
  wait,
  resume: (doing) => say(doing, { type: 'resume', reason: doing.body.reason ?? null }),
  resolve,
  close: (doing) => say(doing, { type: 'close', ending: 'by_desk' }),
  reopen: (doing) => say(doing, { type: 'reopen' }),
  prioritise,
  merge,
  split,
  link,
  tag,
  watch,
};
