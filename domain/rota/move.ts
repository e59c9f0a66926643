import { awayAt } from './away';
import { momentOf, readAt } from './duty-day';
import type { RotaFacts } from './facts';

export interface OpenTicket {
  number: string;
  assignee: string | null;
  role: 'specialist' | 'level2' | 'duty';
}
/**
 * The open tickets whose assignee cannot answer now, an absence that just began or a person who left. Each goes where
 * `whoAnswers` says. Who comes back gets none back: what a colleague holds stays with the colleague, who is there.
 */
export const ticketsToMove = <T extends OpenTicket>(facts: RotaFacts, tickets: readonly T[], at: Date): T[] =>
  tickets.filter(({ assignee, role }) => assignee !== null && isGone(facts, assignee, role, at));

/** Not there when the desk next works; a part-timer's free day takes nothing away. */
export function isGone(facts: RotaFacts, person: string, role: OpenTicket['role'], at: Date): boolean {
  const moment = momentOf(facts, readAt(facts, at));
  const away = awayAt(facts, person, moment, role === 'specialist' ? 'specialist' : 'duty');
  return away !== null && away.because !== 'day_off';
}
