import { z } from 'zod';
import type { Actor } from '../domain/words';
import { record } from './events';
import { inTransaction, type Pool, rows } from './query';

/** Sources that this process has seen registered: a source once known is never taken away. */
const seen = new WeakMap<Pool, Set<string>>();
const SEEN_MAX = 10_000;

/** The first use of an unknown source by somebody who may post registers it, untrusted. */
export async function ensureSources(pool: Pool, codes: ReadonlySet<string>, actor: Actor, at: Date): Promise<void> {
  const known = seen.get(pool) ?? new Set();
  const unknown = [...codes].filter((code) => !known.has(code));
  if (unknown.length === 0) return;
  await inTransaction(pool, async (tx) => {
    const added = await rows(
      tx,
      z.object({ code: z.string() }),
      `insert into source (code, name) select code, code from unnest($1::text[]) as n (code) order by code
       on conflict do nothing returning code`,
      [unknown],
    );
    await record(
      tx,
      at,
      actor,
      added.map(({ code }) => ({ type: 'source.registered', subject: 'register/source', data: { code } })),
    );
  });
  if (known.size > SEEN_MAX) known.clear();
  for (const code of unknown) known.add(code);
  seen.set(pool, known);
}
