import { z } from 'zod';
import { SEVERITIES, type Severity, worst } from '../../domain/words';
import { record } from '../events';
import { poke } from '../outbox';
import { type Db, rows, run } from '../query';
import type { Ready } from './batch';
import { acceptingCases, type OpenCase } from './cases';

export type ItemOutcome = 'created' | 'updated' | 'duplicate';
export interface Stored {
  index: number;
  outcome: ItemOutcome;
  caseId: number;
}

const Known = z.object({ fingerprint: z.string(), hash: z.string(), caseId: z.number(), severity: z.enum(SEVERITIES) });

/**
 * Stores items whose fingerprints differ, in the caller's transaction, set by set: what is known already is counted or
 * updated, what is new finds or opens its case. Cases are locked before anomalies, each in key order, so no order of posts
 * can deadlock.
 */
export async function storeRound(tx: Db, items: readonly Ready[], runId: string, at: Date): Promise<Stored[]> {
  const known = await findKnown(tx, items);
  const fresh = items.filter((item) => !known.has(item.fingerprint));
  const cases = fresh.length > 0 ? await acceptingCases(tx, fresh, at) : new Map<string, OpenCase>();
  const inserted = fresh.length > 0 ? await insertNew(tx, fresh, cases, runId, at) : new Set<string>();
  const late = fresh.filter((item) => !inserted.has(item.fingerprint));
  if (late.length > 0) for (const [key, value] of await findKnown(tx, late)) known.set(key, value);
  const again = items.filter((item) => known.has(item.fingerprint));
  const changed = again.filter((item) => known.get(item.fingerprint)?.hash !== item.contentHash);
  const same = again.filter((item) => known.get(item.fingerprint)?.hash === item.contentHash);
  if (same.length > 0) await countAgain(tx, same, at);
  if (changed.length > 0) await update(tx, changed, runId, at);
  await grow(
    tx,
    fresh.filter((item) => inserted.has(item.fingerprint)),
    changed,
    cases,
    known,
    at,
  );
  const changedSet = new Set(changed);
  return items.map((item) => ({
    index: item.index,
    outcome: inserted.has(item.fingerprint) ? 'created' : changedSet.has(item) ? 'updated' : 'duplicate',
    caseId: known.get(item.fingerprint)?.caseId ?? cases.get(item.caseKey)?.id ?? 0,
  }));
}

async function findKnown(tx: Db, items: readonly Ready[]): Promise<Map<string, z.output<typeof Known>>> {
  const found = await rows(
    tx,
    Known,
    `select encode(fingerprint, 'hex') as fingerprint, encode(content_hash, 'hex') as hash, case_id as "caseId", severity
       from anomaly where fingerprint = any(select decode(f, 'hex') from unnest($1::text[]) f)`,
    [items.map((item) => item.fingerprint)],
  );
  return new Map(found.map((row) => [row.fingerprint, row]));
}

async function insertNew(
  tx: Db,
  fresh: readonly Ready[],
  cases: Map<string, OpenCase>,
  runId: string,
  at: Date,
): Promise<Set<string>> {
  const sorted = [...fresh].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
  const column = <T>(of: (item: Ready) => T): T[] => sorted.map(of);
  const inserted = await rows(
    tx,
    z.object({ id: z.number(), fingerprint: z.string() }),
    `insert into anomaly (fingerprint, content_hash, case_id, source, external_id, dataset, check_code, parameter, severity,
                          time_start, time_end, data_version, run, first_seen, last_seen, doc)
     select decode(fp, 'hex'), decode(hash, 'hex'), case_id, source, ext, dataset, chk, parameter, severity, t0, t1, version, $15, $16, $16, doc::jsonb
       from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
                   $10::timestamptz[], $11::timestamptz[], $12::text[], $13::text[], $14::text[])
            as n (fp, hash, case_id, source, ext, dataset, chk, parameter, severity, t0, t1, version, platform, doc)
     on conflict (fingerprint) do nothing returning id, encode(fingerprint, 'hex') as fingerprint`,
    [
      column((i) => i.fingerprint),
      column((i) => i.contentHash),
      column((i) => cases.get(i.caseKey)?.id),
      column((i) => i.anomaly.source),
      column((i) => i.anomaly.externalId),
      column((i) => i.anomaly.dataset),
      column((i) => i.anomaly.check),
      column((i) => i.anomaly.parameter),
      column((i) => i.anomaly.severity),
      column((i) => i.anomaly.timeStart),
      column((i) => i.anomaly.timeEnd),
      column((i) => i.anomaly.dataVersion),
      column((i) => i.anomaly.platform),
      column((i) => JSON.stringify(i.anomaly.doc)),
      runId,
      at,
    ],
  );
  const ids = new Map(inserted.map(({ id, fingerprint }) => [fingerprint, id]));
  await storeEvidence(tx, sorted, ids);
  return new Set(ids.keys());
}

