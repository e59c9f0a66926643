import { Router } from 'express';
import { aroundNow, readRota } from '../../../db/rota/facts';
import { takeOffered } from '../../../db/rota/relief';
import { readReliefLog } from '../../../db/rota/relief-log';
import { may } from '../../../domain/permissions';
import { ReliefPage } from '../../../web/console/rota/relief';
import { page } from '../../../web/html';
import type { ServerDeps } from '../../deps';
import { actorOf } from '../registers';
import { needDeed, personOf, shellOf } from '../session';
import { leftPath } from '../tickets/relief';
import { namesOf } from './view';

const LOOKS_SHOWN = 100;

/** Whether level 1 has too much, what was done about it, and the one click that takes what is offered. */
export const reliefPages = ({ pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>): Router =>
  Router()
    .get('/rota/relief', async (req, res) => {
      const facts = await readRota(pool, aroundNow(clock()));
      const nameOf = namesOf(facts);
      const { role } = personOf(res);
      const { settings } = facts;
      const looks = (await readReliefLog(pool, LOOKS_SHOWN)).map((look) => ({
        ...look,
        until: look.untilAt,
        level1: { atRisk: look.atRisk, capacity: look.capacity },
        level2: { atRisk: look.level2AtRisk, capacity: look.level2Capacity },
        name: look.person === null ? '' : nameOf(look.person),
      }));
      const shown = {
        ...shellOf(req, res),
        isOn: settings.relief !== 'off',
        since: settings.relievingSince,
        offered: settings.offered,
        looks,
        zone: settings.zone,
        mayTake: may(role, 'note'),
        mayPlan: may(role, 'plan_rota'),
      };
      res.type('html').send(page(ReliefPage(shown)));
    })
    .post('/rota/relief/take', needDeed('note'), async (_req, res) => {
      const done = await takeOffered(pool, personOf(res).code, actorOf(res), clock());
      const isGone = done.asked.length === 0;
      res.redirect(
        303,
        leftPath(done.asked, done) ??
          (isGone ? '/rota/relief?done=relief-gone' : '/tickets?tab=mine&done=relief-taken'),
      );
    });
