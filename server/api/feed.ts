import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { decisionsAfter } from '../../db/decisions';
import { feedAfter } from '../../db/feed';
import { EventListener } from '../../db/listen';
import { outsideEvent } from '../../domain/webhook-event';
import { needScope } from '../auth';
import { Cursor, feedCursor, feedPlace, Limit } from '../cursor';
import type { ServerDeps } from '../deps';
import { parsedQuery } from '../json';
import { WAIT_MS_MAX } from '../limits';
import { shownDecisions } from './decision-view';

export const DecisionsQuery = z.strictObject({ after: Cursor, limit: Limit });
export const EventsQuery = z.strictObject({
  after: Cursor,
  limit: Limit,
  types: z.string().max(2000).optional().meta({ description: 'Types of events, by commas.' }),
  wait: z.coerce
    .number()
    .min(0)
    .max(WAIT_MS_MAX / 1000)
    .default(0)
    .meta({ description: 'Seconds to wait for the next event.' }),
});

/** The log with one cursor: the same to whoever asks again from the same place. */
export function feedRoutes(deps: Pick<ServerDeps, 'pool' | 'clock' | 'baseUrl'>): Router {
  const listener = new EventListener(deps.pool);
  return Router()
    .get('/decisions', needScope('decide', 'read'), async (req, res) => {
      const { after, limit } = parsedQuery(DecisionsQuery, req);
      const place = await feedPlace(deps.pool, after);
      const found = await decisionsAfter(deps.pool, place.position, limit);
      res.json({
        items: await shownDecisions(deps, res, found),
        next: feedCursor(place, found.at(-1)?.position ?? place.position),
      });
    })
    .get('/events', needScope('read', 'decide'), (req, res) => sendEvents(deps, listener, req, res));
}

async function sendEvents(
  { pool, baseUrl }: Pick<ServerDeps, 'pool' | 'baseUrl'>,
  listener: EventListener,
  req: Request,
  res: Response,
): Promise<void> {
  const { after, limit, types = '', wait } = parsedQuery(EventsQuery, req);
  const place = await feedPlace(pool, after);
  const wanted = types.split(',').flatMap((type) => type.trim() || []);
  const look = () => feedAfter(pool, place.position, wanted, limit);
  const found = wait > 0 ? await waitFor(listener, look, wait * 1000, res) : await look();
  res.json({
    items: found.map(({ position, ...event }) => outsideEvent(event, place.epoch, position ?? 0, baseUrl)),
    next: feedCursor(place, found.at(-1)?.position ?? place.position),
  });
}

/** Looks; while there is nothing, waits for the sequencer and looks again, until the time is over or the reader has gone. */
async function waitFor<T>(
  listener: EventListener,
  look: () => Promise<T[]>,
  waitMs: number,
  res: Response,
): Promise<T[]> {
  let isOver = false;
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => {
    end = () => {
      isOver = true;
      resolve();
    };
  });
  const timer = setTimeout(end, waitMs);
  res.once('close', end);
  try {
    for (;;) {
      const { woken, disarm } = await listener.arm();
      try {
        const found = await look();
        if (found.length > 0 || isOver) return found;
        await Promise.race([woken, over]);
      } finally {
        disarm();
      }
    }
  } finally {
    clearTimeout(timer);
  }
}
