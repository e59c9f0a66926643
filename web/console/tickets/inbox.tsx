import { TICKET_TABS, type TicketTab } from '../../../domain/ticket/tabs';
import type { Translate } from '../../words';
import { ConsolePage, type Shell } from '../layout';
import { isoOf, sayDistance, sayMoment } from '../when';
import { anyOfLevel1, ReliefBar, ReliefTick } from './relief';
import { type NamedTicket, sayState, saySubject, ticketBadges } from './ticket-words';

/** What the address asks for; the same words stand in the query. */
export interface AskedTickets {
  tab: TicketTab;
  q: string;
  sort: string;
  type: string;
  topic: string;
  priority: string;
  tag: string;
}
interface Option {
  code: string;
  name: string;
}
interface InboxProps extends Shell {
  asked: AskedTickets;
  counts: Record<TicketTab, number>;
  tickets: readonly NamedTicket[];
  choices: { type: Option[]; topic: Option[]; priority: Option[]; tag: Option[] };
  sorts: readonly string[];
  /** Cursor of the following page. */
  next: string | null;
  /** This is not the first page. */
  later: boolean;
  now: Date;
  mayOpen: boolean;
}

/** The address of a list; whatever is empty stays out of it. */
const inboxPath = (asked: Partial<AskedTickets> & { after?: string }): string =>
  `/tickets?${new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== '')).toString()}`;

/** The tickets of the desk, by whose they are and what threatens them. */
export const InboxPage = (props: InboxProps) => {
  const { asked, counts, tickets, choices, sorts, next, later, now, mayOpen, ...shell } = props;
  const { t } = shell;
  const mayRelieve = mayOpen && anyOfLevel1(tickets);
  const isFiltered = [asked.q, asked.type, asked.topic, asked.priority, asked.tag].some((value) => value !== '');
  return (
    <ConsolePage {...shell} title={t('inbox.title', { tab: t(`ticketTab.${asked.tab}`) })}>
      <h1>{t('nav.tickets')}</h1>
      {mayOpen && (
        <p>
          <a class="button" href="/tickets/new">
            {t('newTicket.title')}
          </a>{' '}
          <a href="/canned-answers">{t('canned.title')}</a>
        </p>
      )}
      <Tabs {...{ t, asked, counts }} />
      <Filters {...{ t, asked, choices, sorts }} />
      {tickets.length === 0 ? (
        <p class="empty">
          {isFiltered ? t('inbox.filtered') : t(`inboxEmpty.${asked.tab}`)}{' '}
          {isFiltered && <a href={inboxPath({ tab: asked.tab })}>{t('empty.unfilter')}</a>}
        </p>
      ) : (
        <>
          {mayRelieve && <ReliefBar t={t} csrf={shell.csrf} isOwnList={asked.tab === 'mine'} />}
          <Tickets {...{ t, tickets, now, mayRelieve }} />
        </>
      )}
      <p>
        {later && <a href={inboxPath(asked)}>{t('list.first')}</a>}{' '}
        {next && <a href={inboxPath({ ...asked, after: next })}>{t('list.next')}</a>}
      </p>
    </ConsolePage>
  );
};

const Tabs = ({ t, asked, counts }: Pick<InboxProps, 't' | 'asked' | 'counts'>) => (
  <nav class="tabs" aria-label={t('inbox.tabs')}>
    <ul>
      {TICKET_TABS.map((tab) => (
        <li key={tab}>
          <a href={inboxPath({ ...asked, tab })} aria-current={tab === asked.tab ? 'page' : undefined}>
            {t(`ticketTab.${tab}`)} {tab !== 'all' && <span class="n">{counts[tab]}</span>}
          </a>
        </li>
      ))}
    </ul>
  </nav>
);

