import { z } from 'zod';
import { type Db, rows } from '../query';
import type { Ready } from './batch';

const Known = z.object({
  fingerprint: z.string(),
  hash: z.string(),
  /** None where a maintenance suppressed it. */
  caseId: z.number().nullable(),
  recovered: z.boolean(),
});
export type Known = z.output<typeof Known>;

/** What is stored already of these items, by fingerprint. */
export async function findKnown(tx: Db, items: readonly Pick<Ready, 'fingerprint'>[]): Promise<Map<string, Known>> {
  if (items.length === 0) return new Map();
  const found = await rows(
    tx,
    Known,
    `select encode(fingerprint, 'hex') as fingerprint, encode(content_hash, 'hex') as hash, case_id as "caseId",
            recovered_at is not null as recovered
       from anomaly where fingerprint in (select decode(f, 'hex') from unnest(string_to_array($1, ',')) f)`,
    [items.map(({ fingerprint }) => fingerprint).join()],
  );
  return new Map(found.map((row) => [row.fingerprint, row]));
}
