import { REPLY_MARK } from '../../domain/ticket/reply-mark';
import { sayDeadline } from '../console/when';
import { page } from '../html';
import type { Translate } from '../words';
import { BODY, DARK, QUIET } from './html';
import { wrap } from './text';

export interface DeskLetter {
  t: Translate;
  centre: { name: string; email: string };
  of: {
    about: 'your_turn' | 'handed_out' | 'watched';
    number: string;
    subject: string | null;
    words: string | null;
    /** Something was said; else only decided. */
    isSaid: boolean;
    isNote: boolean;
    /** It has been handed out before: these words came after. */
    isMore: boolean;
    side: string | null;
    author: string | null;
    files: number;
    /** By which number a desk outside knows it. */
    foreign: string | null;
    asker: string | null;
    reader: string | null;
    state: string;
    level: string;
    /** Whoever has it now. */
    holder: string | null;
    priority: string;
    dueAt: Date | null;
    cruise: string | null;
  };
  /** How many of the files go along. */
  attached: number;
  /** Its page at our desk, for staff. */
  url: string;
  repliesAreRead: boolean;
}

/** A question, to somebody of the desk whose turn it is or to a desk outside; or what happens to it, to who watches. What stands below its first line is never passed on. */
export function deskLetter(letter: DeskLetter): { subject: string; text: string; html: string } {
  const { t, centre, of } = letter;
  const lines = LINES[of.about](letter);
  const mark = `${REPLY_MARK} ${t('toDesk.mark')}`;
  const sign = t('letter.sign', { centre: centre.name, email: centre.email });
  const [hello, lead, ...rest] = lines;
  const words = of.about !== 'watched' || of.isSaid ? (of.words ?? t('toDesk.erased')) : null;
  return {
    subject: [
      `[${of.number}]`,
      ...(of.foreign === null ? [] : [`[${of.foreign}]`]),
      of.subject ?? t('toDesk.noSubject'),
    ].join(' '),
    text: [
      mark,
      wrap(hello),
      wrap(lead),
      ...(words === null ? [] : [indented(words)]),
      ...rest.map((line) => wrap(line)),
      `-- \n${sign}\n`,
    ].join('\n\n'),
    html: page(
      <html lang={t.language}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width" />
          <meta name="color-scheme" content="light dark" />
          <style>{DARK}</style>
        </head>
        <body style={BODY}>
          <p class="q" style={QUIET}>
            {mark}
          </p>
          <p>{hello}</p>
          <p>{lead}</p>
          {words !== null && <blockquote style="white-space:pre-wrap;overflow-wrap:anywhere">{words}</blockquote>}
          {rest.map((line) => (
            <p key={line} style="white-space:pre-wrap">
              {line}
            </p>
          ))}
          <p class="q" style={QUIET}>
            {sign}
          </p>
        </body>
      </html>,
    ),
  };
}

const indented = (text: string): string => wrap(text, '    ');

type Lines = [hello: string, lead: string, ...rest: string[]];
function forStaff({ t, of, url, repliesAreRead }: DeskLetter): Lines {
  const due = of.dueAt ? [t('toDesk.due', { when: sayDeadline(of.dueAt, t) })] : [];
  const how = repliesAreRead ? [t('toDesk.howToReply'), t('toDesk.commands')] : [];
  return [
    t('toDesk.hello', { name: of.reader ?? '' }),
    t('toDesk.turn', { number: of.number, asker: of.asker ?? t('toDesk.somebody') }),
    ...filesOf(t, of.files),
    ...due,
    ...how,
    t('toDesk.page', { url }),
  ];
}
function forOutside({ t, of, centre, attached }: DeskLetter): Lines {
  const cruise = of.cruise === null ? [] : [t('toDesk.cruise', { cruise: of.cruise })];
  const left = of.files - attached;
  return [
    t('toDesk.helloOutside'),
    t(of.isMore ? 'toDesk.moreWords' : 'toDesk.handedOut', { centre: centre.name, number: of.number }),
    ...cruise,
    ...(attached > 0 ? [t('toDesk.filesAlong', { count: attached })] : []),
    ...(left > 0 ? [t('toDesk.filesLeft', { count: left })] : []),
    t('toDesk.keepNumber', { number: of.number }),
  ];
}
function forWatcher({ t, of, url, repliesAreRead }: DeskLetter): Lines {
  const { number, isSaid, isNote } = of;
  const lead = isSaid
    ? t(isNote ? 'toDesk.watchedNote' : 'toDesk.watchedSaid', { number, who: whoSaid(t, of) })
    : t('toDesk.watched', { number });
  const holder = of.holder ?? t(of.level === 'external' ? 'ticketLevel.external' : 'toDesk.nobody');
  return [
    t('toDesk.hello', { name: of.reader ?? '' }),
    lead,
    ...filesOf(t, of.files),
    t('toDesk.stands', {
      state: t.of(`ticketState.${of.state}`).toLowerCase(),
      priority: t.of(`ticketPriority.${of.priority}`),
      holder,
    }),
    ...(repliesAreRead ? [t('toDesk.replyIsNote')] : []),
    t('toDesk.page', { url }),
    t('toDesk.unwatch'),
  ];
}
const whoSaid = (t: Translate, { side, author, asker }: DeskLetter['of']): string => {
  if (side === 'external') return t('ticketLevel.external');
  return (side === 'requester' ? asker : author) ?? t('toDesk.somebody');
};
const LINES: Record<DeskLetter['of']['about'], (letter: DeskLetter) => Lines> = {
  your_turn: forStaff,
  handed_out: forOutside,
  watched: forWatcher,
};
const filesOf = (t: Translate, count: number): string[] => (count > 0 ? [t('toDesk.files', { count })] : []);
