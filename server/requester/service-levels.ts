import type { Request, Response } from 'express';
import { topicNames } from '../../db/desk/topics';
import { calendarsNamed } from '../../db/sla/service-levels';
import { page } from '../../web/html';
import { ServiceLevelsPage } from '../../web/requester/service-levels';
import { translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { serviceLevels } from '../service-levels';
import { languageOf, sendPage } from '../visitor';

/** What the desk promises and how it keeps it, for everybody. */
export async function serviceLevelsPage(
  { pool, clock, centre }: ServerDeps,
  req: Request,
  res: Response,
): Promise<void> {
  const t = translator(languageOf(req, null));
  const levels = await serviceLevels(pool, clock());
  const calendars = await calendarsNamed(pool, [...new Set(levels.policies.map(({ calendar }) => calendar))]);
  const topics = await topicNames(pool, t.language);
  sendPage(res, 200, page(ServiceLevelsPage({ t, centre: centre.name, ...levels, calendars, topics })));
}
