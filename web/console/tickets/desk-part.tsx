import type { Translate } from '../../words';

export interface DeskToday {
  mine: number;
  at_risk: number;
  level1: number;
  unassigned: number;
  /** Names of who is on duty, a level each. */
  duty: readonly { level: 1 | 2; names: readonly string[] }[];
}
/** What of the help desk concerns the visitor now: their tickets, what is at risk, and who is on duty. */
export const DeskPart = ({ t, desk }: { t: Translate; desk: DeskToday }) => (
  <nav class="around small" aria-label={t('desk.title')}>
    <strong>{t('nav.tickets')}</strong>
    {(['mine', 'at_risk', 'level1', 'unassigned'] as const).map((tab) => (
      <a key={tab} href={`/tickets?tab=${tab}`}>
        {t(`ticketTab.${tab}`)} ({desk[tab]})
      </a>
    ))}
    {desk.duty.map(({ level, names }) => (
      <span key={level}>{t('desk.duty', { level, who: names.length > 0 ? names.join(', ') : t('inbox.unheld') })}</span>
    ))}
  </nav>
);
