import { z } from 'zod';
import { readEpoch } from '../db/events';
import type { Db } from '../db/query';
import { problem } from './errors';
import { LIST_DEFAULT, LIST_MAX } from './limits';

export const Limit = z.coerce.number().int().min(1).max(LIST_MAX).default(LIST_DEFAULT);
/** As text in an address; what it holds is ours alone. */
export const Cursor = z.string().max(500).optional();

export const encodeCursor = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');
/** The place a cursor of ours names; anything else is refused. */
export function decodeCursor<S extends z.ZodType>(schema: S, cursor: string | undefined): z.output<S> | null {
  if (cursor === undefined || cursor === '') return null;
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch {
    throw problem(400, 'bad_cursor', 'This cursor is none of ours.');
  }
}

/** A cursor, or the id of an event: to read on from there. */
const FEED_CURSOR = /^([0-9a-z]{1,64})[.-](\d{1,15})$/;

/** Where a reader of the log stands: `epoch.position`. */
export interface FeedPlace {
  epoch: string;
  position: number;
}
export const feedCursor = ({ epoch }: Pick<FeedPlace, 'epoch'>, position: number): string => `${epoch}.${position}`;

/** Empty = from the first. A cursor of another epoch is from before a restore: 410 with the place to start. */
export async function feedPlace(db: Db, after: string | undefined): Promise<FeedPlace> {
  const { epoch } = await readEpoch(db);
  if (after === undefined || after === '') return { epoch, position: 0 };
  const [, of, position] = FEED_CURSOR.exec(after) ?? [];
  if (of === undefined) throw problem(400, 'bad_cursor', 'This cursor is none of ours.');
  if (of !== epoch)
    throw problem(410, 'cursor_of_another_epoch', 'This cursor is from before a restore: start again at "next".', {
      extra: { next: feedCursor({ epoch }, 0) },
    });
  return { epoch, position: Number(position) };
}
