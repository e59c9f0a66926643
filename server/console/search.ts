import { Router } from 'express';
import { restrictedCases } from '../../db/access';
import { summariesOf } from '../../db/case-list';
import { ticketsOf } from '../../db/desk/inbox';
import { type PageOf, SEARCHED, type Searched, searchCases, searchCruises, searchTickets } from '../../db/desk/search';
import { isRestricted } from '../../domain/access';
import type { Language } from '../../domain/words';
import { SearchPage } from '../../web/console/search';
import { page } from '../../web/html';
import type { ServerDeps } from '../deps';
import { personOf, shellOf } from './session';
import { namedTicket } from './tickets/named';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;
const PAGE_ROWS = 20;
const Q_MAX = 200;

/** One box for tickets, cases and cruises; a whole number leads straight to what bears it. */
export const searchPages = (deps: Deps): Router =>
  Router().get('/search', async (req, res) => {
    const text = (name: string): string => (typeof req.query[name] === 'string' ? req.query[name].trim() : '');
    const q = text('q').slice(0, Q_MAX);
    const exact = /^([at])-\d{4}-\d{4,}$/i.exec(q);
    if (exact) return res.redirect(303, `/${exact[1]?.toLowerCase() === 'a' ? 'cases' : 'tickets'}/${q.toUpperCase()}`);
    const only = SEARCHED.find((kind) => kind === text('in')) ?? null;
    const before = /^\d{1,15}$/.test(text('before')) ? Number(text('before')) : null;
    const found = await find(deps, q, only, before, personOf(res).language);
    res.type('html').send(page(SearchPage({ ...shellOf(req, res), q, ...found, now: deps.clock() })));
  });

async function find(deps: Deps, q: string, only: Searched | null, before: number | null, language: Language) {
  const wanted = (kind: Searched): boolean => q !== '' && (only === null || only === kind);
  const { pool, clock } = deps;
  const place: PageOf = { limit: PAGE_ROWS + 1, before };
  const [tickets, cases, cruises] = await Promise.all([
    wanted('ticket') ? searchTickets(pool, q, place).then((ids) => ticketsFound(deps, ids, language)) : NOTHING,
    wanted('case') ? searchCases(pool, q, place).then((ids) => casesOf(deps, ids)) : NOTHING,
    wanted('cruise') ? searchCruises(pool, q, PAGE_ROWS) : [],
  ]);
  const today = clock();
  return {
    tickets,
    cases,
    cruises: cruises.map((one) => ({
      ...one,
      restricted: isRestricted({ rule: one.access, moratoriumUntil: one.moratoriumUntil }, today),
    })),
  };
}
async function ticketsFound({ pool, clock }: Deps, found: readonly number[], language: Language) {
  const ids = found.slice(0, PAGE_ROWS);
  const tickets = await ticketsOf(pool, ids);
  const next = found.length > PAGE_ROWS ? (ids.at(-1) ?? null) : null;
  return { items: tickets.map(namedTicket(clock(), language)), next };
}
const NOTHING = { items: [], next: null };

async function casesOf({ pool, clock }: Deps, found: readonly number[]) {
  const ids = found.slice(0, PAGE_ROWS);
  const [cases, restricted] = await Promise.all([summariesOf(pool, ids), restrictedCases(pool, ids, clock())]);
  return {
    items: cases.toReversed().map((one) => ({ ...one, restricted: restricted.has(one.id) })),
    next: found.length > PAGE_ROWS ? (ids.at(-1) ?? null) : null,
  };
}
