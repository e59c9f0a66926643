import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { findTicketSummary, listInbox, TICKET_SORTS, type TicketSummary } from '../../../db/desk/inbox';
import { searchTickets } from '../../../db/desk/search';
import {
  besideTicket,
  clocksOfTicket,
  fileOfTicket,
  linksOfTicket,
  messagesOfTicket,
  watchersOfTicket,
} from '../../../db/desk/ticket-view';
import { readEpoch } from '../../../db/events';
import { feedOfTicket } from '../../../db/feed';
import { csvLine } from '../../../domain/csv';
import { TICKET_TABS } from '../../../domain/ticket/tabs';
import { PRIORITIES, TICKET_STATES, TICKET_TYPES } from '../../../domain/ticket/words';
import { eventId } from '../../../domain/webhook-event';
import { callerOf, needScope } from '../../auth';
import { Cursor, decodeCursor, encodeCursor, Limit } from '../../cursor';
import type { ServerDeps } from '../../deps';
import { problem } from '../../errors';
import { parsedQuery } from '../../json';
import { sendFile } from '../../send-file';
import { PageQuery } from '../cases';
import {
  CSV_COLUMNS,
  csvCells,
  shownBeside,
  shownClock,
  shownLink,
  shownMessage,
  shownStand,
  shownTicket,
} from './wire';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

const code = z.string().min(1).max(200).optional();
export const TicketsQuery = z.strictObject({
  tab: z.enum(TICKET_TABS).optional().describe('As in the inbox; `mine` are those of the caller.'),
  state: z.enum(TICKET_STATES).optional(),
  type: z.enum(TICKET_TYPES).optional(),
  priority: z.enum(PRIORITIES).optional(),
  topic: code,
  tag: code,
  q: code,
  sort: z.enum(TICKET_SORTS).optional(),
  limit: Limit,
  cursor: Cursor,
});
const Place = z.object({
  key: z.string().regex(/^(?:infinity|\d{1,15}|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d(?::\d\d)?)$/),
  id: z.number().int(),
});
/** So many are looked through when words are looked for. */
const FOUND_MAX = 2000;

/** Tickets for scripts: what the console shows, as JSON or CSV. */
export const ticketReadRoutes = (deps: Deps): Router =>
  Router()
    .get('/tickets', needScope('read', 'desk'), (req, res) => sendList(deps, req, res))
    .get('/tickets/:number', needScope('read', 'desk'), async (req, res) => {
      res.json(await fullTicket(deps, res, await ticketOf(deps, req)));
    })
    .get('/tickets/:number/events', needScope('read', 'desk'), (req, res) => sendEvents(deps, req, res))
    .get('/tickets/:number/files/:id', needScope('read', 'desk'), async (req, res) => {
      const of = await ticketOf(deps, req);
      const id = z.coerce.number().int().min(1).max(1e15).safeParse(req.params['id']);
      const isStaff = callerOf(res).role !== null;
      const file = id.success && isStaff ? await fileOfTicket(deps.pool, of.number, id.data) : null;
      if (!file) throw problem(404, 'no_file', 'There is no such file.');
      await sendFile(deps.pool, res, file);
    });

/** The ticket that the address names, or 404. */
async function ticketOf({ pool }: Deps, req: Request): Promise<TicketSummary> {
  const found = await findTicketSummary(pool, String(req.params['number']));
  if (!found) throw problem(404, 'unknown_ticket', 'There is no ticket of this number.');
  return found;
}

const CSV_PAGE = 1000;
const CSV_ROWS_MAX = 1_000_000;

type Asked = Omit<Parameters<typeof listInbox>[1], 'limit' | 'after'>;
async function sendList({ pool, clock }: Deps, req: Request, res: Response): Promise<void> {
  const query = parsedQuery(TicketsQuery, req);
  const { tab = 'all', state, sort = 'newest', q, type = null, topic = null, priority = null, tag = null } = query;
  const { role, actor } = callerOf(res);
  const ids = q === undefined ? null : await searchTickets(pool, q, { limit: FOUND_MAX, before: null });
  const looking = { person: actor.kind === 'person' ? actor.id : '', at: clock() };
  const asked: Asked = { tab, state, sort, looking, filter: { type, topic, priority, tag, ids } };
  const after = decodeCursor(Place, query.cursor);
  res.vary('Accept');
  if (req.accepts(['json', 'csv']) === 'csv') {
    res.type('text/csv; charset=utf-8').attachment('tickets.csv').write(csvLine(CSV_COLUMNS));
    for await (const of of everyTicket(pool, asked)) res.write(csvLine(csvCells(shownTicket(of, role))));
    res.end();
    return;
  }
  const { items, next } = await listInbox(pool, { ...asked, limit: query.limit, after });
  res.json({ items: items.map((of) => shownTicket(of, role)), next: next && encodeCursor(next) });
}

async function* everyTicket(pool: Deps['pool'], asked: Asked): AsyncGenerator<TicketSummary> {
  let after: Awaited<ReturnType<typeof listInbox>>['next'] = null;
  for (let sent = 0; sent < CSV_ROWS_MAX; sent += CSV_PAGE) {
    const page = await listInbox(pool, { ...asked, limit: CSV_PAGE, after });
    yield* page.items;
    after = page.next;
    if (!after) return;
  }
}

const MESSAGES_SHOWN = 1000;
/** With its promises, its words and what it is linked to; notes of colleagues are for staff. */
async function fullTicket({ pool }: Deps, res: Response, of: TicketSummary) {
  const [beside, clocks, messages, links, watchers] = await Promise.all([
    besideTicket(pool, of.id),
    clocksOfTicket(pool, of.id),
    messagesOfTicket(pool, of.id, MESSAGES_SHOWN),
    linksOfTicket(pool, of.id),
    watchersOfTicket(pool, of.id),
  ]);
  const { role } = callerOf(res);
  return {
    ...shownTicket(of, role),
    ...(beside && shownBeside(beside)),
    clocks: clocks.map(shownClock),
    messages: messages
      .filter(({ visibility }) => role !== null || visibility === 'public')
      .map(shownMessage(of.number)),
    links: links.map(shownLink),
    watchers: watchers.map(({ code: person }) => person),
  };
}

/** What a command answers: where the ticket stands after it, and what it is linked to. */
export async function standAfter(
  tx: Deps['pool'] | Parameters<typeof findTicketSummary>[0],
  number: string,
  res: Response,
) {
  const now = await findTicketSummary(tx, number);
  if (!now) return null;
  return { ...shownStand(now, callerOf(res).role), links: (await linksOfTicket(tx, now.id)).map(shownLink) };
}

async function sendEvents(deps: Deps, req: Request, res: Response): Promise<void> {
  const { limit, cursor } = parsedQuery(PageQuery, req);
  const of = await ticketOf(deps, req);
  const skip = decodeCursor(z.number().int().min(0), cursor) ?? 0;
  const [{ epoch }, found] = await Promise.all([readEpoch(deps.pool), feedOfTicket(deps.pool, of.id, limit + 1, skip)]);
  res.json({
    items: found.slice(0, limit).map(({ position, ...event }) => ({
      id: position === null ? null : eventId(epoch, position),
      ...event,
    })),
    next: found.length > limit ? encodeCursor(skip + limit) : null,
  });
}
