import { awayAt } from './away';
import { momentOf } from './duty-day';
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
  tickets.filter(({ assignee, role }) => {
    if (assignee === null) return false;
    const away = awayAt(facts, assignee, momentOf(facts, at), role === 'specialist' ? 'specialist' : 'duty');
    return away !== null && away.because !== 'day_off';
  });
