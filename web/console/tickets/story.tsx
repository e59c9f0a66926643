import type { Translate } from '../../words';
import { sayWho } from '../timeline';
import { isoOf, sayMoment } from '../when';
import type { TicketView } from './ticket-view';

/** Told already by the conversation, or by the thresholds that it crosses. */
const TOLD_ELSEWHERE = new Set(['ticket.message', 'ticket.clocks_due']);

/** What happened to the ticket, in order. */
export const Story = ({ t, view: { events, names } }: { t: Translate; view: TicketView }) => (
  <details>
    <summary>{t('ticket.story')}</summary>
    <ol class="time">
      {events
        .filter(({ type }) => !TOLD_ELSEWHERE.has(type))
        .map(({ at, actor, type, data }, place) => (
          <li key={`${place} ${type}`}>
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

type Data = Record<string, unknown>;
/** One event may be told in several ways, by what it carries. */
function wordOf(type: string, data: Data): string {
  if (type === 'ticket.annotate') {
    if ('tags' in data) return 'ticket.annotate_tags';
    if ('watches' in data) return data['watches'] === true ? 'ticket.annotate_watch' : 'ticket.annotate_unwatch';
    return 'split' in data ? 'ticket.annotate_split' : type;
  }
  if ((type !== 'ticket.transfer' && type !== 'ticket.assign') || typeof data['to'] === 'string') return type;
  if (data['level'] === 'external') return `${type}_external`;
  return `${type}_level`;
}

function sayEvent(type: string, data: Data, names: ReadonlyMap<string, string>, t: Translate): string {
  const of = (name: string): string => {
    const value = data[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const to = of('to');
  const word = `event.${wordOf(type, data)}`;
  const said = t.of(word, {
    to: names.get(to) ?? to,
    level: t.of(`ticketLevel.${of('level')}`),
    kind: t.of(`clock.${of('kind')}`),
    percent: of('percent'),
    score: of('score'),
    priority: t.of(`ticketPriority.${of('priority')}`),
  });
  return said === word ? t('event.other') : said;
}
