import { Router } from 'express';
import { restrictedCases } from '../../db/access';
import { summariesOf } from '../../db/case-list';
import { type PageOf, SEARCHED, type Searched, searchCases, searchCruises } from '../../db/desk/search';
import { isRestricted } from '../../domain/access';
import { SearchPage } from '../../web/console/search';
import { page } from '../../web/html';
import type { ServerDeps } from '../deps';
import { shellOf } from './session';

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
    const found = await find(deps, q, only, before);
    res.type('html').send(page(SearchPage({ ...shellOf(req, res), q, ...found, now: deps.clock() })));
  });

async function find(deps: Deps, q: string, only: Searched | null, before: number | null) {
  const wanted = (kind: Searched): boolean => q !== '' && (only === null || only === kind);
  const { pool, clock } = deps;
  const place: PageOf = { limit: PAGE_ROWS + 1, before };
  const [cases, cruises] = await Promise.all([
    wanted('case') ? searchCases(pool, q, place).then((ids) => casesOf(deps, ids)) : NOTHING,
    wanted('cruise') ? searchCruises(pool, q, PAGE_ROWS) : [],
  ]);
  const today = clock();
  return {
    tickets: NOTHING,
    cases,
    cruises: cruises.map((one) => ({
      ...one,
      restricted: isRestricted({ rule: one.access, moratoriumUntil: one.moratoriumUntil }, today),
    })),
  };
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
