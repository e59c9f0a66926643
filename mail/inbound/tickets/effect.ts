import type { InboundFile } from '../../../db/inbound/verdicted';
import type { TicketOutcome } from '../../../db/inbound/ticket-outcome';
import { type ReachedTicket, staffOfAddress, ticketNamed } from '../../../db/inbound/tickets';
import type { Ending, Examined, JudgeDeps } from '../examined';
import { keepFiles } from '../files';
import type { Opened } from '../parser';
import { clean, replyOf } from '../reply';
import { mayConfirm } from './confirm';
import { forwardedIn, type Forwarded } from './forwarded';
import { guessLanguage } from '../../../domain/ticket/language';
import { saidByStaff } from './said-by-staff';
import { type StaffAct, staffActs } from './staff-lines';
import { bareSubject, foreignNumberIn, ticketNumbersIn } from './subject';

/** A person's mail that is about no case, opened. */
interface Letter {
  of: Examined;
  opened: Opened;
  sender: string;
  name: string | null;
  subject: string;
  said: string;
  reached: ReachedTicket | null;
}
type Made = Pick<Ending, 'state' | 'reason'> & { ticket: TicketOutcome };

/** What a person's mail does at the desk: goes on in its ticket, does what staff asks, or opens a ticket. */
export async function ticketEffect(deps: JudgeDeps, of: Examined, opened: Opened, at: Date): Promise<Ending> {
  const { facts } = of;
  const letter: Letter = {
    of,
    opened,
    sender: facts.fromAddress ?? '',
    name: facts.fromName,
    subject: facts.subject ?? '',
    said: facts.body ?? '',
    reached: of.thread?.ticket ?? null,
  };
  const files: InboundFile[] = await keepFiles(deps, opened.files, `sender ${letter.sender}`, at);
  const made = (await ofReached(deps, letter, at)) ?? (await opening(deps, letter, at));
  return { ...made, files };
}

const held = (ticket: number, reason: string): Made => ({
  state: 'quarantined',
  reason,
  ticket: { do: 'hold', ticket },
});

/** Null when it goes on in no ticket that stands. */
async function ofReached(deps: JudgeDeps, letter: Letter, at: Date): Promise<Made | null> {
  const { of, reached } = letter;
  if (!reached) return null;
  if (reached.person !== null) return fromStaff(deps, letter, reached);
  const isOutside = reached.isDesk && !reached.belongs;
  if (reached.about === 'handed_out' && !isOutside) return held(reached.id, 'other_sender');
  if (of.facts.verdict === 'fail') return isOutside ? held(reached.id, 'failed_verdict') : null;
  if (isOutside) return fromOutside(letter, reached);
  if (reached.belongs && !isOtherMatter(letter, reached, at)) return going(letter, reached.id);
  return besideIt(deps, letter, reached);
}

/** Staff who write into the thread from their own box speak to their colleagues. */
async function besideIt({ pool }: JudgeDeps, letter: Letter, { id }: ReachedTicket): Promise<Made | null> {
  if (letter.of.facts.verdict !== 'pass' || forwardedIn(letter.subject, allOf(letter))) return null;
  const staff = await staffOfAddress(pool, letter.sender);
  const deeds = [{ do: 'note' as const, text: wordsOf(letter) }];
  return staff && done('staff_note', { do: 'staff', ticket: id, by: staff.code, deeds });
}

const done = (reason: string | null, ticket: TicketOutcome): Made => ({ state: 'applied', reason, ticket });
const quotedOf = ({ of, said }: Letter): string | null => (of.facts.quoted === said ? null : of.facts.quoted);
const allOf = ({ of, said }: Letter): string => of.facts.quoted ?? said;
const wordsOf = (letter: Letter): string => letter.said || allOf(letter) || letter.subject || '–';

const going = (letter: Letter, ticket: number): Made =>
  done(null, {
    do: 'say',
    ticket,
    from: { email: letter.sender, name: letter.name },
    text: wordsOf(letter),
    quoted: quotedOf(letter),
  });
const fromOutside = (letter: Letter, { id }: ReachedTicket): Made =>
  done('external', {
    do: 'external',
    ticket: id,
    text: wordsOf(letter),
    quoted: quotedOf(letter),
    foreign: foreignNumberIn(letter.subject),
  });

