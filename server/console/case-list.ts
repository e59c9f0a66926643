import { Router, type Request } from 'express';
import { z } from 'zod';
import { caseChoices, openTasksOf } from '../../db/case-desk';
import { CASE_SORTS, type CaseFilter, type CasePlace, type CaseSort, countByTurn, listCases } from '../../db/case-list';
import { dayOf } from '../../domain/instant';
import { SEVERITIES } from '../../domain/words';
import { type Asked, CaseListPage, FILTERS, TABS } from '../../web/console/case-list';
import { page } from '../../web/html';
import type { ServerDeps } from '../deps';
import { personOf, shellOf } from './session';
import { readDeskToday } from './tickets/today';

const PAGE_CASES = 50;
const SORT_FIRST: CaseSort = 'due';

/** The list of cases by whose turn it is. */
export const caseListPage = ({ pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>): Router =>
  Router().get('/', async (req, res) => {
    const asked = askedOf(req);
    const person = personOf(res);
    const exact = /^[A-Za-z]-\d{4}-\d{4,}$/.test(asked.q) ? asked.q.toUpperCase() : null;
    if (exact) return res.redirect(303, `/cases/${exact}`);
    const sort = CASE_SORTS.find((known) => known === asked.sort) ?? SORT_FIRST;
    const after = placeOf(textOf(req, 'after'), sort);
    const [counts, { items, next }, choices, desk] = await Promise.all([
      countByTurn(pool, { ...filterOf(asked, person.code), turn: undefined }),
      listCases(pool, filterOf(asked, person.code), { sort, limit: PAGE_CASES, after }),
      caseChoices(pool),
      readDeskToday(pool, person.code, clock()),
    ]);
    const tasks = await openTasksOf(
      pool,
      items.map(({ id }) => id),
    );
    res.type('html').send(
      page(
        CaseListPage({
          ...shellOf(req, res),
          asked: { ...asked, sort },
          counts,
          cases: items.map((one) => ({ ...one, tasks: tasks.get(one.id) ?? [] })),
          choices,
          sorts: CASE_SORTS,
          next: next && cursorOf(next),
          later: after !== null,
          now: clock(),
          desk,
        }),
      ),
    );
  });

const textOf = (req: Request, name: string): string => {
  const value = req.query[name];
  return typeof value === 'string' ? value.trim().slice(0, 500) : '';
};
function askedOf(req: Request): Asked {
  const q = textOf(req, 'q').slice(0, 200);
  const turn = TABS.find((known) => known === textOf(req, 'turn')) ?? (q ? 'all' : 'desk');
  const [supplier = '', platform = '', cruise = ''] = FILTERS.map((name) => textOf(req, name));
  const severity = SEVERITIES.find((known) => known === textOf(req, 'severity')) ?? '';
  const mine = textOf(req, 'mine') === '1' ? '1' : '';
  return { turn, q, sort: textOf(req, 'sort'), supplier, platform, cruise, severity, mine };
}
const filterOf = ({ turn, q, supplier, platform, cruise, severity, mine }: Asked, person: string): CaseFilter => ({
  turn: turn === 'all' ? undefined : turn,
  q: q || undefined,
  supplier: supplier || undefined,
  platform: platform || undefined,
  cruise: cruise || undefined,
  severity: severity || undefined,
  assignee: mine ? person : undefined,
});

const cursorOf = (place: CasePlace): string => Buffer.from(JSON.stringify(place)).toString('base64url');
const Place = z.strictObject({ key: z.string().max(40), id: z.int().positive() });
const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d) (?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?[+-](?:0\d|1[0-4])(?::[0-5]\d)?$/;

/** A cursor that is not ours starts from the first page. */
function placeOf(cursor: string, sort: CaseSort): CasePlace | null {
  let given: unknown;
  try {
    given = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
  const { data: place } = Place.safeParse(given);
  if (!place) return null;
  return sort !== 'due' || place.key === 'infinity' || isInstant(place.key) ? place : null;
}
function isInstant(key: string): boolean {
  const [, year, month, day] = (INSTANT.exec(key) ?? []).map(Number);
  return dayOf(year ?? 0, month ?? 0, day ?? 0) !== null;
}
