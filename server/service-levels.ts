import type { Db } from '../db/query';
import { aroundNow, readRota } from '../db/rota/facts';
import { dutiesOf } from '../db/rota/hand-over';
import { attainedSince, meansCommitted, openNow, policiesInForce, promiseHistory } from '../db/sla/service-levels';
import { dayIn, instantOf } from '../domain/delivery-zone';
import { momentOf } from '../domain/rota/duty-day';
import { published } from '../domain/sla/service-level';

/** A year, and the months at both of its ends whole. */
const LOOKED_BACK_MS = 395 * 86_400_000;
const HISTORY_MAX = 100;

/** What the desk publishes of its promises: computed from the records of its clocks, and about nobody. */
export async function serviceLevels(db: Db, at: Date) {
  const rota = await readRota(db, aroundNow(at));
  const duties = dutiesOf(rota, at);
  const { zone } = rota.settings;
  const [policies, attained, open, history, means] = await Promise.all([
    policiesInForce(db),
    attainedSince(db, zone, monthOf(new Date(at.getTime() - LOOKED_BACK_MS), zone)),
    openNow(db),
    promiseHistory(db, HISTORY_MAX),
    meansCommitted(db),
  ]);
  return {
    policies,
    attained: published(attained),
    open,
    history,
    means,
    duty: {
      day: momentOf(rota, at).day,
      level1: duties.some(({ level }) => level === 1),
      level2: duties.some(({ level }) => level === 2),
    },
  };
}

/** Its first instant. */
const monthOf = (at: Date, zone: string): Date => instantOf(`${dayIn(zone, at).slice(0, 7)}-01`, '00:00', zone);
