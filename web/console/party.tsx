import type { Translate } from '../words';
import { ConsolePage, type Shell } from './layout';
import { isoOf, sayMoment } from './when';

/** One thing that happened between the centre and somebody outside it. */
export interface PartyEntry {
  kind: 'ticket' | 'case' | 'letter';
  id: string;
  at: Date;
  /** Of the ticket or the case; of a letter those of its cases. */
  numbers: readonly string[];
  /** A ticket's type, a letter's reason; null for a case. */
  what: string | null;
  subject: string | null;
  state: string;
  /** Who of an organisation it was with. */
  who: string | null;
}
interface PartyProps extends Shell {
  title: string;
  /** Of an organisation its people, of a person the organisation. */
  people: readonly { code: string; name: string; email: string }[];
  organisation: { code: string; name: string } | null;
  email: string | null;
  refused: boolean;
  entries: readonly PartyEntry[];
  /** Address of what is older. */
  older: string | null;
}

/** Every ticket, case, letter and complaint of a person or an organisation, the newest first. */
export const PartyPage = ({ title, people, organisation, email, refused, entries, older, ...shell }: PartyProps) => {
  const { t } = shell;
  return (
    <ConsolePage {...shell} title={title}>
      <h1>{title}</h1>
      {email && (
        <p>
          <a href={`mailto:${email}`}>{email}</a> {refused && <span class="badge bad">{t('contact.refused')}</span>}
        </p>
      )}
      {organisation && (
        <p>
          <a href={`/organisations/${encodeURIComponent(organisation.code)}`}>{organisation.name}</a>
        </p>
      )}
      {people.length > 0 && (
        <details>
          <summary>{t('party.people', { count: people.length })}</summary>
          <ul>
            {people.map((person) => (
              <li key={person.code}>
                <a href={`/correspondents/${encodeURIComponent(person.code)}`}>{person.name}</a>{' '}
                <span class="soft">{person.email}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
      <section aria-labelledby="timeline">
        <h2 id="timeline">{t('party.timeline')}</h2>
        <p class="hint">{t('time.paris')}</p>
        {entries.length === 0 ? (
          <p class="empty">{t('party.nothing')}</p>
        ) : (
          <ol class="time">
            {entries.map((entry) => (
              <li key={`${entry.kind} ${entry.id}`}>
                <Entry t={t} entry={entry} />
              </li>
            ))}
          </ol>
        )}
        {older && (
          <p>
            <a href={older}>{t('search.older')}</a>
          </p>
        )}
      </section>
    </ConsolePage>
  );
};

const Entry = ({ t, entry }: { t: Translate; entry: PartyEntry }) => (
  <>
    <time class="soft small" dateTime={isoOf(entry.at)}>
      {sayMoment(entry.at, t)}
    </time>{' '}
    {sayWhat(entry, t)}{' '}
    {entry.numbers.map((number) => (
      <span key={number}>
        <a class="nb" href={`/${entry.kind === 'ticket' ? 'tickets' : 'cases'}/${number}`}>
          {number}
        </a>{' '}
      </span>
    ))}
    {entry.subject} <span class="badge">{sayState(entry, t)}</span>
    {entry.who && <span class="soft small"> {entry.who}</span>}
  </>
);
const sayWhat = ({ kind, what }: PartyEntry, t: Translate): string => {
  if (kind === 'ticket') return t.of(`ticketType.${what ?? ''}`);
  return kind === 'letter' ? t.of(`letter.${what ?? ''}`) : t('party.case');
};
const sayState = ({ kind, state }: PartyEntry, t: Translate): string => {
  if (kind === 'ticket') return t.of(`ticketState.${state}`);
  return t.of(kind === 'case' ? `phase.${state}` : `partyMail.${state}`);
};
