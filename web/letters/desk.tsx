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
    about: 'your_turn' | 'handed_out';
    number: string;
    subject: string | null;
    words: string | null;
    files: number;
    asker: string | null;
    reader: string | null;
    priority: string;
    dueAt: Date | null;
    cruise: string | null;
  };
  /** Its page at our desk, for staff. */
  url: string;
  repliesAreRead: boolean;
}

/** A question, to somebody of the desk whose turn it is or to a desk outside. What stands below its first line is never passed on. */
export function deskLetter(letter: DeskLetter): { subject: string; text: string; html: string } {
  const { t, centre, of } = letter;
  const lines = of.about === 'your_turn' ? forStaff(letter) : forOutside(letter);
  const mark = `${REPLY_MARK} ${t('toDesk.mark')}`;
  const sign = t('letter.sign', { centre: centre.name, email: centre.email });
  const [hello, lead, ...rest] = lines;
  const words = of.words ?? t('toDesk.erased');
  return {
    subject: `[${of.number}] ${of.subject ?? t('toDesk.noSubject')}`,
    text: [mark, wrap(hello), wrap(lead), indented(words), ...rest.map((line) => wrap(line)), `-- \n${sign}\n`].join(
      '\n\n',
    ),
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
          <blockquote style="white-space:pre-wrap;overflow-wrap:anywhere">{words}</blockquote>
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
function forOutside({ t, of, centre }: DeskLetter): Lines {
  const cruise = of.cruise === null ? [] : [t('toDesk.cruise', { cruise: of.cruise })];
  return [
    t('toDesk.helloOutside'),
    t('toDesk.handedOut', { centre: centre.name, number: of.number }),
    ...cruise,
    ...filesOf(t, of.files),
    t('toDesk.keepNumber', { number: of.number }),
  ];
}
const filesOf = (t: Translate, count: number): string[] => (count > 0 ? [t('toDesk.files', { count })] : []);
