import { Router } from 'express';
import { z } from 'zod';
import { listFlagScales } from '../../db/flag-scales';
import { needScope } from '../auth';
import { Cursor, decodeCursor, encodeCursor, Limit } from '../cursor';
import type { ServerDeps } from '../deps';
import { parsedQuery } from '../json';

export const FlagScalesQuery = z.strictObject({
  scale: z.string().min(1).max(50).optional().meta({ description: 'Of this scale only.' }),
  limit: Limit,
  cursor: Cursor,
});

/** The flag scales that are known, a row a code: what it means, and as what it is told in L20. */
export const flagScaleRoutes = ({ pool }: Pick<ServerDeps, 'pool'>): Router =>
  Router().get('/flag-scales', needScope('read', 'desk', 'ingest'), async (req, res) => {
    const { scale, limit, cursor } = parsedQuery(FlagScalesQuery, req);
    const skip = decodeCursor(z.number().int().min(0), cursor) ?? 0;
    const found = await listFlagScales(pool, scale, { limit: limit + 1, skip });
    res.json({ items: found.slice(0, limit), next: found.length > limit ? encodeCursor(skip + limit) : null });
  });

export const FlagScaleRow = z
  .strictObject({
    scale: z.string(),
    version: z.string(),
    code: z.string().meta({ description: 'As the scale writes it.' }),
    meaning: z.string(),
    canonical: z.string().meta({ description: 'The L20 code.' }),
    lossy: z.boolean().meta({ description: 'L20 says less, or something else, than the code.' }),
    asked: z.boolean().meta({ description: 'A supplier is asked about values of this flag.' }),
  })
  .meta({ id: 'FlagScaleRow' });
