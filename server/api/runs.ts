import { Router } from 'express';
import { z } from 'zod';
import { accountOf, errorsOf, ROW_OUTCOMES, rowsOfRun } from '../../db/runs';
import { needScope } from '../auth';
import { Cursor, decodeCursor, encodeCursor, Limit } from '../cursor';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { parsedQuery } from '../json';
import { hidesFor, onlyReads, shownAnomaly } from './anomaly-view';

export const RowsQuery = z.strictObject({
  outcome: z.enum(ROW_OUTCOMES).optional(),
  limit: Limit,
  cursor: Cursor,
});

/** The account of one post, and its rows. */
export const runRoutes = (deps: Pick<ServerDeps, 'pool' | 'clock'>): Router =>
  Router()
    .get('/runs/:id', needScope('ingest', 'read'), async (req, res) => {
      res.json(await mustStand(deps, String(req.params['id'])));
    })
    .get('/runs/:id/rows', needScope('ingest', 'read'), async (req, res) => {
      const { outcome, limit, cursor } = parsedQuery(RowsQuery, req);
      const { run } = await mustStand(deps, String(req.params['id']));
      const after = decodeCursor(z.number(), cursor);
      if (outcome === 'rejected') {
        const found = await errorsOf(deps.pool, run, limit + 1, after ?? -1);
        const items = found.slice(0, limit);
        res.json({
          items: items.map((e) => ({ ...e, outcome })),
          next: nextOf(found.length > limit, items.at(-1)?.index),
        });
        return;
      }
      const found = await rowsOfRun(deps.pool, run, outcome ?? null, limit + 1, after ?? 0);
      const items = found.slice(0, limit);
      const hidden = await hidesFor(
        deps,
        res,
        items.flatMap(({ caseId }) => caseId ?? []),
      );
      res.json({
        items: items.map((row) => shownAnomaly(row, row.caseId === null ? onlyReads(res) : hidden.has(row.caseId))),
        next: nextOf(found.length > limit, items.at(-1)?.id),
      });
    });

const nextOf = (hasMore: boolean, last: number | undefined): string | null =>
  hasMore && last !== undefined ? encodeCursor(last) : null;

async function mustStand({ pool }: Pick<ServerDeps, 'pool'>, id: string) {
  const account = await accountOf(pool, id);
  if (!account) throw problem(404, 'unknown_run', 'There is no such run.');
  return account;
}
