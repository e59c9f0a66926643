import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import { createFeed, feedsOf, revokeFeed } from '../../../db/rota/feeds';
import { hashToken, linkToken } from '../../../domain/link';
import { FeedsPage } from '../../../web/console/rota/feeds';
import { page } from '../../../web/html';
import type { ServerDeps } from '../../deps';
import { problem } from '../../errors';
import { fieldsOf } from '../form';
import { personOf, shellOf } from '../session';

type Deps = Pick<ServerDeps, 'pool' | 'clock' | 'baseUrl' | 'linkKey'>;
const tokenOf = (linkKey: Buffer, id: string): string => linkToken(linkKey, `rota/${id}`);

/** Each for themselves: the secret addresses of the rota as a calendar. */
export const feedPages = ({ pool, clock, baseUrl, linkKey }: Deps): Router =>
  Router()
    .get('/rota/calendar', async (req, res) => {
      const feeds = (await feedsOf(pool, personOf(res).code)).map(({ id, person }) => ({
        id,
        url: `${baseUrl}/calendar/${tokenOf(linkKey, id)}.ics`,
        isOwn: person !== null,
      }));
      res.type('html').send(page(FeedsPage({ ...shellOf(req, res), feeds })));
    })
    .post('/rota/calendar', async (req, res) => {
      const id = randomUUID();
      const { code: madeBy } = personOf(res);
      const person = fieldsOf(req)['whose'] === 'own' ? madeBy : null;
      await createFeed(pool, { id, tokenHash: hashToken(tokenOf(linkKey, id)), person, madeBy }, clock());
      res.redirect(303, '/rota/calendar?done=rota-feed');
    })
    .post('/rota/calendar/:id/revoke', async (req, res) => {
      const id = String(req.params['id']);
      const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
      if (!isId || !(await revokeFeed(pool, id, personOf(res).code, clock())))
        throw problem(404, 'unknown_calendar', 'There is no such calendar of yours.');
      res.redirect(303, '/rota/calendar?done=rota-feed-revoked');
    });