const LONG_AGO_MS = 30 * 86_400_000;
/** Closed long ago, and the subject is another one. */
const isOtherMatter = ({ subject }: Letter, { closedAt, subject: first }: ReachedTicket, at: Date): boolean =>
  closedAt !== null &&
  at.getTime() - closedAt.getTime() > LONG_AGO_MS &&
  bareSubject(subject) !== bareSubject(first ?? '');

/** Only by the address of a mail to this very person, from where they read it, by the word of our own server. */
async function fromStaff({ pool }: JudgeDeps, letter: Letter, reached: ReachedTicket): Promise<Made> {
  const { of, sender, opened } = letter;
  const staff = await staffOfAddress(pool, sender);
  if (of.thread?.by !== 'token') return held(reached.id, 'no_token');
  if (staff?.code !== reached.person) return held(reached.id, 'other_sender');
  if (of.facts.verdict !== 'pass')
    return held(reached.id, of.facts.verdict === 'fail' ? 'failed_verdict' : 'no_verdict');
  if (of.isDoubled) return held(reached.id, 'same_id');
  const said = saidByStaff(opened);
  if (said === null) return held(reached.id, 'quote_unclear');
  const deeds = reached.about === 'watched' ? staffActs(said).map(asNote) : staffActs(said);
  if (deeds.length === 0) return held(reached.id, 'nothing_said');
  return done('by_staff', { do: 'staff', ticket: reached.id, by: staff.code, deeds });
}

/** Whoever only watches speaks to their colleagues. */
const asNote = (act: StaffAct): StaffAct => (act.do === 'answer' ? { ...act, do: 'note' } : act);

async function opening(deps: JudgeDeps, letter: Letter, at: Date): Promise<Made> {
  const staff = letter.of.facts.verdict === 'pass' ? await staffOfAddress(deps.pool, letter.sender) : null;
  const passed = staff && (await forwarded(deps, letter));
  if (passed && staff) return passedOn(deps, letter, passed, { by: staff.code, note: passed.above }, at);
  const near = letter.reached?.id ?? null;
  const subject = letter.subject || null;
  const text = wordsOf(letter);
  return done(near === null ? 'new_ticket' : 'possible_reply', {
    do: 'open',
    subject,
    text,
    quoted: quotedOf(letter),
    requester: { email: letter.sender, name: letter.name, language: guessLanguage(`${subject ?? ''}\n${text}`) },
    silent: !(await mayConfirm(deps, letter.of, { to: letter.sender, addressed: letter.opened.to }, at)),
    near,
    passedOn: null,
  });
}

/** In the name of whoever wrote it first. */
async function passedOn(
  deps: JudgeDeps,
  letter: Letter,
  { from, subject, text }: Forwarded,
  by: { by: string; note: string },
  at: Date,
): Promise<Made> {
  const about = subject ?? letter.subject;
  const words = text || about || '–';
  const numbers = ticketNumbersIn(about);
  const known = numbers.length > 0 ? await ticketNamed(deps.pool, numbers, null, from.address) : null;
  const writer = { email: from.address, name: from.name || null };
  if (known?.belongs) return done(null, { do: 'say', ticket: known.id, from: writer, text: words, quoted: null });
  return done('passed_on', {
    do: 'open',
    subject: about || null,
    text: words,
    quoted: null,
    requester: { ...writer, language: guessLanguage(`${about}\n${text}`) },
    silent: !(await mayConfirm(deps, letter.of, { to: from.address, addressed: null }, at)),
    near: letter.reached?.id ?? null,
    passedOn: by,
  });
}

async function forwarded({ parser, ours }: JudgeDeps, letter: Letter): Promise<Forwarded | null> {
  const found = forwardedIn(letter.subject, allOf(letter)) ?? (await attached(parser, letter));
  return found && !ours.includes(found.from.address) && found.from.address !== letter.sender ? found : null;
}

/** Passed on as a file. */
async function attached(parser: JudgeDeps['parser'], { opened, said }: Letter): Promise<Forwarded | null> {
  const file = opened.files.find(({ type }) => /^message\/(?:global|rfc822)$/i.test(type));
  const inner = file && (await parser.open(Buffer.from(file.content)));
  if (!inner?.ok) return null;
  const [from] = inner.mail.from;
  if (!from?.address.includes('@')) return null;
  const address = from.address.toLowerCase();
  return {
    from: { address: clean(address, 254), name: clean(from.name, 200) },
    subject: clean(inner.mail.subject) || null,
    text: replyOf(inner.mail).all,
    above: said,
  };
}
