import { WhyDue } from '../../sla/why-due';
import type { Translate } from '../../words';
import { isoOf, sayDeadline, sayDistance, sayMoment } from '../when';
import type { ShownClock, TicketView } from './ticket-view';
import { sayState, ticketBadges } from './ticket-words';

/** Where the ticket stands, who holds it, what is due first, and why it has its priority. */
export const TicketState = ({ t, view }: { t: Translate; view: TicketView }) => {
  const { of, now, impact, urgency, priorityReason } = view;
  return (
    <div class="next" id="next">
      <p>
        <strong>{sayState(of, t)}</strong>{' '}
        {ticketBadges(of, t).map(({ kind, text }) => (
          <span key={text} class={`badge ${kind}`}>
            {text}
          </span>
        ))}
      </p>
      <p>
        {of.assigneeName
          ? t(view.asking ? 'ticket.askedOf' : 'ticket.heldBy', { who: of.assigneeName })
          : t(of.level === 'external' ? 'ticket.heldOutside' : 'ticket.heldByNobody')}
      </p>
      <p>
        {t('ticket.priorityWhy', {
          priority: t.of(`ticketPriority.${of.priority}`),
          impact: t.of(`ticketImpact.${impact}`),
          urgency: t.of(`ticketUrgency.${urgency}`),
        })}{' '}
        {priorityReason && <span class="soft">{priorityReason}</span>}
      </p>
      {of.due && (
        <p>
          {t('ticket.dueNext', { what: t.of(`clockDue.${of.due.kind}`) })}{' '}
          <time dateTime={isoOf(of.due.at)}>{sayDeadline(of.due.at, t)}</time>{' '}
          <span class="soft">({sayDistance(of.due.at, now, t)})</span>
        </p>
      )}
    </div>
  );
};

/** Every promise to the requester and between colleagues, and how it stands. */
export const Clocks = ({ t, view: { clocks } }: { t: Translate; view: TicketView }) =>
  clocks.length === 0 ? null : (
    <section aria-labelledby="clocks">
      <h2 id="clocks">{t('clocks.title')}</h2>
      <ul class="clocks">
        {clocks.map((clock) => (
          <li key={`${clock.kind} ${clock.startedAt.getTime()}`}>
            <strong>{t.of(`clock.${clock.kind}`)}</strong>{' '}
            <span class={`badge ${KIND[clock.state] ?? ''}`}>{t.of(`clockState.${clock.state}`)}</span>
            <br />
            <ClockLine t={t} clock={clock} />
            {clock.why && <WhyDue t={t} {...clock.why} />}
          </li>
        ))}
      </ul>
    </section>
  );
const KIND: Readonly<Record<string, string>> = { breached: 'bad', met: 'good', paused: 'warn' };

const ClockLine = ({ t, clock }: { t: Translate; clock: ShownClock }) => (
  <span class="small">
    {clock.dueAt && (
      <>
        {t('clocks.due')} <time dateTime={isoOf(clock.dueAt)}>{sayMoment(clock.dueAt, t)}</time>.{' '}
      </>
    )}
    {clock.breachedAt && (
      <>
        {t('clocks.breachedAt')} <time dateTime={isoOf(clock.breachedAt)}>{sayMoment(clock.breachedAt, t)}</time>.{' '}
      </>
    )}
    {clock.pausedFor.length > 0 && (
      <>
        {t('clocks.pausedFor', {
          reasons: clock.pausedFor.map((reason) => t.of(`ticketWaits.${reason}`)).join(', '),
        })}{' '}
      </>
    )}
    <span class="soft">{t('clocks.target', { target: sayWorkingTime(clock.targetMinutes, t) })}</span>
  </span>
);

/** `4 h`, `1 h 30`, `45 min` of working time. */
export function sayWorkingTime(minutes: number, t: Translate): string {
  const whole = Math.round(minutes);
  const [hours, rest] = [Math.floor(whole / 60), whole % 60];
  if (hours === 0) return t('duration.minutes', { minutes: rest });
  return rest === 0 ? t('duration.hours', { hours }) : t('duration.both', { hours, minutes: rest });
}
