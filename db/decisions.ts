import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { ANSWERS, OUTCOMES, outcomeOf } from '../domain/answer';
import type { Flag } from '../domain/anomaly';
import { type DecidedChange, decidedChange } from '../domain/decision';
import type { Actor } from '../domain/words';
import type { Case } from './case-row';
import { correctedAnomalies, correctedAnswer, referencesOf } from './corrections/store';
import { record } from './events';
import { type Db, firstRow, rows, run } from './query';

const CurrentAnswer = z.object({ id: z.number(), code: z.enum(ANSWERS), version: z.number(), file: z.boolean() });
const Decided = z.object({
  uuid: z.string(),
  file: z.string().nullable(),
  start: z.string().nullable(),
  end: z.string().nullable(),
  parameter: z.string().nullable(),
  scale: z.string().nullable(),
  version: z.string().nullable(),
  code: z.string().nullable(),
});
const CLOCK: Actor = { kind: 'clock' };

/** Every approval makes one decision; from its event on, the pipelines read it. */
export async function publishDecision(tx: Db, of: Case, at: Date): Promise<void> {
  const answer = await firstRow(
    tx,
    CurrentAnswer,
    'select id, code, version, file_sha256 is not null as file from answer where case_id = $1 and version = $2',
    [of.id, of.facts.answer?.version ?? 0],
  );
  if (!answer) throw new Error(`${of.number} is approved without an answer`);
  const anomalies = await rows(
    tx,
    Decided,
    `select uuid, doc #>> '{locus,file}' as file, doc #>> '{time_range,start}' as start, doc #>> '{time_range,end}' as "end", parameter,
            coalesce(doc #>> '{flags,scale}', doc ->> 'flag_scheme') as scale, doc #>> '{flags,scale_version}' as version,
            coalesce(doc #>> '{flags,original}', doc ->> 'flag') as code
       from anomaly where case_id = $1 order by time_start nulls last, id`,
    [of.id],
  );
  const correcting = await correctingOf(tx, of, answer);
  const changes = anomalies.map((a) =>
    decidedChange(
      answer.code,
      { ...a, flag: a.code === null ? null : flagNamed(a.scale ?? 'L20', a.version, a.code) },
      ...correcting(a.uuid),
    ),
  );
  const id = randomUUID();
  await run(
    tx,
    'insert into decision (id, case_id, answer, outcome, changes, approved_by, at) values ($1, $2, $3, $4, $5, $6, $7)',
    [id, of.id, answer.id, outcomeOf(answer.code), JSON.stringify(changes), of.facts.approvals, at],
  );
  await record(tx, at, CLOCK, [
    {
      type: 'decision.published',
      subject: `case/${of.id}`,
      data: { decision: id, number: of.number, source: of.about.source },
    },
  ]);
  await run(tx, 'update anomaly_case set outcome = $2 where id = $1', [of.id, outcomeOf(answer.code)]);
}

/** Corrected rows that were checked are at an address for each anomaly; else it is the file's, or that of a file elsewhere. */
async function correctingOf(
  db: Db,
  { id, number }: Case,
  answer: z.output<typeof CurrentAnswer>,
): Promise<(uuid: string) => [valueRef: string | null, isCorrected: boolean]> {
  const address = `/api/v1/cases/${number}`;
  const [reference] = (await referencesOf(db, id)).filter(({ version }) => version === answer.version);
  if (reference) return () => [`${reference.url}#sha256=${reference.sha256}`, true];
  if ((await correctedAnswer(db, id, answer.version)) === null)
    return () => [answer.file ? `${address}/answers/${answer.version}/file` : null, true];
  const corrected = await correctedAnomalies(db, answer.id);
  return (uuid) =>
    corrected.has(uuid) ? [`${address}/corrections/${answer.version}?anomaly=${uuid}`, true] : [null, false];
}

/** `QARTOD@2020` names scale and version in one. */
function flagNamed(named: string, told: string | null, code: string): Flag {
  const [scale = named, version = null] = named.split('@');
  return { scale, version: told ?? version, code };
}

const Decision = z.object({
  position: z.number(),
  caseId: z.number(),
  id: z.string(),
  case: z.string(),
  outcome: z.enum(OUTCOMES),
  answer: z.enum(ANSWERS),
  changes: z.custom<DecidedChange[]>(Array.isArray),
  approved_by: z.array(z.string()),
  at: z.date(),
});
export type Decision = z.output<typeof Decision>;

/** Published decisions after a position of the log, oldest first. */
export const decisionsAfter = (db: Db, position: number, limit: number): Promise<Decision[]> =>
  rows(
    db,
    Decision,
    `select e.position, c.id as "caseId", d.id, c.number as case, d.outcome, a.code as answer, d.changes, d.approved_by, d.at
       from event e join decision d on d.id = (e.data ->> 'decision')::uuid join anomaly_case c on c.id = d.case_id join answer a on a.id = d.answer
      where e.type = 'decision.published' and e.position > $1 order by e.position limit $2`,
    [position, limit],
  );

/** One published decision; null for an unknown id. */
export const readDecision = (db: Db, id: string): Promise<Decision | null> =>
  firstRow(
    db,
    Decision,
    `select coalesce(e.position, 0) as position, c.id as "caseId", d.id, c.number as case, d.outcome, a.code as answer, d.changes, d.approved_by, d.at
       from decision d join anomaly_case c on c.id = d.case_id join answer a on a.id = d.answer
       left join event e on e.type = 'decision.published' and e.subject = 'case/' || d.case_id and e.data ->> 'decision' = d.id::text
      where d.id = $1`,
    [id],
  );

const Published = z.object({ caseId: z.number(), latest: z.boolean() });
export const findDecision = (db: Db, id: string): Promise<z.output<typeof Published> | null> =>
  firstRow(
    db,
    Published,
    `select case_id as "caseId", id = (select id from decision o where o.case_id = d.case_id order by seq desc limit 1) as latest from decision d where id = $1`,
    [id],
  );

export interface Receipt {
  decision: string;
  kind: 'applied' | 'refused';
  dataVersion: string | null;
  runUrl: string | null;
  comment: string | null;
}
/** False when the same receipt stands already. */
export const addReceipt = async (tx: Db, receipt: Receipt, actor: string, at: Date): Promise<boolean> =>
  (await run(
    tx,
    `insert into receipt (decision, kind, data_version, run_url, comment, actor, at) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    [receipt.decision, receipt.kind, receipt.dataVersion, receipt.runUrl, receipt.comment, actor, at],
  )) > 0;

const Standing = z.object({
  decision: z.string(),
  case: z.string(),
  receipt: z.enum(['applied', 'refused']),
  data_version: z.string().nullable(),
  run_url: z.string().nullable(),
  comment: z.string().nullable(),
  at: z.date(),
});
/** A receipt as the pipeline gets it back: of several the first stands. */
export const findReceipt = (
  db: Db,
  decision: string,
  kind: Receipt['kind'],
): Promise<z.output<typeof Standing> | null> =>
  firstRow(
    db,
    Standing,
    `select r.decision, c.number as case, r.kind as receipt, r.data_version, r.run_url, r.comment, r.at
       from receipt r join decision d on d.id = r.decision join anomaly_case c on c.id = d.case_id
      where r.decision = $1 and r.kind = $2`,
    [decision, kind],
  );

export const setAppliedVersion = (tx: Db, caseId: number, version: string | null): Promise<number> =>
  run(tx, 'update anomaly_case set applied_version = $2 where id = $1', [caseId, version]);
