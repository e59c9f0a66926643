import type { Badge } from '../case-words';
import type { Translate } from '../../words';

/** A ticket as the console names it. */
export interface NamedTicket {
  number: string;
  subject: string | null;
  state: string;
  type: string;
  priority: string;
  topic: string | null;
  topicName: string | null;
  requesterName: string | null;
  requesterEmail: string | null;
  assignee: string | null;
  assigneeName: string | null;
  level: string;
  /** Why it waits; empty unless it does. */
  waiting: string[];
  tags: string[];
  openedAt: Date;
  /** The clock that runs out first, while one runs. */
  due: { kind: string; at: Date; atRisk: boolean } | null;
  breached: boolean;
}

export const saySubject = ({ subject, type }: Pick<NamedTicket, 'subject' | 'type'>, t: Translate): string =>
  subject ?? t.of(`ticketType.${type}`);
export const sayState = ({ state, level }: Pick<NamedTicket, 'state' | 'level'>, t: Translate): string =>
  state === 'open' ? t('ticket.openAt', { level: t.of(`ticketLevel.${level}`) }) : t.of(`ticketState.${state}`);

/** What stands beside the state. */
export function ticketBadges(of: NamedTicket, t: Translate): Badge[] {
  const badges: (Badge | false)[] = [
    of.breached && { kind: 'bad', text: t('ticket.breached') },
    !of.breached && of.due !== null && of.due.atRisk && { kind: 'warn', text: t('ticket.atRisk') },
    of.type === 'remark' && { kind: 'warn', text: t('ticketType.remark') },
    ...of.waiting.map((reason): Badge => ({ kind: 'warn', text: t.of(`ticketWaits.${reason}`) })),
  ];
  return badges.filter((badge) => badge !== false);
}
