import type { Request } from 'express';
import { z } from 'zod';
import { type Listed, listEpisodes } from '../db/statistics/list';
import { lastPosition, type Report, readReport } from '../db/statistics/report';
import { namesOf } from '../db/statistics/names';
import type { Scope } from '../db/statistics/episodes';
import type { Pool } from '../db/query';
import { type Dimension, DIMENSIONS, FIGURES, type Figure } from '../domain/statistics';
import { writtenDay } from '../domain/instant';
import { CSV_DIALECTS } from '../web/statistics/csv';
import type { Asked, ShownReport } from '../web/statistics/view';
import { Cursor, decodeCursor, Limit } from './cursor';
import { parsedQuery } from './json';

const DAY_MS = 86_400_000;
const code = z.string().max(200).optional();
const Day = z
  .string()
  .max(20)
  .refine((text) => writtenDay(text) !== null, 'is no day')
  .optional()
  .meta({ format: 'date', description: 'A day, `YYYY-MM-DD`.' });
const ScopeFields = {
  from: Day,
  until: Day,
  supplier: code,
  cruise: code,
  platform: code,
  sensor: code,
  parameter: code,
  check: code,
};

export const StatisticsQuery = z.strictObject({
  by: z.enum(DIMENSIONS).optional(),
  dialect: z.enum(CSV_DIALECTS).optional().meta({ description: 'Of the CSV: `excel_fr` opens in French Excel.' }),
  ...ScopeFields,
});
export const StatisticsListQuery = z.strictObject({
  figure: z.enum(FIGURES as [Figure, ...Figure[]]), // Safe: there are figures.
  by: z.enum(DIMENSIONS).optional(),
  ...ScopeFields,
  limit: Limit,
  cursor: Cursor,
});
type ScopeQuery = z.output<z.ZodObject<typeof ScopeFields>> & { by?: Dimension | undefined };

/** What was asked for; without days the last year. */
export function askedOf(query: ScopeQuery, at: Date, fallback: Dimension): Asked {
  const until = writtenDay(query.until ?? '') ?? at.toISOString().slice(0, 10);
  const yearBefore = new Date(Date.parse(until) - 365 * DAY_MS).toISOString().slice(0, 10);
  const only: Asked['only'] = {};
  for (const dimension of DIMENSIONS) {
    const value = query[dimension];
    if (value !== undefined) only[dimension] = value;
  }
  return { by: query.by ?? fallback, from: writtenDay(query.from ?? '') ?? yearBefore, until, only };
}

/** A query of a person's page: what it does not understand is left out, never refused. */
export function pageAsked(req: Request, at: Date, fallback: Dimension): Asked {
  const text = (name: string): string | undefined => {
    const value = req.query[name];
    return typeof value === 'string' ? value.slice(0, 200) : undefined;
  };
  const query: ScopeQuery = { by: DIMENSIONS.find((dimension) => dimension === text('by')) };
  for (const name of ['from', 'until', ...DIMENSIONS] as const) query[name] = text(name);
  return askedOf(query, at, fallback);
}
export const pageFigure = (req: Request): Figure =>
  FIGURES.find((figure) => figure === req.query['figure']) ?? 'episodes';

const scopeOf = ({ from, until, only }: Asked, upTo: number, hideRestrictedAt: Date | null): Scope => ({
  from: new Date(from),
  until: new Date(Date.parse(until) + DAY_MS),
  upTo,
  only,
  hideRestrictedAt,
});

/** A report with the names of its codes; `hideRestrictedAt`: without what is not for everybody at that instant. */
export async function shownReport(pool: Pool, asked: Asked, hideRestrictedAt: Date | null): Promise<ShownReport> {
  const upTo = await lastPosition(pool);
  const { lines, whole }: Report = await readReport(pool, scopeOf(asked, upTo, hideRestrictedAt), asked.by);
  const codes = [...lines.flatMap(({ value }) => value ?? []), ...Object.values(asked.only)];
  return { asked, lines, whole, upTo, names: await namesOf(pool, codes) };
}

export interface ListPage {
  items: Listed[];
  /** How many the number says. */
  total: number;
  /** Rows before the next page; null at the end. */
  next: number | null;
}
export async function listOf(
  pool: Pool,
  asked: Asked,
  figure: Figure,
  { limit, skip }: { limit: number; skip: number },
  hideRestrictedAt: Date | null,
): Promise<ListPage> {
  const scope = scopeOf(asked, await lastPosition(pool), hideRestrictedAt);
  const { items, total } = await listEpisodes(pool, scope, figure, { limit, skip });
  return { items, total, next: skip + items.length < total ? skip + items.length : null };
}

const PAGE_ROWS = 100;
/** The page of a list that a person's address names. */
export function pageOf(req: Request): { limit: number; skip: number } {
  const skip =
    typeof req.query['skip'] === 'string' && /^\d{1,9}$/.test(req.query['skip']) ? Number(req.query['skip']) : 0;
  return { limit: PAGE_ROWS, skip };
}
/** The same address with the next page. */
export function nextOf(req: Request, next: number | null): string | null {
  if (next === null) return null;
  const [path = '', query = ''] = req.originalUrl.split('?');
  const asked = new URLSearchParams(query);
  asked.set('skip', String(next));
  return `${path}?${asked.toString()}`;
}

export function listQuery(req: Request) {
  const { limit, cursor, figure, ...query } = parsedQuery(StatisticsListQuery, req);
  return { query, figure, limit, skip: decodeCursor(z.number().int().min(0), cursor) ?? 0 };
}
