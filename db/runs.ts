import { z } from 'zod';
import { SEVERITIES } from '../domain/words';
import type { ItemError } from '../domain/anomaly';
import { type Db, firstRow, rows, run } from './query';

/** What a post says of itself. */
export interface RunHead {
  id: string;
  /** Who may continue it: actorKey of the caller. */
  owner: string;
  apiKey: number | null;
  format: string;
  source: string | null;
  dataset: string | null;
  dataVersion: string | null;
  /** The run holds everything that its checks found in its dataset. */
  complete: boolean;
}
export type RunState = 'running' | 'done' | 'failed';

const OUTCOMES = ['created', 'updated', 'duplicate', 'folded', 'suppressed', 'rejected'] as const;
export type RowOutcome = (typeof OUTCOMES)[number];
export const ROW_OUTCOMES = OUTCOMES;
export interface Counts extends Record<RowOutcome, number> {
  received: number;
}

export interface Beginning {
  head: RunHead;
  state: RunState;
  /** How many checks it says it executed. */
  checks: number;
}

/** The ids of those that did not stand already; a twin waits here until the first has committed. */
export async function insertRuns(tx: Db, begun: readonly Beginning[], at: Date): Promise<Set<string>> {
  if (begun.length === 0) return new Set();
  const column = <T>(of: (head: RunHead) => T): T[] => begun.map(({ head }) => of(head));
  const inserted = await rows(
    tx,
    z.object({ id: z.string() }),
    `insert into run (id, api_key, format, source, dataset, data_version, complete, owner, state, checks, started_at, finished_at, began_after)
     select n.*, $11::timestamptz, case when n.state <> 'running' then $11::timestamptz end, (select coalesce(max(id), 0) from event)
       from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[], $8::text[], $9::text[], $10::int[])
            as n (id, api_key, format, source, dataset, data_version, complete, owner, state, checks)
      order by n.id on conflict (id) do nothing returning id`,
    [
      column((head) => head.id),
      column((head) => head.apiKey),
      column((head) => head.format),
      column((head) => head.source),
      column((head) => head.dataset),
      column((head) => head.dataVersion),
      column((head) => head.complete),
      column((head) => head.owner),
      begun.map(({ state }) => state),
      begun.map(({ checks }) => checks),
      at,
    ],
  );
  return new Set(inserted.map(({ id }) => id));
}

export const finishRun = (db: Db, id: string, state: RunState, at: Date, checks = 0): Promise<number> =>
  run(db, 'update run set state = $2, finished_at = $3, checks = $4 where id = $1', [id, state, at, checks]);

const Stored = z.object({ owner: z.string(), state: z.enum(['running', 'done', 'failed']) });
export const findRun = (db: Db, id: string): Promise<z.output<typeof Stored> | null> =>
  firstRow(db, Stored, 'select owner, state from run where id = $1', [id]);

/** Hash of each committed batch, by its number. */
export const batchHashes = async (db: Db, id: string): Promise<Map<number, string>> =>
  new Map(
    (
      await rows(
        db,
        z.object({ number: z.number(), hash: z.string() }),
        `select number, encode(body_hash, 'hex') as hash from run_batch where run = $1`,
        [id],
      )
    ).map(({ number, hash }) => [number, hash]),
  );

export interface NewBatch {
  runId: string;
  number: number;
  hash: Buffer;
  counts: Counts;
  cases: number[];
  errors: ItemError[];
}
export async function insertBatches(tx: Db, batches: readonly NewBatch[]): Promise<void> {
  if (batches.length === 0) return;
  await run(
    tx,
    `insert into run_batch (run, number, body_hash, counts, cases)
     select b.run, b.number, b.hash, b.counts, b.cases::bigint[]
       from unnest($1::text[], $2::int[], $3::bytea[], $4::jsonb[], $5::text[]) as b (run, number, hash, counts, cases)`,
    [
      batches.map(({ runId }) => runId),
      batches.map(({ number }) => number),
      batches.map(({ hash }) => hash),
      batches.map(({ counts }) => JSON.stringify(counts)),
      batches.map(({ cases }) => `{${cases.join()}}`),
    ],
  );
  const errors = batches.flatMap(({ runId, errors: found }) => found.map((error) => ({ runId, ...error })));
  if (errors.length === 0) return;
  await run(
    tx,
    `insert into run_error (run, index, line, code, pointer, detail)
     select * from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[])`,
    [
      errors.map((e) => e.runId),
      errors.map((e) => e.index),
      errors.map((e) => e.line),
      errors.map((e) => e.code),
      errors.map((e) => e.pointer),
      errors.map((e) => e.detail),
    ],
  );
}

