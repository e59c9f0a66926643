import { z } from 'zod';
import type { CorrectedPoint } from '../../domain/correction';
import { FINDINGS } from '../../domain/recheck/finding';
import { type Rechecked } from '../../domain/recheck';
import { type Db, firstRow, rows, run } from '../query';

/** A file of corrected values that was checked, whole, as it goes with an answer. */
export interface AcceptedCorrection {
  format: string;
  points: readonly CorrectedPoint[];
  /** Lines that corrected something. */
  rows: number;
  /** Rows of a whole file that concern no anomaly. */
  outside: { count: number; lines: readonly number[] };
  rechecked: Rechecked;
}
/** A file that lies elsewhere. */
export interface FileReference {
  url: string;
  /** Hex. */
  sha256: string;
  /** In bytes. */
  size: number | null;
}

const ROWS_A_STATEMENT = 10_000;
const NAMED_MAX = 100;

/** Keeps the corrected rows of an answer in the caller's transaction. */
export async function addCorrection(tx: Db, answer: number, correction: AcceptedCorrection): Promise<void> {
  const { format, points, rows: lines, outside, rechecked } = correction;
  const report = {
    counts: rechecked.counts,
    first: rechecked.first.slice(0, NAMED_MAX),
    outside: { count: outside.count, lines: outside.lines.slice(0, NAMED_MAX) },
  };
  await run(tx, 'insert into correction (answer, format, row_count, failing, report) values ($1, $2, $3, $4, $5)', [
    answer,
    format,
    lines,
    rechecked.rows,
    JSON.stringify(report),
  ]);
  for (let from = 0; from < points.length; from += ROWS_A_STATEMENT)
    await addRows(tx, answer, from, points.slice(from, from + ROWS_A_STATEMENT));
}

const addRows = (tx: Db, answer: number, from: number, points: readonly CorrectedPoint[]): Promise<number> =>
  run(
    tx,
    `insert into corrected_row (answer, number, line, anomaly, time, z, lat, lon, parameter, unit, old_value, value, old_flag, flag)
     select $1, $2::int + n, line, anomaly, time, z, lat, lon, parameter, unit, old_value, value, old_flag, flag
       from unnest($3::int[], $4::bigint[], $5::timestamptz[], $6::float8[], $7::float8[], $8::float8[], $9::text[], $10::text[],
                   $11::float8[], $12::float8[], $13::text[], $14::text[]) with ordinality
            as r(line, anomaly, time, z, lat, lon, parameter, unit, old_value, value, old_flag, flag, n)`,
    [
      answer,
      from,
      points.map(({ line }) => line),
      points.map(({ anomaly }) => anomaly),
      points.map(({ t }) => t),
      points.map(({ z: depth }) => depth),
      points.map(({ lat }) => lat),
      points.map(({ lon }) => lon),
      points.map(({ parameter }) => parameter),
      points.map(({ unit }) => unit),
      points.map(({ old }) => old),
      points.map(({ value }) => value),
      points.map(({ oldFlag }) => oldFlag),
      points.map(({ flag }) => flag),
    ],
  );

export const addReference = (tx: Db, answer: number, { url, sha256, size }: FileReference): Promise<number> =>
  run(tx, 'update answer set reference_url = $2, reference_sha256 = $3, reference_size = $4 where id = $1', [
    answer,
    url,
    Buffer.from(sha256, 'hex'),
    size,
  ]);

