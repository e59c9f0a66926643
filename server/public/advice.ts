import compression from 'compression';
import { type Request, type Response, Router } from 'express';
import { adviceOfMail, type GivenAdvice, sayIfHelped } from '../../db/advice/given';
import { publishedTopics } from '../../db/advice/topics';
import { hashToken, newNonce, nonceHolds, TOKEN_PATTERN } from '../../domain/link';
import { findChecklist } from '../../db/checklists/rows';
import { LANGUAGES } from '../../domain/words';
import { Beside, HelpedPage } from '../../web/advice/box';
import type { ShownAdvice } from '../../web/advice/view';
import { AdviceListPage, AdvicePage, NotTherePage } from '../../web/advice/pages';
import { ChecklistPage } from '../../web/checklist/page';
import { shownItems } from '../../web/checklist/view';
import { page } from '../../web/html';
import { type Translate, translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { type Entry, enter, sendPlain, supplierHeaders } from '../supplier/guard';
import { isForeign, languageOf, sendPage } from '../visitor';
import { withForm } from '../uploads';

/** Good practice for whoever reads, the checklist of a cruise for whoever has its link, and whether advice helped. */
export const adviceRoutes = (deps: ServerDeps): Router =>
  Router()
    .use(['/advice', '/checklist'], supplierHeaders, compression())
    .get('/advice', (req, res) => showAll(deps, req, res))
    .get('/advice/:code', (req, res) => showOne(deps, req, res))
    .get('/checklist/:token', (req, res) => showChecklist(deps, req, res))
    .post('/s/:token/advice', supplierHeaders, (req, res) => receiveHelp(deps, req, res));

const translate = (req: Request): Translate => translator(languageOf(req, null));

async function showAll({ pool, centre }: ServerDeps, req: Request, res: Response): Promise<void> {
  const topics = await publishedTopics(pool);
  sendPage(res, 200, page(AdviceListPage({ t: translate(req), centre: centre.name, topics })));
}

async function showOne({ pool, centre }: ServerDeps, req: Request, res: Response): Promise<void> {
  const t = translate(req);
  const topic = (await publishedTopics(pool)).find(({ code }) => code === req.params['code']);
  if (topic) return sendPage(res, 200, page(AdvicePage({ t, centre: centre.name, topic })));
  const words = { title: t('advice.goneTitle'), text: t('advice.goneText') };
  sendPage(res, 404, page(NotTherePage({ t, centre: centre.name, ...words })));
}

async function showChecklist({ pool, centre }: ServerDeps, req: Request, res: Response): Promise<void> {
  const t = translate(req);
  const token = String(req.params['token']);
  const found = TOKEN_PATTERN.test(token) ? await findChecklist(pool, hashToken(token)) : null;
  if (!found) {
    const words = { title: t('checklist.goneTitle'), text: t('checklist.goneText') };
    return sendPage(res, 404, page(NotTherePage({ t, centre: centre.name, ...words })));
  }
  const props = {
    t,
    centre: centre.name,
    path: `/checklist/${token}`,
    cruise: found.name,
    platform: found.platformName ?? found.platform,
    startAt: found.startAt,
    cancelled: found.cancelled,
    items: shownItems(found.topics, await publishedTopics(pool), t.language),
  };
  sendPage(res, 200, page(ChecklistPage(props)));
}

/** Nobody reads a page and presses a button faster; a machine that tries out every button does. */
const FASTEST_READER_MS = 1500;

async function receiveHelp(deps: ServerDeps, req: Request, res: Response): Promise<void> {
  const entry = await enter(deps, req, res);
  if (!entry) return;
  const { token, tokenHash, link } = entry;
  if (isForeign(req, deps.baseUrl)) return sendPlain(deps, res, 'foreign', { t: entry.t, token });
  await withForm(req, async ({ fields }) => {
    const field = (name: string): string => fields.get(name)?.[0] ?? '';
    const language = LANGUAGES.find((known) => known === field('lang'));
    const t = language ? translator(language) : entry.t;
    const at = deps.clock();
    const given = (await adviceOfMail(deps.pool, link.mail)).find(({ code }) => code === field('code'));
    const helped = HELPED.get(field('helped'));
    if (!given || helped === undefined || link.contact === null || link.guest !== null)
      return sendPlain(deps, res, 'badBody', { t, token, status: 422 });
    const nonce = field('nonce');
    const isPerson =
      nonceHolds(deps.linkKey, tokenHash, nonce, at) && at.getTime() - madeAtMs(nonce) >= FASTEST_READER_MS;
    if (isPerson)
      await sayIfHelped(deps.pool, { mail: link.mail, code: given.code, helped, contact: link.contact, at });
    const props = {
      t,
      token,
      nonce: newNonce(deps.linkKey, tokenHash, at),
      centre: deps.centre.name,
      of: { ...shownAdvice(given, t), ...(isPerson && { helped }) },
      tooFast: !isPerson,
    };
    sendPage(res, 200, page(HelpedPage(props)));
  });
}
const HELPED = new Map([
  ['yes', true],
  ['no', false],
]);
const madeAtMs = (nonce: string): number => Number.parseInt(nonce.split('.')[0] ?? '', 36);

const shownAdvice = ({ code, titleFr, titleEn, helped }: GivenAdvice, t: Translate): ShownAdvice => ({
  code,
  title: t.language === 'fr' ? titleFr : titleEn,
  helped,
});

/** What stands below the question on a page of a link; one that was passed on sees no figures of the whole supplier. */
export async function besideOf(deps: ServerDeps, { token, tokenHash, link, t }: Entry) {
  const given = link.guest === null ? await adviceOfMail(deps.pool, link.mail) : [];
  return Beside({
    t,
    token,
    nonce: newNonce(deps.linkKey, tokenHash, deps.clock()),
    advice: given.map((one) => shownAdvice(one, t)),
    statistics: link.guest === null && link.contact !== null,
  });
}