const ErrorRow = z.object({
  index: z.number(),
  line: z.number().nullable(),
  code: z.string(),
  pointer: z.string().nullable(),
  detail: z.string(),
});
export const errorsOf = (db: Db, runId: string, limit: number, after = -1): Promise<ItemError[]> =>
  rows(
    db,
    ErrorRow,
    'select index, line, code, pointer, detail from run_error where run = $1 and index > $2 order by index limit $3',
    [runId, after, limit],
  );

const count = z.number();
const Account = z.object({
  run: z.string(),
  received: count,
  created: count,
  updated: count,
  duplicate: count,
  folded: count,
  suppressed: count,
  rejected: count,
  cases: z.array(z.string()),
  state: z.enum(['running', 'done', 'failed']),
  format: z.string(),
  source: z.string().nullable(),
  dataset: z.string().nullable(),
  data_version: z.string().nullable(),
  complete: z.boolean(),
  started_at: z.date(),
  finished_at: z.date().nullable(),
});
export type Account = z.output<typeof Account>;

const CASES_SHOWN = 1000;

/** The exact account of a run: its counts add up to what was received. At most 1000 case numbers, the first opened first. */
export const accountOf = (db: Db, id: string): Promise<Account | null> =>
  firstRow(
    db,
    Account,
    `select r.id as run, ${['received', ...OUTCOMES].map((name) => `coalesce(b.${name}, 0) as ${name}`).join(', ')},
            array(select c.number from anomaly_case c
                   where c.id in (select unnest(x.cases) from run_batch x where x.run = r.id) order by c.id limit ${CASES_SHOWN}) as cases,
            r.state, r.format, r.source, r.dataset, r.data_version, r.complete, r.started_at, r.finished_at
       from run r left join lateral (
         select ${['received', ...OUTCOMES].map((name) => `sum((counts ->> '${name}')::bigint)::bigint as ${name}`).join(', ')}
           from run_batch where run = r.id) b on true
      where r.id = $1`,
    [id],
  );

const RunRow = z.object({
  id: z.number(),
  uuid: z.string(),
  fingerprint: z.string(),
  /** None where a maintenance suppressed it. */
  case: z.string().nullable(),
  caseId: z.number().nullable(),
  outcome: z.enum(OUTCOMES),
  severity: z.enum(SEVERITIES),
  doc: z.record(z.string(), z.unknown()),
});

const FoldedRow = RunRow.omit({ uuid: true, outcome: true });
/** What this run brought beyond a cap: counted in the case of its storm, and no anomaly of its own. */
export const foldedOfRun = (
  db: Db,
  runId: string,
  limit: number,
  after: number,
): Promise<z.output<typeof FoldedRow>[]> =>
  rows(
    db,
    FoldedRow,
    `select f.id, encode(f.fingerprint, 'hex') as fingerprint, c.number as "case", c.id as "caseId", f.severity, f.doc
       from folded f join anomaly_case c on c.id = f.case_id where f.run = $1 and f.id > $2 order by f.id limit $3`,
    [runId, after, limit],
  );

/** Anomalies that this run was the last to hold, by what came of them. */
export const rowsOfRun = (
  db: Db,
  runId: string,
  outcome: string | null,
  limit: number,
  after: number,
): Promise<z.output<typeof RunRow>[]> =>
  rows(
    db,
    RunRow,
    `select a.id, a.uuid, encode(a.fingerprint, 'hex') as fingerprint, c.number as "case", c.id as "caseId", a.run_outcome as outcome, a.severity, a.doc
       from anomaly a left join anomaly_case c on c.id = a.case_id
      where a.run = $1 and a.id > $2 and ($3::text is null or a.run_outcome = $3) order by a.id limit $4`,
    [runId, after, outcome, limit],
  );
