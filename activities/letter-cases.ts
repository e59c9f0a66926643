import { type CaseSummary, summariesOf } from '../db/case-list';
import { type Case, readCases } from '../db/case-row';
import { anomaliesOf, evidenceOf } from '../db/case-view';
import type { MailCase } from '../db/mails';
import type { Pool } from '../db/query';
import type { Evidence } from '../domain/anomaly';
import { turnOf } from '../domain/case';
import { allowed } from '../domain/case-rules';
import { answerWantedBefore } from '../domain/deadline';
import { type Description, describe, withoutData } from '../domain/describe';
import type { LetterCase } from '../web/letters/letter';

const ANOMALIES_READ_MAX = 500;

/** The cases as facts, and what can be drawn of the first. */
export async function letterCases(
  pool: Pool,
  live: readonly MailCase[],
  at: Date,
): Promise<{ cases: LetterCase[]; evidence: Evidence[] }> {
  const ids = live.map(({ caseId }) => caseId);
  const summaries = new Map((await summariesOf(pool, ids)).map((of) => [of.id, of]));
  const procedures = new Map((await readCases(pool, ids)).map((of) => [of.id, of]));
  const cases: LetterCase[] = [];
  let drawn: Evidence[] = [];
  for (const one of live) {
    const of = summaries.get(one.caseId);
    const procedure = procedures.get(one.caseId);
    if (!of || !procedure) continue;
    const evidence = (await evidenceOf(pool, one.caseId)).map(({ doc }) => doc);
    if (cases.length === 0) drawn = evidence;
    const anomalies = await anomaliesOf(pool, one.caseId, ANOMALIES_READ_MAX);
    cases.push(letterCase(one, of, procedure, describe(of, anomalies, evidence), at));
  }
  return { cases, evidence: drawn };
}

const letterCase = (
  { reason, comment }: MailCase,
  of: CaseSummary,
  { facts, policy }: Case,
  description: Description,
  at: Date,
): LetterCase => ({
  number: of.number,
  reason,
  comment,
  description,
  platform: of.platformName ?? of.platform,
  sensor: of.sensorName ?? of.sensor,
  cruise: of.cruiseName ?? of.cruise,
  dataset: of.dataset,
  open: allowed(of.phase, 'supplier').includes('answer'),
  wantedBefore: turnOf(facts) === 'supplier' ? answerWantedBefore(facts.letters, at, policy) : null,
});

/** Without what a restricted dataset keeps to its page, and without a question for who may not answer it. */
export const asReadBy = (
  of: LetterCase,
  { restricted, mayAnswer }: { restricted: boolean; mayAnswer: boolean },
): LetterCase => ({
  ...of,
  ...(restricted ? { description: withoutData(of.description) } : {}),
  ...(mayAnswer ? {} : { open: false, wantedBefore: null }),
});
