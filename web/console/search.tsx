import type { ComponentChildren } from 'preact';
import type { AccessRule } from '../../domain/access';
import type { Translate } from '../words';
import { type NamedCase, sayCase } from './case-words';
import { ConsolePage, type Shell } from './layout';
import { type NamedTicket, TicketLine } from './tickets/ticket-line';
import { sayDate } from './when';

export interface ShownCruise {
  code: string;
  name: string;
  doi: string | null;
  platform: string | null;
  startAt: Date | null;
  endAt: Date | null;
  access: AccessRule;
  restricted: boolean;
}
/** One page of what was found of a kind; `next` is where older ones begin. */
export interface FoundPage<T> {
  items: readonly T[];
  next: number | null;
}
interface SearchProps extends Shell {
  q: string;
  tickets: FoundPage<NamedTicket>;
  cases: FoundPage<NamedCase & { restricted: boolean }>;
  cruises: readonly ShownCruise[];
  now: Date;
}

/** Tickets, cases and cruises in which all these words stand. */
export const SearchPage = ({ q, tickets, cases, cruises, now, ...shell }: SearchProps) => {
  const { t } = shell;
  const nothing = tickets.items.length + cases.items.length + cruises.length === 0;
  return (
    <ConsolePage {...shell} q={q} title={q === '' ? t('search.title') : t('search.titleFor', { q })}>
      <h1>{q === '' ? t('search.title') : t('search.titleFor', { q })}</h1>
      <p class="hint">{t('search.lead')}</p>
      {q !== '' && nothing && <p class="empty">{t('search.nothing')}</p>}
      <Kind
        t={t}
        id="tickets"
        title={t('nav.tickets')}
        shown={tickets.items.length}
        more={moreOf(q, 'ticket', tickets)}
      >
        {tickets.items.map((one) => (
          <li key={one.number}>
            <TicketLine {...{ t, one, now }} />
          </li>
        ))}
      </Kind>
      <Kind t={t} id="cases" title={t('nav.cases')} shown={cases.items.length} more={moreOf(q, 'case', cases)}>
        {cases.items.map((one) => (
          <li key={one.number}>
            <a class="nb" href={`/cases/${one.number}`}>
              {one.number}
            </a>{' '}
            {sayCase(one, t)} <span class="badge">{t(`phase.${one.phase}`)}</span>
            {one.restricted && <Restricted t={t} />}
            <br />
            <span class="soft small">
              {[one.supplierName ?? one.supplier, one.cruiseName ?? one.cruise].filter(Boolean).join(' · ')}
            </span>
          </li>
        ))}
      </Kind>
      <Kind t={t} id="cruises" title={t('search.cruises')} shown={cruises.length} more={null}>
        {cruises.map((one) => (
          <li key={one.code}>
            <Cruise {...{ t, one }} />
          </li>
        ))}
      </Kind>
    </ConsolePage>
  );
};

const moreOf = (q: string, kind: string, { next }: FoundPage<unknown>): string | null =>
  next === null ? null : `/search?${new URLSearchParams({ q, in: kind, before: String(next) }).toString()}`;

interface KindProps {
  t: Translate;
  id: string;
  title: string;
  shown: number;
  more: string | null;
  children: ComponentChildren;
}
const Kind = ({ t, id, title, shown, more, children }: KindProps) =>
  shown === 0 ? null : (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul class="found">{children}</ul>
      {more && (
        <p>
          <a href={more}>{t('search.older')}</a>
        </p>
      )}
    </section>
  );

const Restricted = ({ t }: { t: Translate }) => <span class="badge warn">{t('search.restricted')}</span>;
const Cruise = ({ t, one }: { t: Translate; one: ShownCruise }) => (
  <>
    <a href={`/registers/cruises/${encodeURIComponent(one.code)}`}>
      {one.name === one.code ? one.code : `${one.name} (${one.code})`}
    </a>{' '}
    {one.restricted && <Restricted t={t} />}
    <br />
    <span class="soft small">
      {[
        one.platform,
        one.startAt && (one.endAt ? `${sayDate(one.startAt, t)} – ${sayDate(one.endAt, t)}` : sayDate(one.startAt, t)),
        one.doi,
      ]
        .filter(Boolean)
        .join(' · ')}{' '}
      <a href={`/?turn=all&cruise=${encodeURIComponent(one.code)}`}>{t('search.casesOf')}</a>
    </span>
  </>
);
