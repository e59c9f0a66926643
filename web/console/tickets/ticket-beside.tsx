import type { Translate } from '../../words';
import { sayDate } from '../when';
import { saySubject } from './ticket-words';
import type { TicketView } from './ticket-view';

/** Who asks: their address, organisation, and what else they asked. */
export const Requester = ({ t, view: { requester } }: { t: Translate; view: TicketView }) => (
  <section aria-labelledby="requester">
    <h2 id="requester">{t('requester.title')}</h2>
    {requester === null ? (
      <p>{t('ticket.nobody')}</p>
    ) : (
      <>
        <p>
          {requester.name && (
            <>
              {requester.name}
              <br />
            </>
          )}
          {requester.email && <a href={`mailto:${requester.email}`}>{requester.email}</a>}{' '}
          {requester.unreachable && <span class="badge bad">{t('contact.refused')}</span>}
          {requester.organisation && <Organisation {...requester.organisation} />}
          <br />
          <span class="soft small">
            {t('requester.language', { language: t.of(`language.${requester.language}`) })}
          </span>
        </p>
        {requester.opinions.map(({ score, comment, at }) => (
          <p key={at.getTime()}>
            {t('opinion.title', { when: sayDate(at, t) })}{' '}
            <strong class={score < 3 ? 'badge bad' : undefined}>{t.of(`score.${score}`)}</strong>
            {comment !== null && (
              <>
                <br />
                {comment}
              </>
            )}
          </p>
        ))}
        {requester.others.length > 0 && (
          <>
            <h3>{t('requester.others')}</h3>
            <ul>
              {requester.others.map((other) => (
                <li key={other.number}>
                  <a href={`/tickets/${other.number}`}>{other.number}</a> {saySubject(other, t)}{' '}
                  <span class="badge">{t.of(`ticketState.${other.state}`)}</span>
                </li>
              ))}
            </ul>
          </>
        )}
        <p>
          <a href={`/requesters/${requester.id}`}>{t('requester.timeline')}</a>
        </p>
      </>
    )}
  </section>
);

const Organisation = ({ code, name }: { code: string | null; name: string }) => (
  <>
    <br />
    {code === null ? name : <a href={`/organisations/${encodeURIComponent(code)}`}>{name}</a>}
  </>
);

/** What hangs together with this ticket. */
export const Links = ({ t, view: { links } }: { t: Translate; view: TicketView }) =>
  links.length === 0 ? null : (
    <section aria-labelledby="links">
      <h2 id="links">{t('links.title')}</h2>
      <ul>
        {links.map(({ kind, number, title, isCase }) => (
          <li key={`${kind} ${number}`}>
            {t.of(`ticketLink.${kind}`)} <a href={`/${isCase ? 'cases' : 'tickets'}/${number}`}>{number}</a> {title}
          </li>
        ))}
      </ul>
    </section>
  );
