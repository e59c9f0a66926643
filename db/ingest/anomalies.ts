import { z } from 'zod';
import { SEVERITIES } from '../../domain/words';
import { type Db, rows, run } from '../query';
import type { Ready } from './batch';

const Inserted = z.object({ id: z.number(), fingerprint: z.string() });

/** Inserts items of these cases, in fingerprint order; the fingerprints that were really new. */
export async function insertNew(
  tx: Db,
  fresh: readonly Ready[],
  cases: ReadonlyMap<string, number>,
  runId: string,
  at: Date,
): Promise<Set<string>> {
  const sorted = [...fresh].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
  const column = <T>(of: (item: Ready) => T): T[] => sorted.map(of);
  const inserted = await rows(
    tx,
    Inserted,
    `insert into anomaly (fingerprint, content_hash, case_id, source, external_id, dataset, check_code, parameter, severity,
                          time_start, time_end, data_version, run, run_outcome, first_seen, last_seen, rule_version, hold, doc)
     select decode(fp, 'hex'), decode(hash, 'hex'), case_id, source, ext, dataset, chk, parameter, severity, t0, t1, version, $14, 'created', $15, $15, rule, hold, doc::jsonb
       from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
                   $10::timestamptz[], $11::timestamptz[], $12::text[], $13::text[], $16::int[], $17::int[])
            as n (fp, hash, case_id, source, ext, dataset, chk, parameter, severity, t0, t1, version, doc, rule, hold)
     on conflict (fingerprint) do nothing returning id, encode(fingerprint, 'hex') as fingerprint`,
    [
      column((i) => i.fingerprint),
      column((i) => i.contentHash),
      column((i) => cases.get(i.fingerprint)),
      column((i) => i.anomaly.source),
      column((i) => i.anomaly.externalId),
      column((i) => i.anomaly.dataset),
      column((i) => i.anomaly.check),
      column((i) => i.anomaly.parameter),
      column((i) => i.anomaly.severity),
      column((i) => i.anomaly.timeStart),
      column((i) => i.anomaly.timeEnd),
      column((i) => i.anomaly.dataVersion),
      column((i) => i.doc),
      runId,
      at,
      column((i) => i.rule),
      column((i) => i.hold),
    ],
  );
  await storeEvidence(tx, sorted, inserted);
  return new Set(inserted.map(({ fingerprint }) => fingerprint));
}

async function storeEvidence(
  tx: Db,
  items: readonly Ready[],
  stored: readonly z.output<typeof Inserted>[],
): Promise<void> {
  const ids = new Map(stored.map(({ id, fingerprint }) => [fingerprint, id]));
  const shown = items.filter((item) => item.anomaly.evidence && ids.has(item.fingerprint));
  if (shown.length === 0) return;
  await run(
    tx,
    `insert into evidence (anomaly, doc) select * from unnest($1::bigint[], $2::jsonb[])
     on conflict (anomaly) do update set doc = excluded.doc`,
    [shown.map((i) => ids.get(i.fingerprint)), shown.map((i) => JSON.stringify(i.anomaly.evidence))],
  );
}

export const countAgain = (tx: Db, same: readonly Ready[], runId: string, at: Date): Promise<number> =>
  run(
    tx,
    `update anomaly set seen = seen + 1, last_seen = greatest(last_seen, $3), run_outcome = case when run = $2 then run_outcome else 'duplicate' end, run = $2
      where fingerprint = any(select decode(f, 'hex') from unnest($1::text[]) f)`,
    [same.map((item) => item.fingerprint), runId, at],
  );

/**
 * A changed item replaces the words of the stored one and fails again if it had recovered; severity only ever rises, and
 * neither first nor last moves the wrong way.
 */
export async function update(tx: Db, changed: readonly Ready[], runId: string, at: Date): Promise<void> {
  const updated = await rows(
    tx,
    Inserted,
    `update anomaly a set content_hash = decode(n.hash, 'hex'), doc = n.doc::jsonb, run_outcome = case when a.run = $7 then a.run_outcome else 'updated' end, run = $7, seen = seen + 1, recovered_at = null,
            data_version = coalesce(n.version, a.data_version),
            last_seen = greatest(a.last_seen, $8), time_end = greatest(a.time_end, n.t1), time_start = least(a.time_start, n.t0),
            severity = case when array_position($9::text[], n.severity) > array_position($9::text[], a.severity) then n.severity else a.severity end
       from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::text[], $10::text[])
            as n (fp, hash, doc, t0, t1, severity, version)
      where a.fingerprint = decode(n.fp, 'hex') returning a.id, n.fp as fingerprint`,
    [
      changed.map((i) => i.fingerprint),
      changed.map((i) => i.contentHash),
      changed.map((i) => i.doc),
      changed.map((i) => i.anomaly.timeStart),
      changed.map((i) => i.anomaly.timeEnd),
      changed.map((i) => i.anomaly.severity),
      runId,
      at,
      SEVERITIES,
      changed.map((i) => i.anomaly.dataVersion),
    ],
  );
  await storeEvidence(tx, changed, updated);
}
