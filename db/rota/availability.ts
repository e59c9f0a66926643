import { type Answer, type Query, whoAnswers } from '../../domain/rota/answers';
import { type Away, awayAt } from '../../domain/rota/away';
import { momentOf, readAt } from '../../domain/rota/duty-day';
import { isGone } from '../../domain/rota/move';
import { roleAt } from '../../domain/ticket/ask';
import type { TicketFacts } from '../../domain/ticket/ticket';
import type { Db } from '../query';
import { aroundNow, readRota } from './facts';

/** Who is asked now, why, and who after them: every assignment asks here. */
export async function askRota(db: Db, query: Query): Promise<Answer> {
  const facts = await readRota(db, aroundNow(query.at));
  return whoAnswers(facts, { ...query, at: readAt(facts, query.at) });
}

/** Whoever holds a ticket has gone since it came to them. */
export const isAway = async (db: Db, { assignee, level }: Held, at: Date): Promise<boolean> =>
  assignee !== null && level !== 'external' && isGone(await readRota(db, aroundNow(at)), assignee, roleAt(level), at);
type Held = Pick<TicketFacts, 'assignee' | 'level'>;

export interface Choice {
  code: string;
  name: string;
  /** Why this person cannot be asked now, and until when; null = they can. */
  away: Away | null;
}
export interface TopicChoice {
  code: string;
  name: string;
  nameEn: string;
  straightToExternal: boolean;
  specialists: (Choice & { cover: string | null })[];
}
/** What a transfer offers: the topics with their specialists first, then everybody, each with whether they are there. */
export async function transferChoices(db: Db, at: Date): Promise<{ topics: TopicChoice[]; people: Choice[] }> {
  const facts = await readRota(db, aroundNow(at));
  const moment = momentOf(facts, readAt(facts, at));
  const choice = (code: string, as: 'duty' | 'specialist'): Choice => ({
    code,
    name: facts.people.find((person) => person.code === code)?.name ?? code,
    away: awayAt(facts, code, moment, as),
  });
  return {
    topics: facts.topics
      .filter(({ active }) => active)
      .map(({ code, name, nameEn, straightToExternal, specialists }) => ({
        code,
        name,
        nameEn,
        straightToExternal,
        specialists: specialists.map(({ person, cover }) => ({ ...choice(person, 'specialist'), cover })),
      })),
    people: facts.people
      .filter(({ active, role }) => active && role !== 'read_only')
      .map(({ code }) => choice(code, 'duty')),
  };
}
