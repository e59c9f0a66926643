import { type Request, type Response, Router } from 'express';
import { type Feed, findFeed } from '../../db/rota/feeds';
import { readRota } from '../../db/rota/facts';
import { addDays, dayIn } from '../../domain/delivery-zone';
import { hashToken, TOKEN_PATTERN } from '../../domain/link';
import { doneBy } from '../../domain/rota/away';
import { daysFrom, isOpen } from '../../domain/rota/duty-day';
import { LEVELS } from '../../domain/rota/facts';
import { type CalendarDuty, icalendar } from '../../domain/rota/icalendar';
import { dutyOf } from '../../domain/rota/layers';
import { translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { languageOf } from '../visitor';

type Deps = Pick<ServerDeps, 'pool' | 'clock' | 'baseUrl' | 'centre'>;
const DAY_MS = 86_400_000;
const BACK_DAYS = 14;
const AHEAD_DAYS = 120;

/** The rota for calendar programs, by a secret address: levels and names, nothing else. */
export const rotaCalendarRoutes = (deps: Deps): Router =>
  Router().get('/calendar/:token.ics', async (req, res) => {
    const token = String(req.params['token']);
    const feed = TOKEN_PATTERN.test(token) ? await findFeed(deps.pool, hashToken(token)) : null;
    if (!feed) throw problem(404, 'unknown_calendar', 'There is no calendar at this address.');
    await send(deps, feed, req, res);
  });

async function send({ pool, clock, baseUrl, centre }: Deps, feed: Feed, req: Request, res: Response): Promise<void> {
  const at = clock();
  const t = translator(languageOf(req, null));
  const [from, until] = [-BACK_DAYS - 1, AHEAD_DAYS + 1].map((days) => new Date(at.getTime() + days * DAY_MS));
  const facts = await readRota(pool, { from: from ?? at, until: until ?? at });
  const names = new Map(facts.people.map(({ code, name }) => [code, name]));
  const today = dayIn(facts.settings.zone, at);
  const days = daysFrom(addDays(today, -BACK_DAYS), addDays(today, AHEAD_DAYS)).filter((day) => isOpen(facts, day));
  const duties = days.flatMap((day) =>
    LEVELS.flatMap((level) =>
      dutyOf(facts, level, day).flatMap(({ from: begins, until: ends, people }): CalendarDuty[] => {
        const doers = people.flatMap(({ person }) => doneBy(facts, person, { day, at: begins }) ?? []);
        if (doers.length === 0 || (feed.person !== null && !doers.includes(feed.person))) return [];
        const name = doers.map((code) => names.get(code) ?? code).join(', ');
        return [{ day, level, from: begins, until: ends, summary: t('feeds.summary', { level, name }) }];
      }),
    ),
  );
  const text = icalendar(t('feeds.name', { centre: centre.name }), new URL(baseUrl).hostname, duties, at);
  res.set({ 'Cache-Control': 'private, max-age=300', 'X-Robots-Tag': 'noindex', 'Referrer-Policy': 'no-referrer' });
  res.type('text/calendar; charset=utf-8').send(text);
}
