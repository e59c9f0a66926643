import type { CannedAnswer } from '../../../domain/canned-answer';
import { may } from '../../../domain/permissions';
import type { Translate } from '../../words';
import type { Filled } from '../fields';
import { ConsolePage, type FieldFault, type Shell } from '../layout';
import { Conversation } from './conversation';
import { type KeptFile, ReplyBox } from './reply-box';
import { RemarkForm } from './remark-form';
import { TicketActions, type TransferChoices } from './ticket-actions';
import { Story } from './story';
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
