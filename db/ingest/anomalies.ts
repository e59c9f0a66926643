import { DatabaseError } from 'pg';
import { SEVERITIES } from '../../domain/words';
import { type Db, run } from '../query';
import type { Ready } from './batch';
import { bytes, cells, copyInto, json, NOTHING, words } from './copy';

/** What a series has in common, what is its own of each, and when it came. */
const COLUMNS =
  'source, dataset, check_code, parameter, severity, ' +
  'fingerprint, content_hash, case_id, time_start, time_end, external_id, data_version, run, ' +
  'run_outcome, first_seen, last_seen, rule_version, hold, doc';

/**
 * Inserts items that nobody has stored, into these cases, in fingerprint order. False when somebody else has stored one of
 * them meanwhile: then the transaction has failed.
 */
export async function insertNew(
  tx: Db,
  fresh: readonly Ready[],
  caseOf: (item: Ready) => number | null,
  at: Date,
): Promise<boolean> {
  const sorted = [...fresh].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
  try {
    await copyInto(tx, 'anomaly', COLUMNS, linesOf(sorted, caseOf, at));
  } catch (error) {
    if (isTaken(error)) return false;
    throw error;
  }
  await storeEvidence(tx, sorted);
  return true;
}

function* linesOf(items: readonly Ready[], caseOf: (item: Ready) => number | null, at: Date): Generator<string> {
  const common = new Map<string, string>();
  const seen = cells('created', at.toISOString(), at.toISOString());
  for (const item of items) {
    const { anomaly, series, rule, hold } = item;
    let codes = common.get(series);
    if (codes === undefined) {
      const { source, dataset, check, parameter, severity } = anomaly;
      codes = cells(words(source), words(dataset), words(check), words(parameter), severity);
      common.set(series, codes);
    }
    const { timeStart, timeEnd, externalId, dataVersion } = anomaly;
    const own = `${bytes(item.fingerprint)}\t${bytes(item.contentHash)}\t${caseOf(item) ?? NOTHING}`;
    const when = `${timeStart ?? NOTHING}\t${timeEnd ?? NOTHING}`;
    const named = `${words(externalId) ?? NOTHING}\t${words(dataVersion) ?? NOTHING}\t${words(item.runId)}`;
    yield `${codes}\t${own}\t${when}\t${named}\t${seen}\t${rule ?? NOTHING}\t${hold ?? NOTHING}\t${json(item.doc)}\n`;
  }
}

const UNIQUE_VIOLATION = '23505';
const isTaken = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code === UNIQUE_VIOLATION && error.constraint === 'anomaly_fingerprint_key';

const idsOf = (items: readonly Ready[]): string => items.map(({ fingerprint }) => fingerprint).join();

async function storeEvidence(tx: Db, items: readonly Ready[]): Promise<void> {
  const shown = items.filter(({ evidence }) => evidence !== null);
  if (shown.length === 0) return;
  await run(
    tx,
    `insert into evidence (anomaly, doc)
     select a.id, e.doc from unnest($1::text[], $2::jsonb[]) as e (fp, doc) join anomaly a on a.fingerprint = decode(e.fp, 'hex')
     on conflict (anomaly) do update set doc = excluded.doc`,
    [shown.map((i) => i.fingerprint), shown.map((i) => i.evidence)],
  );
}

/** The run that held an item first keeps what came of it there; for a later one it is a duplicate. */
export const countAgain = (tx: Db, same: readonly Ready[], at: Date): Promise<number> =>
  run(
    tx,
    `update anomaly a set seen = seen + 1, last_seen = greatest(last_seen, $3), run = n.run,
            run_outcome = case when a.run = n.run then run_outcome else 'duplicate' end
       from unnest(string_to_array($1, ','), $2::text[]) as n (fp, run) where a.fingerprint = decode(n.fp, 'hex')`,
    [idsOf(same), same.map(({ runId }) => runId), at],
  );

/**
 * A changed item replaces the words of the stored one and fails again if it had recovered; severity only ever rises, and
 * neither first nor last moves the wrong way.
 */
export async function update(tx: Db, changed: readonly Ready[], at: Date): Promise<void> {
  await run(
    tx,
    `update anomaly a set content_hash = decode(n.hash, 'hex'), doc = n.doc::jsonb, run_outcome = case when a.run = n.run then a.run_outcome else 'updated' end, run = n.run, seen = seen + 1, recovered_at = null,
            data_version = coalesce(n.version, a.data_version),
            last_seen = greatest(a.last_seen, $8), time_end = greatest(a.time_end, n.t1), time_start = least(a.time_start, n.t0),
            severity = case when array_position($9::text[], n.severity) > array_position($9::text[], a.severity) then n.severity else a.severity end
       from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::text[], $10::text[], $7::text[])
            as n (fp, hash, doc, t0, t1, severity, version, run)
      where a.fingerprint = decode(n.fp, 'hex')`,
    [
      changed.map((i) => i.fingerprint),
      changed.map((i) => i.contentHash),
      changed.map((i) => i.doc),
      changed.map((i) => i.anomaly.timeStart),
      changed.map((i) => i.anomaly.timeEnd),
      changed.map((i) => i.anomaly.severity),
      changed.map((i) => i.runId),
      at,
      SEVERITIES,
      changed.map((i) => i.anomaly.dataVersion),
    ],
  );
  await storeEvidence(tx, changed);
}
