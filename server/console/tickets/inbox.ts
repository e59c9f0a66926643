import { type Request, Router } from 'express';
import { z } from 'zod';
import {
  countInbox,
  listInbox,
  TICKET_SORTS,
  type TicketFilter,
  type TicketPlace,
  type TicketSort,
  tagsInUse,
} from '../../../db/desk/inbox';
import { searchTickets } from '../../../db/desk/search';
import { topicNames } from '../../../db/desk/topics';
import { may } from '../../../domain/permissions';
import { TICKET_TABS } from '../../../domain/ticket/tabs';
import { PRIORITIES, TICKET_TYPES } from '../../../domain/ticket/words';
import { type AskedTickets, InboxPage } from '../../../web/console/tickets/inbox';
import { page } from '../../../web/html';
import { translator } from '../../../web/words';
import { encodeCursor } from '../../cursor';
import type { ServerDeps } from '../../deps';
import { personOf, shellOf } from '../session';
import { namedTicket } from './named';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;
const PAGE_TICKETS = 50;
/** So many are looked through when words are looked for. */
const FOUND_MAX = 2000;

/** The tickets of the desk: whose they are, what threatens them, and where each is due. */
export const inboxPage = (deps: Deps): Router =>
  Router().get('/tickets', async (req, res) => {
    const { pool, clock } = deps;
    const person = personOf(res);
    const asked = askedOf(req);
    if (/^t-\d{4}-\d{4,}$/i.test(asked.q)) return res.redirect(303, `/tickets/${asked.q.toUpperCase()}`);
    const sort = TICKET_SORTS.find((known) => known === asked.sort) ?? 'due';
    const after = placeOf(req.query['after'], sort);
    const looking = { person: person.code, at: clock() };
    const filter = await filterOf(deps, asked);
    const [counts, { items, next }, topics, tags] = await Promise.all([
      countInbox(pool, looking, filter),
      listInbox(pool, { tab: asked.tab, looking, filter, sort, limit: PAGE_TICKETS, after }),
      topicNames(pool, person.language),
      tagsInUse(pool),
    ]);
    const t = translator(person.language);
    const worded = (codes: readonly string[], prefix: string) =>
      codes.map((code) => ({ code, name: t.of(`${prefix}.${code}`) }));
    const choices = {
      type: worded(TICKET_TYPES, 'ticketType'),
      topic: topics,
      priority: worded(PRIORITIES, 'ticketPriority'),
      tag: tags.map((tag) => ({ code: tag, name: tag })),
    };
    const tickets = items.map(namedTicket(looking.at, person.language));
    const shown = { asked: { ...asked, sort }, counts, tickets, choices, sorts: TICKET_SORTS, now: looking.at };
    const place = { next: next && encodeCursor(next), later: after !== null };
    const mayOpen = may(person.role, 'note');
    res.type('html').send(page(InboxPage({ ...shellOf(req, res), ...shown, ...place, mayOpen })));
  });

function askedOf(req: Request): AskedTickets {
  const text = (name: string): string => {
    const value = req.query[name];
    return typeof value === 'string' ? value.trim().slice(0, 200) : '';
  };
  const q = text('q');
  const tab = TICKET_TABS.find((known) => known === text('tab')) ?? (q === '' ? 'mine' : 'all');
  const [sort, type, topic, priority, tag] = ['sort', 'type', 'topic', 'priority', 'tag'].map(text);
  return { tab, q, sort: sort ?? '', type: type ?? '', topic: topic ?? '', priority: priority ?? '', tag: tag ?? '' };
}

const filterOf = async ({ pool }: Deps, { q, type, topic, priority, tag }: AskedTickets): Promise<TicketFilter> => ({
  type: type || null,
  topic: topic || null,
  priority: priority || null,
  tag: tag || null,
  ids: q === '' ? null : await searchTickets(pool, q, { limit: FOUND_MAX, before: null }),
});

const Place = z.strictObject({ key: z.string().max(40), id: z.int().positive() });
const INSTANT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d)?$/;
/** A cursor that is not ours starts from the first page. */
function placeOf(cursor: unknown, sort: TicketSort): TicketPlace | null {
  if (typeof cursor !== 'string') return null;
  try {
    const place = Place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
    return sort !== 'due' || place.key === 'infinity' || isInstant(place.key) ? place : null;
  } catch {
    return null;
  }
}
const isInstant = (key: string): boolean => INSTANT.test(key) && !Number.isNaN(Date.parse(key));
