import { countInbox } from '../../../db/desk/inbox';
import type { Db } from '../../../db/query';
import { aroundNow, readRota } from '../../../db/rota/facts';
import { doneBy } from '../../../domain/rota/away';
import { momentOf } from '../../../domain/rota/duty-day';
import { LEVELS } from '../../../domain/rota/facts';
import { overridden } from '../../../domain/rota/layers';
import type { DeskToday } from '../../../web/console/tickets/desk-part';

const EVERYTHING = { type: null, topic: null, priority: null, tag: null, ids: null };

/** The desk as this person finds it now; who is away is named by who stands in. */
export async function readDeskToday(db: Db, person: string, at: Date): Promise<DeskToday> {
  const [counts, facts] = await Promise.all([countInbox(db, { person, at }, EVERYTHING), readRota(db, aroundNow(at))]);
  const moment = momentOf(facts, at);
  const nameOf = (code: string | null): string[] =>
    facts.people.filter((one) => one.code === code).map(({ name }) => name);
  const { mine, at_risk, level1, unassigned } = counts;
  const duty = LEVELS.map((level) => ({
    level,
    names: [...new Set(overridden(facts, level, moment).flatMap((on) => nameOf(doneBy(facts, on.person, moment))))],
  }));
  return { mine, at_risk, level1, unassigned, duty };
}
