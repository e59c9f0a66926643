import { restrictedCases } from '../db/access';
import { summariesOf } from '../db/case-list';
import { contactOfCase, decisionsOf } from '../db/case-view';
import { adviceForMail } from '../db/advice/given';
import { type GuestOfMail, guestOfMail } from '../db/conversation/guests';
import { addLink, earlierMessageIds } from '../db/links';
import { type ClaimedMail, liveCases, type MailCase, rememberReply } from '../db/mails';
import type { Pool } from '../db/query';
import type { Evidence } from '../domain/anomaly';
import { hashToken, linkToken, replyToken } from '../domain/link';
import { chaseLetter } from '../web/letters/chase';
import { htmlOf } from '../web/letters/html';
import { type Letter, subjectOf } from '../web/letters/letter';
import { smallTextOf, textOf } from '../web/letters/text';
import { groupEvidence } from '../web/plot/group';
import { svgOf } from '../web/plot/plot';
import { pngOf } from '../web/plot/png';
import { translator } from '../web/words';
import { composeChecklist } from './checklists';
import { composeForDesk } from './desk-mails';
import { composeHandOver } from './rota';
import { asReadBy, letterCases } from './letter-cases';
import { composeForRequester } from './ticket-mails';
import { composePaused } from './webhooks/paused-mail';

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
  /** By which the HTML shows it; absent where it is only sent along. */
  cid?: string;
  contentType: string;
}
/** A mail in words, ready for the transport. */
export interface Composed {
  subject: string;
  text: string;
  /** Null for who takes text only. */
  html: string | null;
  attachments: Attachment[];
  replyTo: string | null;
  inReplyTo: string | null;
  /** Words that a person wrote; all else says that a machine sent it. */
  personal?: true;
  confirmation?: true;
  /** Several questions at once: who should not get them says so in a click. */
  bundle?: true;
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
  if (mail.kind === 'webhook_paused') return composePaused(deps, mail);
  if (mail.kind === 'checklist') return composeChecklist(deps, mail, at);
  if (mail.kind === 'ticket') return (await composeForDesk(deps, mail)) ?? composeForRequester(deps, mail, at);
  if (mail.kind === 'hand_over') return composeHandOver(deps, mail, at);
  const live = await liveCases(deps.pool, mail.id);
  if (live.length === 0) return { cancelled: 'its reason has gone' };
  const replyTo = await replyAddressOf(deps, mail.id);
  const words =
    mail.kind === 'receipt_chase'
      ? await composeChase(deps, mail, live)
      : await composeLetter(deps, mail, live, replyTo, at);
  return 'cancelled' in words ? words : { ...words, replyTo };
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
  replyTo: string | null,
  at: Date,
): Promise<Words> {
  const t = translator(mail.language);
  const token = linkToken(linkKey, mail.id);
  await addLink(pool, { tokenHash: hashToken(token), mail: mail.id, contact: mail.contact, at });
  const ids = live.map(({ caseId }) => caseId);
  const restricted = (await restrictedCases(pool, ids, at)).size > 0;
  const guest = mail.kind === 'new_link' ? await guestOfMail(pool, mail.id) : null;
  const { cases, evidence } = await letterCases(pool, live.slice(0, SHOWN_MAX), at);
  const advice = mail.kind === 'letter' ? await adviceForMail(pool, mail.id, ids, at) : [];
  const letter: Letter = {
    t,
    centre,
    ...(await addressed(pool, mail, ids, guest)),
    cases: cases.map((of) => asReadBy(of, { restricted, mayAnswer: guest?.mayAnswer ?? true })),
    more: live.length - cases.length,
    url: `${baseUrl}/s/${token}`,
    replyTo,
    restricted,
    advice: advice.map(({ code, words }) => ({
      title: words[t.language].title,
      url: `${baseUrl}/advice/${code}?lang=${t.language}`,
    })),
  };
  const earlier = mail.kind === 'letter' ? await earlierMessageIds(pool, mail.id) : [];
  return {
    ...(mail.format === 'text'
      ? small(letter, earlier)
      : full(letter, restricted ? null : plotOf(evidence, mail, t), earlier)),
    subject: subjectOf(letter),
    inReplyTo: earlier[0] ?? null,
    ...(isPersonal(live) ? { personal: true } : {}),
    ...(live.length > 1 ? { bundle: true } : {}),
  };
}

/** To whom it is written, and why to them. */
async function addressed(
  pool: Pool,
  { contact, name }: ClaimedMail,
  [first]: readonly number[],
  guest: GuestOfMail | null,
): Promise<Pick<Letter, 'name' | 'passedOnBy' | 'why'>> {
  if (guest) return { name: guest.name, passedOnBy: guest.by, why: null };
  const chosen = first === undefined || contact === null ? null : await contactOfCase(pool, first);
  return { name, passedOnBy: null, why: chosen?.why[0] ?? null };
}

type Shaped = Pick<Composed, 'text' | 'html' | 'attachments' | 'references'>;
const full = (letter: Letter, plot: Attachment | null, earlier: readonly string[]): Shaped => ({
  text: textOf(letter),
  html: htmlOf(letter, plot?.cid ?? null),
  attachments: plot ? [plot] : [],
  references: ends(earlier, 4, 6),
});
const small = (letter: Letter, earlier: readonly string[]): Shaped => ({
  text: smallTextOf(letter),
  html: null,
  attachments: [],
  references: ends(earlier, 1, 1),
});

/** Cases told in the letter; the others stand on its page. */
const SHOWN_MAX = 12;
/** What a person wrote is not sent by a machine, though it carries it. */
const isPersonal = (live: readonly MailCase[]): boolean => live.every(({ reason }) => reason === 'reply');
/** The first and the newest of a long list; all of a short one. */
const ends = <T>(all: readonly T[], first: number, last: number): T[] =>
  all.length <= first + last ? [...all] : [...all.slice(0, first), ...all.slice(-last)];

function plotOf(
  evidence: readonly Evidence[],
  { messageId }: ClaimedMail,
  t: ReturnType<typeof translator>,
): Attachment | null {
  const svg = svgOf(groupEvidence(evidence), t);
  return svg === null
    ? null
    : { filename: 'plot.png', content: pngOf(svg), cid: `plot.${messageId}`, contentType: 'image/png' };
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