const Filters = ({ t, asked, choices, sorts }: Pick<InboxProps, 't' | 'asked' | 'choices' | 'sorts'>) => (
  <form class="filters" method="get" action="/tickets" aria-label={t('inbox.filters')}>
    <input type="hidden" name="tab" value={asked.tab} />
    <div>
      <label for="words">{t('list.q')}</label>
      <input id="words" name="q" type="search" value={asked.q} maxLength={200} />
    </div>
    <Choice t={t} name="type" label={t('ticket.type')} value={asked.type} options={choices.type} />
    <Choice t={t} name="topic" label={t('ticket.topic')} value={asked.topic} options={choices.topic} />
    <Choice t={t} name="priority" label={t('ticket.priority')} value={asked.priority} options={choices.priority} />
    {choices.tag.length > 0 && (
      <Choice t={t} name="tag" label={t('ticket.tag')} value={asked.tag} options={choices.tag} />
    )}
    <div>
      <label for="sort">{t('list.sort')}</label>
      <select id="sort" name="sort">
        {sorts.map((sort) => (
          <option key={sort} value={sort} selected={sort === asked.sort}>
            {t.of(`sort.${sort}`)}
          </option>
        ))}
      </select>
    </div>
    <button type="submit">{t('list.filter')}</button>
  </form>
);

interface ChoiceProps {
  t: Translate;
  name: string;
  label: string;
  value: string;
  options: readonly Option[];
}
const Choice = ({ t, name, label, value, options }: ChoiceProps) => (
  <div>
    <label for={name}>{label}</label>
    <select id={name} name={name}>
      <option value="">{t(name === 'topic' ? 'list.any' : 'inbox.any')}</option>
      {options.map((option) => (
        <option key={option.code} value={option.code} selected={option.code === value}>
          {option.name}
        </option>
      ))}
    </select>
  </div>
);

type TicketsProps = Pick<InboxProps, 't' | 'tickets' | 'now'> & { mayRelieve: boolean };
const Tickets = ({ t, tickets, now, mayRelieve }: TicketsProps) => (
  <section class="scroll" tabIndex={0} aria-label={t('nav.tickets')}>
    <table>
      <caption>{t('inbox.caption', { shown: tickets.length })}</caption>
      <thead>
        <tr>
          <th scope="col">{t('col.number')}</th>
          <th scope="col">{t('inbox.subject')}</th>
          <th scope="col">{t('ticket.priority')}</th>
          <th scope="col">{t('inbox.due')}</th>
          <th scope="col">{t('inbox.holder')}</th>
          <th scope="col">{t('col.state')}</th>
        </tr>
      </thead>
      <tbody>
        {tickets.map((one) => (
          <Row key={one.number} {...{ t, one, now, mayRelieve }} />
        ))}
      </tbody>
    </table>
  </section>
);

const Row = ({ t, one, now, mayRelieve }: Omit<TicketsProps, 'tickets'> & { one: NamedTicket }) => (
  <tr id={one.number}>
    <th scope="row">
      {mayRelieve && <ReliefTick t={t} one={one} />} <a href={`/tickets/${one.number}`}>{one.number}</a>
    </th>
    <td>
      {saySubject(one, t)}
      <div class="soft small">
        {[one.requesterName ?? one.requesterEmail ?? t('ticket.nobody'), one.topicName].filter(Boolean).join(' · ')}
      </div>
      {one.tags.length > 0 && <div class="small">{one.tags.map((tag) => `#${tag}`).join(' ')}</div>}
    </td>
    <td>{t.of(`ticketPriority.${one.priority}`)}</td>
    <td>
      {one.due === null ? (
        <span class="soft">{t('inbox.noClock')}</span>
      ) : (
        <>
          {t.of(`clock.${one.due.kind}`)} {sayDistance(one.due.at, now, t)}
          <div class="soft small">
            <time dateTime={isoOf(one.due.at)}>{sayMoment(one.due.at, t)}</time>
          </div>
        </>
      )}
    </td>
    <td>{one.assigneeName ?? <span class="soft">{t('inbox.unheld')}</span>}</td>
    <td>
      {sayState(one, t)}
      <div>
        {ticketBadges(one, t).map(({ kind, text }) => (
          <span key={text} class={`badge ${kind}`}>
            {text}
          </span>
        ))}
      </div>
    </td>
  </tr>
);
