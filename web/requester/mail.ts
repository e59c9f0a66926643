import { wrap } from '../letters/text';
import type { Translate } from '../words';
import { sayNext, sayService } from './next';
import { sayDeadline } from '../console/when';
import type { NextStep, Service } from './view';

/** Why the requester is written to. */
export const TICKET_MAILS = ['received', 'answer', 'question', 'resolved', 'reopened', 'closed', 'new_link'] as const;
export type TicketMailKind = (typeof TICKET_MAILS)[number];

export interface TicketMail {
  t: Translate;
  centre: { name: string; email: string };
  kind: TicketMailKind;
  number: string;
  name: string | null;
  askedAt: Date;
  next: NextStep;
  service: Service | null;
  /** What a person of the desk wrote to go with it. Never set for `received`, which repeats nothing that came from outside. */
  words: string | null;
  /** Files that stand on the page. */
  files: number;
  /** The signed link, whole. */
  url: string;
  /** A reply to it is read. */
  repliesAreRead: boolean;
}

/** The number in brackets finds the way back; the sender's own subject is not repeated. */
export const subjectOf = ({ t, number, kind }: TicketMail): string => `[${number}] ${t(`tmail.subject.${kind}`)}`;

/** Where the button leads, and what is said before it. */
export interface Door {
  says: string;
  url: string;
  button: string;
}
export function doorOf({ t, kind, url, repliesAreRead }: TicketMail): Door {
  const host = new URL(url).host;
  const button = t(`tmail.button.${kind}`);
  if (kind === 'closed') return { says: t('tmail.feedback', { host }), url: `${url}#score`, button };
  if (kind === 'resolved') return { says: t('tmail.confirm', { host }), url, button };
  return { says: t(repliesAreRead ? 'tmail.reply' : 'tmail.online', { host }), url, button };
}

/** What stands before the button, a paragraph each; a person's words come as they were written. */
export function sayMail(mail: TicketMail): { hello: string | null; words: string | null; paragraphs: string[] } {
  const { t, kind, name, number, words, askedAt, next, service, files } = mail;
  const lead =
    kind === 'answer' || kind === 'question'
      ? []
      : [t(`tmail.lead.${kind}`, { number, when: sayDeadline(askedAt, t) })];
  return {
    hello: words === null ? (name === null ? t('tmail.hello') : t('tmail.helloName', { name })) : null,
    words,
    paragraphs: [
      ...(files > 0 ? [t('tmail.files', { count: files })] : []),
      ...lead,
      ...(SAYS_NEXT.has(kind) ? sayNext(next, t) : []),
      ...(kind === 'received' && service ? sayService(service, t) : []),
    ],
  };
}
const SAYS_NEXT: ReadonlySet<TicketMailKind> = new Set(['received', 'question', 'resolved', 'reopened']);

export const closingOf = ({ t, kind, centre, url }: TicketMail) => ({
  other: t('tmail.other'),
  otherUrl: `${url}?lang=${t.language === 'fr' ? 'en' : 'fr'}`,
  notYou: kind === 'received' ? t('tmail.notYou') : null,
  sign: t('letter.sign', { centre: centre.name, email: centre.email }),
});

/** The text part, complete in itself: each link on a line of its own. */
export function mailText(mail: TicketMail): string {
  const { hello, words, paragraphs } = sayMail(mail);
  const { says, url } = doorOf(mail);
  const { other, otherUrl, notYou, sign } = closingOf(mail);
  return `${[
    ...(hello === null ? [] : [hello]),
    ...(words === null ? [] : [wrap(plain(words))]),
    ...paragraphs.map((line) => wrap(line)),
    `${wrap(says)}\n${url}`,
    `${other}\n${otherUrl}`,
    ...(notYou === null ? [] : [wrap(notYou)]),
    `-- \n${sign}`,
  ].join('\n\n')}\n`;
}
/** A line of theirs must not look like our signature mark. */
const plain = (words: string): string => words.replaceAll(/^-- ?$/gm, '–');