const Report = z.object({
  version: z.number(),
  format: z.string(),
  rows: z.number(),
  failing: z.number(),
  counts: z.partialRecord(z.enum(FINDINGS), z.number()),
  first: z.array(
    z.object({
      line: z.number(),
      code: z.enum(FINDINGS),
      params: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  ),
  outside: z.object({ count: z.number(), lines: z.array(z.number()) }),
});
export type CorrectionReport = z.output<typeof Report>;
/** What was found in the corrections of a case, by the answer's version. */
export const correctionsOf = (db: Db, caseId: number): Promise<CorrectionReport[]> =>
  rows(
    db,
    Report,
    `select a.version, k.format, k.row_count as rows, k.failing, k.report -> 'counts' as counts, k.report -> 'first' as first, k.report -> 'outside' as outside
       from answer a join correction k on k.answer = a.id where a.case_id = $1 order by a.version desc`,
    [caseId],
  );

const Reference = z.object({
  version: z.number(),
  url: z.string(),
  sha256: z.string(),
  size: z.number().nullable(),
});
/** The files elsewhere that answers to a case name, by the answer's version. */
export const referencesOf = (db: Db, caseId: number): Promise<z.output<typeof Reference>[]> =>
  rows(
    db,
    Reference,
    `select version, reference_url as url, encode(reference_sha256, 'hex') as sha256, reference_size as size
       from answer where case_id = $1 and reference_url is not null order by version desc`,
    [caseId],
  );

const Stored = z.object({
  number: z.number(),
  line: z.number(),
  anomaly: z.string(),
  time: z.date(),
  z: z.number().nullable(),
  lat: z.number().nullable(),
  lon: z.number().nullable(),
  parameter: z.string().nullable(),
  unit: z.string().nullable(),
  old: z.number().nullable(),
  value: z.number().nullable(),
  oldFlag: z.string().nullable(),
  flag: z.string().nullable(),
});
export type StoredRow = z.output<typeof Stored>;
/** Corrected rows of an answer in the order of the file, after `after`; of one anomaly when it is named. */
export const correctedRows = (
  db: Db,
  answer: number,
  anomaly: string | null,
  limit: number,
  after = 0,
): Promise<StoredRow[]> =>
  rows(
    db,
    Stored,
    `select r.number, r.line, a.uuid as anomaly, r.time, r.z, r.lat, r.lon, r.parameter, r.unit, r.old_value as old, r.value,
            r.old_flag as "oldFlag", r.flag
       from corrected_row r join anomaly a on a.id = r.anomaly
      where r.answer = $1 and r.number > $2 and ($3::uuid is null or a.uuid = $3) order by r.number limit $4`,
    [answer, after, anomaly, limit],
  );

/** The answer of this version, when corrected rows came with it. */
export const correctedAnswer = async (db: Db, caseId: number, version: number): Promise<number | null> =>
  (
    await firstRow(
      db,
      z.object({ id: z.number() }),
      'select a.id from answer a join correction k on k.answer = a.id where a.case_id = $1 and a.version = $2',
      [caseId, version],
    )
  )?.id ?? null;

/** Anomalies that the rows of an answer correct. */
export const correctedAnomalies = async (db: Db, answer: number): Promise<Set<string>> =>
  new Set(
    (
      await rows(
        db,
        z.object({ uuid: z.string() }),
        'select uuid from anomaly where id in (select anomaly from corrected_row where answer = $1)',
        [answer],
      )
    ).map(({ uuid }) => uuid),
  );

/** Anomalies that the rows of an answer correct, and how many its case has. */
export const correctionTotals = async (db: Db, answer: number): Promise<{ corrected: number; all: number }> =>
  (await firstRow(
    db,
    z.object({ corrected: z.number(), all: z.number() }),
    `select (select count(distinct anomaly) from corrected_row where answer = $1) as corrected,
            (select count(*) from anomaly where case_id = (select case_id from answer where id = $1)) as "all"`,
    [answer],
  )) ?? { corrected: 0, all: 0 };

/** The answer whose corrected rows a decision is about; null when none were read. */
export const correctionOfDecision = async (db: Db, decision: string): Promise<number | null> =>
  (
    await firstRow(
      db,
      z.object({ id: z.number() }),
      'select k.answer as id from decision d join correction k on k.answer = d.answer where d.id = $1',
      [decision],
    )
  )?.id ?? null;
