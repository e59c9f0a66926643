import { z } from 'zod';
import type { Actor } from '../domain/words';
import { record } from './events';
import { inTransaction, type Pool, rows } from './query';

/** The first use of an unknown source by somebody who may post registers it, untrusted. */
export const ensureSources = (pool: Pool, codes: readonly string[], actor: Actor, at: Date): Promise<void> =>
  inTransaction(pool, async (tx) => {
    const added = await rows(
      tx,
      z.object({ code: z.string() }),
      `insert into source (code, name) select code, code from unnest($1::text[]) as n (code) order by code
       on conflict do nothing returning code`,
      [codes],
    );
    await record(
      tx,
      at,
      actor,
      added.map(({ code }) => ({ type: 'source.registered', subject: 'register/source', data: { code } })),
    );
  });
