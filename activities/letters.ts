import { restrictedCases } from '../db/access';
import { type CaseSummary, summariesOf } from '../db/case-list';
import { type Case, readCases } from '../db/case-row';
import { anomaliesOf, contactOfCase, decisionsOf, evidenceOf } from '../db/case-view';
import { addLink, earlierMessageIds } from '../db/links';
import { type ClaimedMail, liveCases, type MailCase, rememberReply } from '../db/mails';
import type { Pool } from '../db/query';
import { turnOf } from '../domain/case';
import { allowed } from '../domain/case-rules';
import { answerWantedBefore } from '../domain/deadline';
import { describe, withoutData } from '../domain/describe';
import { hashToken, linkToken, replyToken } from '../domain/link';
import { chaseLetter } from '../web/letters/chase';
import { htmlOf } from '../web/letters/html';
import { type Letter, type LetterCase, subjectOf } from '../web/letters/letter';
import { textOf } from '../web/letters/text';
import { groupEvidence } from '../web/plot/group';
import { svgOf } from '../web/plot/plot';
import { pngOf } from '../web/plot/png';
import { translator } from '../web/words';

export interface ComposeDeps {
  pool: Pool;
  /** No trailing slash. */
  baseUrl: string;
  linkKey: Buffer;
  /** The mailbox that is read, to which each mail's reply token is added; null: none is. */
  replyAddress: string | null;
  centre: { name: string; email: string };
}
export interface Attachment {
  filename: string;
  content: Buffer;
  cid: string;
  contentType: string;
}
/** A mail in words, ready for the transport. */
export interface Composed {
  subject: string;
  text: string;
  html: string;
  attachments: Attachment[];
  replyTo: string | null;
  inReplyTo: string | null;
  /** Message-IDs of the earlier letters about the same cases, the first first. */
  references: string[];
}

/**
 * Puts a claimed mail into words, just before it leaves: only what still holds is in it, and nothing left means it is
 * cancelled. Written again it is the same letter with the same link.
 */
export async function compose(
  deps: ComposeDeps,
  mail: ClaimedMail,
  at: Date,
): Promise<Composed | { cancelled: string }> {
  const live = await liveCases(deps.pool, mail.id);
  if (live.length === 0) return { cancelled: 'its reason has gone' };
  const words =
    mail.kind === 'receipt_chase' ? await composeChase(deps, mail, live) : await composeLetter(deps, mail, live, at);
  return 'cancelled' in words ? words : { ...words, replyTo: await replyAddressOf(deps, mail.id) };
}
type Words = Omit<Composed, 'replyTo'>;

/** `qualite+<token>@example.org`: who answers to it, and which mail came back, is known by the token. */
async function replyAddressOf({ pool, linkKey, replyAddress }: ComposeDeps, mail: string): Promise<string | null> {
  if (replyAddress === null) return null;
  const token = replyToken(linkKey, mail);
  await rememberReply(pool, mail, hashToken(token));
  return replyAddress.replace('@', `+${token}@`);
}

async function composeLetter(
  { pool, baseUrl, linkKey, centre }: ComposeDeps,
  mail: ClaimedMail,
  live: readonly MailCase[],
  at: Date,
): Promise<Words> {
  const t = translator(mail.language);
  const token = linkToken(linkKey, mail.id);
  await addLink(pool, { tokenHash: hashToken(token), mail: mail.id, contact: mail.contact, at });
  const ids = live.map(({ caseId }) => caseId);
  const restricted = (await restrictedCases(pool, ids, at)).size > 0;
  const [first] = ids;
  const letter: Letter = {
    t,
    centre,
    name: mail.name,
    why: (first === undefined ? null : await contactOfCase(pool, first))?.why[0] ?? null,
    cases: (await letterCases(pool, live, at)).map((of) =>
      restricted ? { ...of, description: withoutData(of.description) } : of,
    ),
    url: `${baseUrl}/s/${token}`,
    restricted,
  };
  const plot = restricted || first === undefined ? null : await plotOf(pool, first, mail, t);
  const earlier = mail.kind === 'letter' ? await earlierMessageIds(pool, mail.id) : [];
  return {
    subject: subjectOf(letter),
    text: textOf(letter),
    html: htmlOf(letter, plot?.cid ?? null),
    attachments: plot ? [plot] : [],
    inReplyTo: earlier[0] ?? null,
    references: earlier,
  };
}

const ANOMALIES_READ_MAX = 500;

async function letterCases(pool: Pool, live: readonly MailCase[], at: Date): Promise<LetterCase[]> {
  const ids = live.map(({ caseId }) => caseId);
  const summaries = new Map((await summariesOf(pool, ids)).map((of) => [of.id, of]));
  const procedures = new Map((await readCases(pool, ids)).map((of) => [of.id, of]));
  const cases: LetterCase[] = [];
  for (const one of live) {
    const of = summaries.get(one.caseId);
    const procedure = procedures.get(one.caseId);
    if (of && procedure) cases.push(await letterCase(pool, one, of, procedure, at));
  }
  return cases;
}

async function letterCase(
  pool: Pool,
  { caseId, reason, comment }: MailCase,
  of: CaseSummary,
  { facts, policy }: Case,
  at: Date,
): Promise<LetterCase> {
  const evidence = (await evidenceOf(pool, caseId)).map(({ doc }) => doc);
  return {
    number: of.number,
    reason,
    comment,
    description: describe(of, await anomaliesOf(pool, caseId, ANOMALIES_READ_MAX), evidence),
    platform: of.platformName ?? of.platform,
    sensor: of.sensorName ?? of.sensor,
    cruise: of.cruiseName ?? of.cruise,
    dataset: of.dataset,
    open: allowed(of.phase, 'supplier').includes('answer'),
    wantedBefore: turnOf(facts) === 'supplier' ? answerWantedBefore(facts.letters, at, policy) : null,
  };
}

async function plotOf(
  pool: Pool,
  caseId: number,
  { id }: ClaimedMail,
  t: ReturnType<typeof translator>,
): Promise<Attachment | null> {
  const svg = svgOf(groupEvidence((await evidenceOf(pool, caseId)).map(({ doc }) => doc)), t);
  return svg === null
    ? null
    : { filename: 'plot.png', content: pngOf(svg), cid: `plot.${id}@vigie`, contentType: 'image/png' };
}

async function composeChase(
  { pool, baseUrl, centre }: ComposeDeps,
  mail: ClaimedMail,
  live: readonly MailCase[],
): Promise<Words | { cancelled: string }> {
  const [first] = live;
  const [of] = first ? await summariesOf(pool, [first.caseId]) : [];
  const [decision] = of ? await decisionsOf(pool, of.id) : [];
  if (!of || !decision || decision.receipt !== null) return { cancelled: 'the decision has its receipt' };
  const words = chaseLetter({
    t: translator(mail.language),
    centre,
    number: of.number,
    decision: decision.id,
    at: decision.at,
    appliedUrl: `${baseUrl}/api/v1/decisions/${decision.id}/applied`,
  });
  return { ...words, attachments: [], inReplyTo: null, references: [] };
}
