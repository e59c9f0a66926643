import type { TicketLevel, TicketState } from '../../../domain/ticket/words';
import type { Translate } from '../../words';
import { ConsolePage, type Shell } from '../layout';

interface Left {
  number: string;
  state: TicketState | null;
  level: TicketLevel | null;
  holder: string | null;
}
interface LeftProps extends Shell {
  taken: number;
  left: readonly Left[];
}

/** What somebody asked for and could not have, and how it stands now. */
export const LeftPage = ({ taken, left, ...shell }: LeftProps) => {
  const { t } = shell;
  return (
    <ConsolePage {...shell} title={t('relief.leftTitle')}>
      <h1>{t('relief.leftTitle')}</h1>
      <p role="status">{t('relief.leftTaken', { count: taken })}</p>
      <p>{t('relief.leftLead')}</p>
      <ul>
        {left.map((one) => (
          <li key={one.number}>
            {one.state === null ? one.number : <a href={`/tickets/${one.number}`}>{one.number}</a>} – {sayLeft(one, t)}
          </li>
        ))}
      </ul>
      <p>
        <a href="/tickets?tab=mine">{t('relief.mine')}</a>
      </p>
    </ConsolePage>
  );
};

function sayLeft({ state, level, holder }: Left, t: Translate): string {
  if (state === null || level === null) return t('relief.leftUnknown');
  const said = { state: t.of(`ticketState.${state}`), level: t.of(`ticketLevel.${level}`) };
  return holder === null ? t('relief.leftUnheld', said) : t('relief.leftHeld', { ...said, name: holder });
}
