import { Form } from '../layout';
import type { Translate } from '../../words';
import type { NamedTicket } from './ticket-words';

const FORM = 'relief';

/** In one's own list: hand them to level 2. In the others: take what is ticked. */
export const ReliefBar = ({ t, csrf, isOwnList }: { t: Translate; csrf: string; isOwnList: boolean }) => (
  <Form action="/tickets/relief" csrf={csrf} id={FORM}>
    <button type="submit" name="deed" value={isOwnList ? 'relieve' : 'take'}>
      {t(isOwnList ? 'relief.relieve' : 'relief.take')}
    </button>{' '}
    <span class="hint">{t(isOwnList ? 'relief.relieveHint' : 'relief.takeHint')}</span>
  </Form>
);

const isOfLevel1 = ({ level, state }: Pick<NamedTicket, 'level' | 'state'>): boolean =>
  level === '1' && (state === 'new' || state === 'open');
export const anyOfLevel1 = (tickets: readonly NamedTicket[]): boolean => tickets.some(isOfLevel1);

/** Ticks a request of level 1 for the button above the list. */
export const ReliefTick = ({ t, one }: { t: Translate; one: NamedTicket }) =>
  isOfLevel1(one) ? (
    <input
      type="checkbox"
      name="ticket"
      value={one.number}
      form={FORM}
      aria-label={t('relief.tick', { number: one.number })}
    />
  ) : null;
