import { anomaliesOf, answersOf, decisionsOf, evidenceOf } from '../../db/case-view';
import { type CaseSummary, summariesOf } from '../../db/case-list';
import { type Case, readCases } from '../../db/case-row';
import { siblingsOf } from '../../db/conversation/answer-sets';
import { conversationOf } from '../../db/conversation/messages';
import { eventsOf } from '../../db/events';
import type { LinkCase, OpenLink } from '../../db/links';
import type { Db } from '../../db/query';
import type { CasePolicy } from '../../domain/agenda';
import type { CaseFacts } from '../../domain/case';
import { advance, allowed } from '../../domain/case-rules';
import { answerWantedBefore } from '../../domain/deadline';
import { describe } from '../../domain/describe';
import { episodesOf } from '../../domain/episodes';
import { groupEvidence } from '../../web/plot/group';
import type { Said, SupplierCase } from '../../web/supplier/view';
import type { ServerDeps } from '../deps';

const ANOMALIES_READ_MAX = 500;
type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

/** What the page shows of these cases of a link; the conversation only where one case is shown. */
export async function viewsOf(
  { pool, clock }: Deps,
  link: OpenLink,
  cases: readonly LinkCase[],
): Promise<SupplierCase[]> {
  const ids = cases.map(({ id }) => id);
  const summaries = new Map((await summariesOf(pool, ids)).map((of) => [of.id, of]));
  const procedures = new Map((await readCases(pool, ids)).map((of) => [of.id, of]));
  const views: SupplierCase[] = [];
  for (const { id, state } of cases) {
    const summary = summaries.get(id);
    const procedure = procedures.get(id);
    if (!summary || !procedure) continue;
    const view = await viewOf(pool, link, state, summary, procedure, clock());
    views.push(cases.length === 1 ? { ...view, ...(await besideOf(pool, link, summary)) } : view);
  }
  return views;
}

const EVENTS_READ_MAX = 500;
const EPISODES_SHOWN = 5;
const CONVERSED_MAX = 50;
const CHARACTERS_MAX = 6000;
/** What was said, the newest that fit into a small page; and how much else of this sensor waits for the same person. */
async function besideOf(
  db: Db,
  link: OpenLink,
  of: CaseSummary,
): Promise<Pick<SupplierCase, 'episodes' | 'conversation' | 'saidBefore' | 'siblings'>> {
  const said = await conversationOf(db, of.id, CONVERSED_MAX);
  const shown: Said[] = [];
  let left = CHARACTERS_MAX;
  for (const words of said.toReversed()) {
    if (left <= 0) break;
    shown.unshift({ ...words, text: words.text.length <= left ? words.text : `${words.text.slice(0, left)}…` });
    left -= words.text.length;
  }
  const siblings = link.rights.includes('submit') ? await siblingsOf(db, link, of) : 0;
  const episodes = episodesOf(await eventsOf(db, `case/${of.id}`, EVENTS_READ_MAX));
  return {
    episodes: episodes.length > 1 ? episodes.slice(-EPISODES_SHOWN) : [],
    conversation: shown,
    saidBefore: said.length - shown.length,
    siblings,
  };
}

async function viewOf(
  db: Db,
  link: OpenLink,
  state: LinkCase['state'],
  of: CaseSummary,
  { facts, policy }: Case,
  at: Date,
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
    mayWithdraw: open && mayWithdraw(facts, at),
    episodes: [],
    conversation: [],
    saidBefore: 0,
    siblings: 0,
  };
}

const mayWithdraw = (facts: CaseFacts, at: Date): boolean =>
  facts.answer !== null && advance(facts, { type: 'withdraw' }, 'supplier', at).ok;

/** Nobody waits for an answer that is there. */
const wantedBefore = ({ answer, letters, letterSentAt }: CaseFacts, policy: CasePolicy): Date | null =>
  answer || !letterSentAt ? null : answerWantedBefore(letters, letterSentAt, policy);
