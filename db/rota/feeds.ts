import { z } from 'zod';
import type { Actor } from '../../domain/words';
import { record } from '../events';
import { type Db, firstRow, inTransaction, type Pool, rows, run } from '../query';

const Feed = z.object({
  id: z.string(),
  /** Whose duties alone; null = everybody's. */
  person: z.string().nullable(),
  madeAt: z.date(),
});
export type Feed = z.output<typeof Feed>;
const COLUMNS = 'id, person, made_at as "madeAt"';

export interface NewFeed {
  id: string;
  tokenHash: Buffer;
  person: string | null;
  madeBy: string;
}
/** A new secret address of the calendar. */
export const createFeed = (pool: Pool, { id, tokenHash, person, madeBy }: NewFeed, at: Date): Promise<void> =>
  inTransaction(pool, async (tx) => {
    await run(tx, 'insert into rota_feed (id, token_hash, person, made_by, made_at) values ($1, $2, $3, $4, $5)', [
      id,
      tokenHash,
      person,
      madeBy,
      at,
    ]);
    await record(tx, at, { kind: 'person', id: madeBy }, [{ type: 'rota.feed_made', subject: `rota-feed/${id}` }]);
  });

export const feedsOf = (db: Db, madeBy: string): Promise<Feed[]> =>
  rows(db, Feed, `select ${COLUMNS} from rota_feed where made_by = $1 and revoked_at is null order by made_at`, [
    madeBy,
  ]);

/** Of somebody who still works here. */
export const findFeed = (db: Db, tokenHash: Buffer): Promise<Feed | null> =>
  firstRow(
    db,
    Feed,
    `select ${COLUMNS} from rota_feed
      where token_hash = $1 and revoked_at is null and made_by in (select code from person where active)`,
    [tokenHash],
  );

/** Only who made it takes it back. */
export const revokeFeed = (pool: Pool, id: string, madeBy: string, at: Date): Promise<boolean> =>
  inTransaction(pool, async (tx) => {
    const gone = await run(
      tx,
      'update rota_feed set revoked_at = $3 where id = $1 and made_by = $2 and revoked_at is null',
      [id, madeBy, at],
    );
    const actor: Actor = { kind: 'person', id: madeBy };
    if (gone > 0) await record(tx, at, actor, [{ type: 'rota.feed_revoked', subject: `rota-feed/${id}` }]);
    return gone > 0;
  });
