import {
  type AnsweredMail,
  casesOfSender,
  casesReached,
  mailOfIds,
  mailOfReply,
  type Reached,
} from '../../db/inbound/thread';
import { type ReachedTicket, ticketNamed, ticketOfIds, ticketOfMail } from '../../db/inbound/tickets';
import type { Db } from '../../db/query';
import { hashToken, REPLY_TOKEN_PATTERN } from '../../domain/link';
import { type Head, idsIn, valuesOf } from './head';
import { readReport } from './bounce';
import type { Opened } from './parser';
import { foreignNumberIn, ticketNumbersIn } from './tickets/subject';
import type { Verdict } from './verdict';

/** Which mail of ours an inbound one answers, and by what that was told. Only the token has authority. */
export interface Threaded extends Reached {
  by: 'token' | 'ids' | 'subject' | 'none';
  mail: AnsweredMail | null;
  /** A request to the desk; no mail is about both. */
  ticket: ReachedTicket | null;
}
const NONE: Threaded = { by: 'none', mail: null, link: null, cases: [], ticket: null };

interface Letter {
  head: Head;
  opened: Opened;
  envelopeTo: readonly string[];
  verdict: Verdict;
}

const RECIPIENT_FIELDS = ['delivered-to', 'x-original-to', 'envelope-to', 'x-rcpt-to'];
const RECIPIENTS_MAX = 60;

/** Every address that the mail was sent to, in lower case, those of the envelope first. */
export const recipientsOf = ({ head, opened, envelopeTo }: Pick<Letter, 'head' | 'opened' | 'envelopeTo'>): string[] =>
  [
    ...envelopeTo,
    ...RECIPIENT_FIELDS.flatMap((name) => valuesOf(head, name)).map((value) => value.replaceAll(/[<>\s]/g, '')),
    ...opened.to,
  ]
    .map((address) => address.toLowerCase())
    .slice(0, RECIPIENTS_MAX);

const tokensIn = (addresses: readonly string[]): string[] =>
  addresses.flatMap((address) => {
    const token = /\+([^@+]+)@/.exec(address)?.[1] ?? '';
    return REPLY_TOKEN_PATTERN.test(token) ? [token] : [];
  });

const IDS_MAX = 50;
/** In-Reply-To, then References from right to left; of a report the mail that it is about. */
const idsOf = (head: Head, raw: Buffer | null): string[] =>
  [
    ...valuesOf(head, 'in-reply-to').flatMap(idsIn),
    ...valuesOf(head, 'references').flatMap(idsIn).toReversed(),
    ...(raw ? [readReport(raw).originalId ?? ''] : []),
  ]
    .filter((id) => id !== '')
    .slice(0, IDS_MAX);

/** The order of `helpdesk` 3b. */
export async function threadOf(db: Db, letter: Letter, at: Date, report: Buffer | null = null): Promise<Threaded> {
  const sender = letter.opened.from[0]?.address ?? '';
  const tokens = tokensIn(recipientsOf(letter));
  const byToken = tokens.length > 0 ? await mailOfReply(db, tokens.map(hashToken)) : null;
  if (byToken) return ofMail(db, 'token', byToken, sender, at);
  const ids = idsOf(letter.head, report);
  const byIds = ids.length > 0 ? await mailOfIds(db, ids) : null;
  if (byIds) return ofMail(db, 'ids', byIds, sender, at);
  const ticket = ids.length > 0 ? await ticketOfIds(db, ids, sender) : null;
  return ticket ? { ...NONE, by: 'ids', ticket } : bySubject(db, letter, sender);
}

const ofMail = async (db: Db, by: 'token' | 'ids', mail: AnsweredMail, sender: string, at: Date): Promise<Threaded> =>
  mail.kind === 'ticket'
    ? { ...NONE, by, mail, ticket: await ticketOfMail(db, mail.id, sender) }
    : { by, mail, ...(await casesReached(db, mail.id, at)), ticket: null };

const NAMED_MAX = 20;
/** A number in the subject counts only from a sender who is known to have to do with it. */
async function bySubject(db: Db, { opened: { subject }, verdict }: Letter, sender: string): Promise<Threaded> {
  if (verdict !== 'pass') return NONE;
  const numbers = [...subject.matchAll(/\[(A-\d{4}-\d{5,})\]/g)].map(([, number = '']) => number);
  const cases = numbers.length > 0 ? await casesOfSender(db, numbers.slice(0, NAMED_MAX), sender) : [];
  if (cases.length > 0) return { ...NONE, by: 'subject', cases };
  const tickets = ticketNumbersIn(subject).slice(0, NAMED_MAX);
  const foreign = foreignNumberIn(subject);
  const ticket = tickets.length > 0 || foreign !== null ? await ticketNamed(db, tickets, foreign, sender) : null;
  return ticket ? { ...NONE, by: 'subject', ticket } : NONE;
}
