import type { TicketOutcome } from '../../db/inbound/ticket-outcome';
import { twinOf } from '../../db/inbound/thread';
import { takeTurn } from '../../db/rate';
import { baseAddress } from './addresses';
import { readReport } from './bounce';
import { classify } from './classify';
import { effectOf } from './effect';
import { valuesOf } from './head';
import { hostility } from './hostile';
import type { Ending, Examined, JudgeDeps } from './examined';
import { clean, replyOf } from './reply';
import { threadOf } from './thread-of';
import { ticketEffect } from './tickets/effect';
import { foreignNumberIn } from './tickets/subject';
import { verdictOf } from './verdict';

interface Found {
  outcome: string;
  /** The mail goes no further. */
  end?: Ending;
}
type Step = (deps: JudgeDeps, of: Examined, at: Date) => Found | Promise<Found>;

const goOn = (outcome = 'ok'): Found => ({ outcome });
const quarantine = (reason: string): Found => ({ outcome: reason, end: { state: 'quarantined', reason } });
/** Safe: a step stands behind those that find what it needs. */
function found<T>(value: T | null): T {
  if (value === null) throw new Error('a step came before its turn');
  return value;
}

const ATTEMPTS_MAX = 5;
const limits: Step = (_, { mail, raw, head }) => {
  if (mail.attempts > ATTEMPTS_MAX) return quarantine('failing');
  const hostile = hostility(raw, head);
  return hostile ? quarantine(hostile) : goOn();
};

const BODY_MAX = 50_000;
const parse: Step = async ({ parser }, of) => {
  const parsed = await parser.open(of.raw);
  if (!parsed.ok) return quarantine(parsed.fault);
  const [from, ...more] = parsed.mail.from;
  if (!from?.address.includes('@')) return quarantine('no_from');
  if (more.length > 0) return quarantine('two_from');
  of.opened = parsed.mail;
  const { said, all } = replyOf(parsed.mail);
  of.facts.fromAddress = clean(from.address, 254).toLowerCase();
  of.facts.fromName = clean(from.name, 200) || null;
  of.facts.subject = clean(parsed.mail.subject);
  of.facts.body = said.slice(0, BODY_MAX);
  of.facts.quoted = said === all ? null : all.slice(0, BODY_MAX);
  return goOn();
};

const HOPS_MAX = 50;
/** Our own mail that came back to us, by its sender, by the mark that we put on it, or by how often it was passed on. */
const own: Step = ({ ours }, { head, mail, facts }) => {
  if ([facts.fromAddress, mail.envelopeFrom].some((address) => ours.includes(baseAddress(address ?? ''))))
    return quarantine('own_address');
  const isRound = valuesOf(head, 'x-vigie-loop').length > 0 || valuesOf(head, 'received').length > HOPS_MAX;
  return isRound ? quarantine('loop') : goOn();
};

const seen: Step = async ({ pool }, of) => {
  const { messageId, body, fromAddress } = of.facts;
  const twin = messageId === null ? null : await twinOf(pool, of.mail.id, messageId);
  if (!twin) return goOn('new');
  of.facts.twinOf = twin.id;
  of.isDoubled = twin.body !== body || twin.from !== fromAddress;
  if (of.isDoubled) return goOn('same_id');
  return { outcome: 'same_message', end: { state: 'duplicate', reason: 'same_message' } };
};

const kind: Step = (_, of) => {
  of.classified = classify(of.head, of.mail.envelopeFrom);
  of.facts.class = of.classified.is;
  return goOn(`${of.classified.is} ${of.classified.by}`);
};

const sender: Step = ({ authservId }, of) => {
  of.facts.verdict = verdictOf(of.head, of.facts.fromAddress ?? '', authservId);
  return goOn(of.facts.verdict);
};

