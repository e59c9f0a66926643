import type { Request, Response } from 'express';
import { topicNames } from '../../db/desk/topics';
import { aroundNow, readRota } from '../../db/rota/facts';
import { dutiesOf } from '../../db/rota/hand-over';
import { workingSpans } from '../../domain/calendar/working-time';
import { momentOf } from '../../domain/rota/duty-day';
import { page } from '../../web/html';
import { ContactsPage } from '../../web/requester/contacts-page';
import type { Service } from '../../web/requester/view';
import { translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { languageOf, sendPage } from '../visitor';
import { serviceOf } from './service';

/** How far ahead the next opening is looked for. */
const AHEAD_MS = 60 * 86_400_000;

/** How the desk is reached, when, and by which roles: nothing about a person. */
export async function contacts({ pool, clock, centre }: ServerDeps, req: Request, res: Response): Promise<void> {
  const at = clock();
  const t = translator(languageOf(req, null));
  const service = await serviceOf(pool);
  const rota = await readRota(pool, aroundNow(at));
  const duties = dutiesOf(rota, at);
  const props = {
    t,
    centre,
    service,
    opensAt: service && opensAt(service, at),
    duty: {
      day: new Date(`${momentOf(rota, at).day}T12:00:00Z`),
      level1: duties.some(({ level }) => level === 1),
      level2: duties.some(({ level }) => level === 2),
    },
    topics: await topicNames(pool, t.language),
  };
  sendPage(res, 200, page(ContactsPage(props)));
}

/** When it opens again; null while it is open. */
function opensAt({ calendar }: Service, at: Date): Date | null {
  const [next] = workingSpans(calendar, at.getTime(), at.getTime() + AHEAD_MS);
  return next && next.fromMs > at.getTime() ? new Date(next.fromMs) : null;
}
