import type { Translate } from '../../words';
import { isoOf, sayDistance } from '../when';
import { type NamedTicket, sayState, saySubject } from './ticket-words';

export type { NamedTicket } from './ticket-words';

/** A ticket in one line of a list: number, subject, state, who asks and who holds it. */
export const TicketLine = ({ t, one, now }: { t: Translate; one: NamedTicket; now: Date }) => (
  <>
    <a class="nb" href={`/tickets/${one.number}`}>
      {one.number}
    </a>{' '}
    {saySubject(one, t)} <span class="badge">{sayState(one, t)}</span>
    <br />
    <span class="soft small">
      {[one.requesterName ?? one.requesterEmail, one.assigneeName].filter(Boolean).join(' · ')}{' '}
      <time dateTime={isoOf(one.openedAt)}>{sayDistance(one.openedAt, now, t)}</time>
    </span>
  </>
);