async function storeEvidence(tx: Db, items: readonly Ready[], ids: Map<string, number>): Promise<void> {
  const withEvidence = items.filter((item) => item.anomaly.evidence && ids.has(item.fingerprint));
  if (withEvidence.length === 0) return;
  await run(
    tx,
    `insert into evidence (anomaly, doc) select * from unnest($1::bigint[], $2::jsonb[])
     on conflict (anomaly) do update set doc = excluded.doc`,
    [withEvidence.map((i) => ids.get(i.fingerprint)), withEvidence.map((i) => JSON.stringify(i.anomaly.evidence))],
  );
}

const countAgain = (tx: Db, same: readonly Ready[], at: Date): Promise<number> =>
  run(
    tx,
    `update anomaly set seen = seen + 1, last_seen = greatest(last_seen, $2)
      where fingerprint in (select decode(f, 'hex') from unnest($1::text[]) f)`,
    [same.map((item) => item.fingerprint), at],
  );

/** A changed item replaces the words of the stored one; severity only ever rises, and neither first nor last moves the wrong way. */
async function update(tx: Db, changed: readonly Ready[], runId: string, at: Date): Promise<void> {
  const updated = await rows(
    tx,
    z.object({ id: z.number(), fingerprint: z.string() }),
    `update anomaly a set content_hash = decode(n.hash, 'hex'), doc = n.doc::jsonb, run = $6, seen = seen + 1,
            last_seen = greatest(a.last_seen, $7), time_end = greatest(a.time_end, n.t1), time_start = least(a.time_start, n.t0),
            severity = case when array_position($8::text[], n.severity) > array_position($8::text[], a.severity) then n.severity else a.severity end
       from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $9::text[]) as n (fp, hash, doc, t0, t1, severity)
      where a.fingerprint = decode(n.fp, 'hex') returning a.id, n.fp as fingerprint`,
    [
      changed.map((i) => i.fingerprint),
      changed.map((i) => i.contentHash),
      changed.map((i) => JSON.stringify(i.anomaly.doc)),
      changed.map((i) => i.anomaly.timeStart),
      changed.map((i) => i.anomaly.timeEnd),
      runId,
      at,
      SEVERITIES,
      changed.map((i) => i.anomaly.severity),
    ],
  );
  await storeEvidence(tx, changed, new Map(updated.map(({ id, fingerprint }) => [fingerprint, id])));
}

interface Growth {
  count: number;
  severity: Severity;
  first: string | null;
  last: string | null;
}

/** One event a case and batch; the case's row is touched only if its interval or severity changes. */
async function grow(
  tx: Db,
  added: readonly Ready[],
  changed: readonly Ready[],
  cases: Map<string, OpenCase>,
  known: Map<string, z.output<typeof Known>>,
  at: Date,
): Promise<void> {
  const growth = new Map<number, Growth>();
  const note = (caseId: number, { anomaly }: Ready, count: number): void => {
    const g = growth.get(caseId) ?? { count: 0, severity: 'info', first: null, last: null };
    g.count += count;
    g.severity = worst(g.severity, anomaly.severity);
    if (anomaly.timeStart && (g.first === null || anomaly.timeStart < g.first)) g.first = anomaly.timeStart;
    if (anomaly.timeEnd && (g.last === null || anomaly.timeEnd > g.last)) g.last = anomaly.timeEnd;
    growth.set(caseId, g);
  };
  for (const item of added) note(cases.get(item.caseKey)?.id ?? 0, item, 1);
  for (const item of changed) note(known.get(item.fingerprint)?.caseId ?? 0, item, 0);
  if (growth.size === 0) return;
  const ids = [...growth.keys()].sort((a, b) => a - b);
  const of = (id: number): Growth => growth.get(id) ?? { count: 0, severity: 'info', first: null, last: null };
  const risen = await rows(
    tx,
    z.object({ id: z.number(), agenda: z.boolean() }),
    `update anomaly_case c set first_time = least(c.first_time, g.t0), last_time = greatest(c.last_time, g.t1),
            severity = case when g.rank > array_position($5::text[], c.severity) then g.severity else c.severity end
       from (select *, array_position($5::text[], severity) as rank
               from unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[], $4::text[]) as n (id, t0, t1, severity)) g
      where c.id = g.id and (c.first_time is null or g.t0 < c.first_time or c.last_time is null or g.t1 > c.last_time or g.rank > array_position($5::text[], c.severity))
      returning c.id, c.phase = 'collecting' as agenda`,
    [ids, ids.map((id) => of(id).first), ids.map((id) => of(id).last), ids.map((id) => of(id).severity), SEVERITIES],
  );
  const opened = new Set([...cases.values()].filter((c) => c.opened).map((c) => c.id));
  await record(
    tx,
    at,
    { kind: 'service', id: 'ingest' },
    ids.map((id) => ({
      type: opened.has(id) ? 'case.opened' : 'case.grew',
      subject: `case/${id}`,
      data: { added: of(id).count },
    })),
  );
  const pokes = new Set([...opened, ...risen.filter((r) => r.agenda).map((r) => r.id)]);
  await poke(
    tx,
    [...pokes].map((id) => ({ kind: 'case' as const, id })),
  );
}
