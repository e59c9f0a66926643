import { type Answer, type Query, whoAnswers } from '../../domain/rota/answers';
import { type Away, awayAt } from '../../domain/rota/away';
import { momentOf } from '../../domain/rota/duty-day';
import type { Db } from '../query';
import { aroundNow, readRota } from './facts';

/** Who is asked now, why, and who after them: every assignment asks here. */
export const askRota = async (db: Db, query: Query): Promise<Answer> =>
  whoAnswers(await readRota(db, aroundNow(query.at)), query);

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
  const moment = momentOf(facts, at);
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
