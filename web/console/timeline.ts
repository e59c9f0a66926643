import { type AnswerCode } from '../../domain/answer';
import type { Translate } from '../words';
import type { CaseView, ShownEvent, ShownMail } from './case-view';

export interface Entry {
  at: Date;
  /** Null where the sentence names who did it already. */
  who: string | null;
  text: string;
  /** Words of a person, shown as written. */
  quote: string | null;
  /** The message that the words are of, while they stand. */
  message?: number;
}

/** Told by the rows that hold the words: answers, messages, mails, decisions. */
const TOLD_ELSEWHERE = new Set([
  'case.answer',
  'case.note',
  'case.write',
  'case.reply',
  'case.letter_due',
  'case.news_due',
  'case.letter_sent',
  'case.letter_refused',
  'case.publish',
  'case.chase',
  'case.remind',
  'case.resend',
]);

/** What happened, in order, from the log and from the rows that hold the words. */
export function timelineOf(view: CaseView, t: Translate): Entry[] {
  const who = (actor: string): string => sayWho(actor, view.names, t);
  const entries: Entry[] = [
    ...growthTogether(view.events.filter(({ type }) => !TOLD_ELSEWHERE.has(type))).map((event) =>
      eventEntry(event, view, t),
    ),
    ...view.answers.map(({ at, author, code, version, comment }) => ({
      at,
      who: who(author),
      text: t('time.answer', { version, answer: sayAnswer(code, t) }),
      quote: comment,
    })),
    ...view.messages.map(({ id, at, author, visibility, text, erased }) => ({
      at,
      who: who(author),
      text: t(
        visibility === 'public' && /^(contact|guest):/.test(author)
          ? 'time.message.fromSupplier'
          : `time.message.${visibility}`,
      ),
      quote: erased ? t('message.erased') : text,
      ...(!erased && { message: id }),
    })),
    ...view.mails.flatMap((mail) => mailEntries(mail, t)),
  ];
  return entries.sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** A case that grows batch by batch has grown once, until something else happens. */
function growthTogether(events: readonly ShownEvent[]): ShownEvent[] {
  const told: ShownEvent[] = [];
  for (const event of events) {
    const before = told.at(-1);
    if (event.type === 'case.grew' && before?.type === 'case.grew')
      told[told.length - 1] = {
        ...event,
        data: {
          added: countOf(before, 'added') + countOf(event, 'added'),
          updated: countOf(before, 'updated') + countOf(event, 'updated'),
        },
      };
    else told.push(event);
  }
  return told;
}
const countOf = ({ data }: ShownEvent, name: 'added' | 'updated'): number =>
  typeof data[name] === 'number' ? data[name] : 0;

export const sayAnswer = (code: AnswerCode, t: Translate): string => t(`answer.${code}`);

function eventEntry(event: ShownEvent, view: CaseView, t: Translate): Entry {
  const { at, type, actor, data } = event;
  const outcome =
    typeof data['decision'] === 'string' && view.decisions.find(({ id }) => id === data['decision'])?.outcome;
  const to = data['assignee'] ?? data['contact'];
  const word = typeof data['merged'] === 'string' ? 'event.case.mergedFrom' : `event.${type}`;
  const args = {
    outcome: outcome ? t(`outcome.${outcome}`) : '',
    to: to === undefined || to === null ? '–' : nameOf(String(to as string | number), view.names),
    count: countOf(event, 'added'),
    again: countOf(event, 'updated'),
    why: String((data['why'] ?? '') as string),
    other: String((data['into'] ?? data['merged'] ?? '') as string),
  };
  const text = t.of(word, args);
  return { at, who: sayWho(actor, view.names, t), text: text === word ? t('event.other') : text, quote: null };
}

const nameOf = (code: string, { people, contacts }: CaseView['names']): string =>
  people.get(code) ?? contacts.get(code) ?? code;

const HOUR_MS = 3_600_000;
/** A letter that left soon after it was written is told once. */
function mailEntries({ kind, reason, to, state, createdAt, sentAt, trouble }: ShownMail, t: Translate): Entry[] {
  const what = kind === 'letter' ? t.of(`letter.${reason}`) : t.of(`mail.${kind}`);
  const written = { at: createdAt, who: null, text: t('time.written', { what, to }), quote: null };
  if (sentAt && sentAt.getTime() - createdAt.getTime() < HOUR_MS / 6)
    return [{ at: sentAt, who: null, text: t('time.sent', { what, to }), quote: null }];
  if (sentAt) return [written, { at: sentAt, who: null, text: t('time.sent', { what, to }), quote: null }];
  return state === 'pending' ? [written] : [{ ...written, text: t(`time.${state}`, { what, to }), quote: trouble }];
}

/** `person:alix key:3`, `contact:12`, `service:qc`, `clock`, in words. */
export function sayWho(actor: string, names: CaseView['names'], t: Translate): string {
  const [, kind = '', id = '', key] = /^(\w+)(?::(.*?))?(?: key:(\w+))?$/.exec(actor) ?? [];
  switch (kind) {
    case 'person':
      return key ? t('who.byKey', { name: names.people.get(id) ?? id }) : (names.people.get(id) ?? id);
    case 'contact':
      return t('who.contact', { name: names.contacts.get(id) ?? id });
    case 'guest':
      return t('who.guest', { name: names.contacts.get(`guest:${id}`) ?? id });
    case 'service':
      return t('who.service', { name: id });
    default:
      return t('who.clock');
  }
}
