import { type Db, run } from '../query';
import type { Ready } from './batch';

/** Items that are stored and counted and bring nobody anything to do, with the reason of each. */
export const suppress = (
  tx: Db,
  items: readonly { item: Ready; reason: string; isKnown: boolean }[],
  at: Date,
): Promise<number> =>
  run(
    tx,
    `update anomaly a set run_outcome = 'suppressed', suppressed_by = n.reason, run = n.run, last_seen = greatest(a.last_seen, $5),
            seen = a.seen + n.known::int
       from unnest($1::text[], $2::text[], $3::boolean[], $4::text[]) as n (fp, reason, known, run) where a.fingerprint = decode(n.fp, 'hex')`,
    [
      items.map(({ item }) => item.fingerprint),
      items.map(({ reason }) => reason),
      items.map(({ isKnown }) => isKnown),
      items.map(({ item }) => item.runId),
      at,
    ],
  );

/** What a maintenance suppressed and suppresses no longer joins its case after all. False when somebody else was first. */
export async function adopt(tx: Db, items: readonly Ready[], caseOf: (item: Ready) => number | null): Promise<boolean> {
  const adopted = await run(
    tx,
    `update anomaly a set case_id = n.case_id, suppressed_by = null, rule_version = n.rule, hold = n.hold
       from unnest($1::text[], $2::bigint[], $3::int[], $4::int[]) as n (fp, case_id, rule, hold)
      where a.fingerprint = decode(n.fp, 'hex') and a.case_id is null`,
    [items.map((i) => i.fingerprint), items.map(caseOf), items.map((i) => i.rule), items.map((i) => i.hold)],
  );
  return adopted === items.length;
}
