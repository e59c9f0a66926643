import type { Db } from '../../db/query';
import { promisedFor } from '../../db/sla/promises';
import type { Service } from '../../web/requester/view';

/** What an ordinary question is promised, before anybody has looked at it. */
const ORDINARY = { type: 'information', priority: 'normal', group: null } as const;

/** When the desk works and how fast it means to answer; null where nothing is promised. */
export async function serviceOf(db: Db, facts: Parameters<typeof promisedFor>[1] = ORDINARY): Promise<Service | null> {
  const promised = await promisedFor(db, facts);
  const calendar = promised?.by.at(-1)?.calendar;
  return promised && calendar ? { calendar, responseMinutes: promised.policy.responseMinutes } : null;
}