const thread: Step = async ({ pool }, of, at) => {
  const { head, mail, facts } = of;
  const letter = { head, opened: found(of.opened), envelopeTo: mail.envelopeTo, verdict: found(facts.verdict) };
  const report = facts.class === 'bounce' ? of.raw : null;
  of.thread = await threadOf(pool, letter, at, report);
  facts.answers = of.thread.mail?.id ?? null;
  facts.contact = of.thread.mail?.contact ?? null;
  return goOn(of.thread.by);
};

/** What a machine wrote is kept with its cases and changes nothing; a bounce is told to whom it concerns. */
const machine: Step = (_, of) => {
  const { is } = found(of.classified);
  const about = found(of.thread);
  if (is === 'human' || (is === 'bulk' && !about.ticket)) return goOn();
  const bounce = is === 'bounce' ? readReport(of.raw).kind : null;
  // Believed only for a mail that it names by what nobody can guess: our token in its address, or the id of the mail.
  if (is === 'bounce' && !about.mail) return quarantine('bounce_unmatched');
  const reason = is === 'bounce' ? `bounce_${bounce ?? 'none'}` : is;
  const cases = about.cases.map(({ id }) => ({ caseId: id, do: 'note' as const, reason }));
  const bounced = bounce && about.mail ? { kind: bounce, mailId: about.mail.id } : null;
  const ticket = is === 'bounce' ? null : noteOf(of);
  return { outcome: reason, end: { state: 'filed', reason, cases, bounced, ticket } };
};

/** What a machine wrote about a ticket; another desk's may name the number that it has there. */
function noteOf({ thread: about, facts }: Examined): TicketOutcome | null {
  if (!about?.ticket) return null;
  const { id, isDesk } = about.ticket;
  const foreign = isDesk && facts.verdict !== 'fail' ? foreignNumberIn(facts.subject ?? '') : null;
  return { do: 'note', ticket: id, text: facts.body || (facts.subject ?? '–'), foreign };
}

const SENDER_CAP = { max: 30, windowMs: 3_600_000 };
const rate: Step = async ({ pool }, { facts }, at) =>
  (await takeTurn(pool, `mail from ${facts.fromAddress ?? ''}`, SENDER_CAP, at)).ok ? goOn() : quarantine('rate');

const isBroken = ({ facts }: Examined): boolean => (facts.body ?? '').includes('\ufffd');
/** What belongs to nothing and was sent to many, or cannot be read, goes no further. */
const readable: Step = (_, of) => {
  const { cases, ticket: reached } = found(of.thread);
  if (cases.length > 0 || reached) return goOn();
  if (found(of.classified).is === 'bulk') return { outcome: 'bulk', end: { state: 'filed', reason: 'bulk' } };
  return isBroken(of) ? quarantine('broken_encoding') : goOn();
};

/** What makes the whole mail doubtful, whatever it says. */
function doubtOf(of: Examined): string | null {
  if (of.isDoubled) return 'same_id';
  if (of.facts.class === 'bulk') return 'bulk';
  // What the `List-Unsubscribe` of our letters opens.
  if (/^\s*unsubscribe\s*$/i.test(of.facts.subject ?? '')) return 'unsubscribe';
  return isBroken(of) ? 'broken_encoding' : null;
}
const effect: Step = async (deps, of, at) => {
  const { facts } = of;
  if (found(of.thread).cases.length === 0) {
    const end = await ticketEffect(deps, of, found(of.opened), at);
    return { outcome: end.reason ?? end.state, end };
  }
  const letter = {
    thread: found(of.thread),
    verdict: found(facts.verdict),
    sender: facts.fromAddress ?? '',
    said: facts.body ?? '',
    doubt: doubtOf(of),
    files: found(of.opened).files,
  };
  const { authority, ...end } = await effectOf(deps, letter, at);
  return { outcome: `${end.reason ?? end.state}, by ${authority}`, end };
};

/** The order of what is asked of a mail once it is stored. */
export const STEPS: Readonly<Record<string, Step>> = {
  limits,
  parse,
  own,
  seen,
  classify: kind,
  sender,
  thread,
  machine,
  rate,
  readable,
  effect,
};
