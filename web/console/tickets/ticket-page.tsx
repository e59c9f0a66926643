import type { CannedAnswer } from '../../../domain/canned-answer';
import { may } from '../../../domain/permissions';
import type { Translate } from '../../words';
import type { Filled } from '../fields';
import { ConsolePage, type FieldFault, type Shell } from '../layout';
import { sayWho } from '../timeline';
import { isoOf, sayMoment } from '../when';
import { Conversation } from './conversation';
import { type KeptFile, ReplyBox } from './reply-box';
import { RemarkForm } from './remark-form';
import { TicketActions, type TransferChoices } from './ticket-actions';
import { Links, Requester } from './ticket-beside';
import { Clocks, TicketState } from './ticket-state';
import type { TicketView } from './ticket-view';
import { saySubject } from './ticket-words';

interface TicketPageProps extends Shell {
  view: TicketView;
  choices: TransferChoices;
  canned: readonly CannedAnswer[];
  faults: readonly FieldFault[];
  /** What was being filled in when it was refused; kept so that nothing is typed twice. */
  filled: Filled;
  /** They go with the reply once it is sent. */
  kept?: readonly KeptFile[];
}

/** One ticket: where it stands, what was said, the reply, what may be done, and all that happened. */
export const TicketPage = ({ view, choices, canned, faults, filled, kept = [], ...shell }: TicketPageProps) => {
  const { t, csrf, person } = shell;
  const { of, messages } = view;
  const mayErase = person !== null && may(person.role, 'erase_words');
  const typed = filled['verb'] === 'reply' ? filled : {};
  return (
    <ConsolePage {...shell} title={`${of.number} ${saySubject(of, t)}`} faults={faults}>
      <h1>
        <span class="soft">{of.number}</span> {saySubject(of, t)}
      </h1>
      <p class="soft">
        {[t.of(`ticketType.${of.type}`), of.topicName, ...of.tags.map((tag) => `#${tag}`)].filter(Boolean).join(' · ')}
      </p>
      <TicketState t={t} view={view} />
      <div class="columns">
        <div>
          <Conversation {...{ t, csrf, messages, mayErase }} number={of.number} />
          <ReplyBox {...{ t, csrf, view, canned, kept }} filled={typed} />
          <Story t={t} view={view} />
        </div>
        <div>
          <TicketActions {...{ t, csrf, view, choices, filled }} />
          <RemarkForm {...{ t, csrf, view, filled }} />
          <Requester t={t} view={view} />
          <Clocks t={t} view={view} />
          <Links t={t} view={view} />
          <Watchers t={t} view={view} />
        </div>
      </div>
    </ConsolePage>
  );
};

const Watchers = ({ t, view: { watchers } }: { t: Translate; view: TicketView }) =>
  watchers.length === 0 ? null : (
    <section aria-labelledby="watchers">
      <h2 id="watchers">{t('ticket.watchers')}</h2>
      <p>{watchers.map(({ name }) => name).join(', ')}</p>
    </section>
  );

/** Told already by the conversation. */
const TOLD_ELSEWHERE = new Set(['ticket.message', 'ticket.note', 'ticket.reply']);

/** What happened to the ticket, in order. */
const Story = ({ t, view: { events, names } }: { t: Translate; view: TicketView }) => (
  <details>
    <summary>{t('ticket.story')}</summary>
    <ol class="time">
      {events
        .filter(({ type }) => !TOLD_ELSEWHERE.has(type))
        .map(({ at, actor, type, data }) => (
          <li key={`${at.getTime()} ${type}`}>
            <time class="soft small" dateTime={isoOf(at)}>
              {sayMoment(at, t)}
            </time>{' '}
            {t('time.who', { who: sayWho(actor, { people: names, contacts: names }, t) })}{' '}
            {sayEvent(type, data, names, t)}
          </li>
        ))}
    </ol>
  </details>
);

function sayEvent(
  type: string,
  data: Record<string, unknown>,
  names: ReadonlyMap<string, string>,
  t: Translate,
): string {
  const of = (name: string): string => {
    const value = data[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const to = of('to') || of('assignee');
  const word = `event.${type}`;
  const said = t.of(word, {
    to: names.get(to) ?? to,
    kind: t.of(`clock.${of('kind')}`),
    percent: of('percent'),
    other: of('into') || of('other'),
    priority: t.of(`ticketPriority.${of('priority')}`),
  });
  return said === word ? t('event.other') : said;
}
