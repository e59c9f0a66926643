import { anomaliesOf, answersOf, decisionsOf, evidenceOf } from '../../db/case-view';
import { type CaseSummary, summariesOf } from '../../db/case-list';
import { type Case, readCases } from '../../db/case-row';
import type { LinkCase, OpenLink } from '../../db/links';
import type { Db } from '../../db/query';
import type { CasePolicy } from '../../domain/agenda';
import type { CaseFacts } from '../../domain/case';
import { allowed } from '../../domain/case-rules';
import { answerWantedBefore } from '../../domain/deadline';
import { describe } from '../../domain/describe';
import { groupEvidence } from '../../web/plot/group';
import type { SupplierCase } from '../../web/supplier/view';

const ANOMALIES_READ_MAX = 500;

/** What the page shows of these cases of a link. */
export async function viewsOf(db: Db, link: OpenLink, cases: readonly LinkCase[]): Promise<SupplierCase[]> {
  const ids = cases.map(({ id }) => id);
  const summaries = new Map((await summariesOf(db, ids)).map((of) => [of.id, of]));
  const procedures = new Map((await readCases(db, ids)).map((of) => [of.id, of]));
  const views: SupplierCase[] = [];
  for (const { id, state } of cases) {
    const summary = summaries.get(id);
    const procedure = procedures.get(id);
    if (summary && procedure) views.push(await viewOf(db, link, state, summary, procedure));
  }
  return views;
}

async function viewOf(
  db: Db,
  link: OpenLink,
  state: LinkCase['state'],
  of: CaseSummary,
  { facts, policy }: Case,
): Promise<SupplierCase> {
  const anomalies = await anomaliesOf(db, of.id, ANOMALIES_READ_MAX);
  const evidence = (await evidenceOf(db, of.id)).map(({ doc }) => doc);
  const [answer] = await answersOf(db, of.id);
  const [decision] = await decisionsOf(db, of.id);
  const may = state === 'open' ? allowed(of.phase, 'supplier') : [];
  const open = may.includes('answer');
  return {
    number: of.number,
    phase: of.phase,
    open,
    mayAcknowledge: may.includes('acknowledge') && of.phase !== 'acknowledged',
    family: of.family,
    description: describe(of, anomalies, evidence),
    platform: of.platformName ?? of.platform,
    sensor: of.sensorName ?? of.sensor,
    cruise: of.cruiseName ?? of.cruise,
    dataset: of.dataset,
    shown: groupEvidence(evidence),
    sentAt: link.sentAt,
    wantedBefore: open ? wantedBefore(facts, policy) : null,
    answer: answer && facts.answer ? { code: answer.code, at: answer.at } : null,
    decision: decision
      ? {
          outcome: decision.outcome,
          at: decision.at,
          appliedAt: decision.receipt === 'applied' ? decision.receiptAt : null,
        }
      : null,
  };
}

/** Nobody waits for an answer that is there. */
const wantedBefore = ({ answer, letters, letterSentAt }: CaseFacts, policy: CasePolicy): Date | null =>
  answer || !letterSentAt ? null : answerWantedBefore(letters, letterSentAt, policy);
