import { aroundNow, readRota, type StoredRota } from '../../../db/rota/facts';
import type { Db } from '../../../db/query';
import { type AskedAs, awayAt } from '../../../domain/rota/away';
import { type Moment, momentOf } from '../../../domain/rota/duty-day';
import { overridden } from '../../../domain/rota/layers';
import type { Language } from '../../../domain/words';
import type { TransferChoices } from '../../../web/console/tickets/ticket-actions';
import type { ShownTaker } from '../../../web/console/tickets/ticket-view';

/** Who could be given a ticket of this topic: its specialists in their order, today's level 2, then everybody else; with who is away. */
export async function readTransferChoices(
  db: Db,
  { topic, at, language }: { topic: string | null; at: Date; language: Language },
): Promise<TransferChoices> {
  const facts = await readRota(db, aroundNow(at));
  const moment = momentOf(facts, at);
  const taker = takerOf(facts, moment);
  const specialists = facts.topics.find(({ code }) => code === topic)?.specialists.map(({ person }) => person) ?? [];
  const level2 = overridden(facts, 2, moment).map(({ person }) => person);
  const named = new Set([...specialists, ...level2]);
  const others = facts.people.filter(({ code, active, role }) => active && role !== 'read_only' && !named.has(code));
  return {
    specialists: specialists.flatMap((code) => taker(code, 'specialist')),
    level2: level2.filter((code) => !specialists.includes(code)).flatMap((code) => taker(code, 'duty')),
    others: others.flatMap(({ code }) => taker(code, 'duty')),
    topics: facts.topics
      .filter(({ active }) => active)
      .map(({ code, name, nameEn }) => ({ code, name: language === 'en' ? nameEn : name })),
  };
}

const takerOf =
  (facts: StoredRota, moment: Moment) =>
  (code: string, as: AskedAs): ShownTaker[] => {
    const person = facts.people.find((one) => one.code === code);
    if (!person) return [];
    const away = awayAt(facts, code, moment, as);
    return [{ code, name: person.name, away: away !== null, awayUntil: away?.until ?? null }];
  };
