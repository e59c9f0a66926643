import { Router } from 'express';
import { z } from 'zod';
import { accountOf, errorsOf, ROW_OUTCOMES } from '../../db/runs';
import { needScope } from '../auth';
import { Cursor, decodeCursor, encodeCursor, Limit } from '../cursor';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { parsedQuery } from '../json';
import { download, foldedRows, NDJSON_TYPE, storedRows } from './run-download';

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
      const { outcome = null, limit, cursor } = parsedQuery(RowsQuery, req);
      const { run } = await mustStand(deps, String(req.params['id']));
      res.vary('Accept');
      const type = req.accepts(['json', 'csv', NDJSON_TYPE]);
      if (type === 'csv' || type === NDJSON_TYPE)
        return download(deps, res, { run, outcome }, type === 'csv' ? 'csv' : 'ndjson');
      const after = decodeCursor(z.number(), cursor);
      if (outcome === 'rejected') {
        const found = await errorsOf(deps.pool, run, limit + 1, after ?? -1);
        const items = found.slice(0, limit).map((error) => ({ ...error, outcome }));
        res.json({ items, next: nextOf(found.length > limit, items.at(-1)?.index) });
        return;
      }
      const found =
        outcome === 'folded'
          ? await foldedRows(deps, res, run, limit + 1, after ?? 0)
          : await storedRows(deps, res, { run, outcome }, limit + 1, after ?? 0);
      const items = found.slice(0, limit);
      res.json({ items: items.map(({ shown }) => shown), next: nextOf(found.length > limit, items.at(-1)?.id) });
    });

const nextOf = (hasMore: boolean, last: number | undefined): string | null =>
  hasMore && last !== undefined ? encodeCursor(last) : null;

async function mustStand({ pool }: Pick<ServerDeps, 'pool'>, id: string) {
  const account = await accountOf(pool, id);
  if (!account) throw problem(404, 'unknown_run', 'There is no such run.');
  return account;
}
