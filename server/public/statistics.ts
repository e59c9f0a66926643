import { type Request, type Response, Router } from 'express';
import { supplierOfContact } from '../../db/statistics/supplier';
import { page } from '../../web/html';
import { reportCsv } from '../../web/statistics/csv';
import { SupplierStatisticsListPage, SupplierStatisticsPage } from '../../web/statistics/supplier';
import type { Asked } from '../../web/statistics/view';
import type { ServerDeps } from '../deps';
import { listOf, nextOf, pageAsked, pageFigure, pageOf, shownReport } from '../statistics';
import { type Entry, enter, sendPlain, supplierHeaders } from '../supplier/guard';
import { sendPage } from '../visitor';

/** A supplier's own figures by their own link: nobody else's cases, and none of data that are not for everybody. */
export const supplierStatisticsRoutes = (deps: ServerDeps): Router =>
  Router()
    .use('/s/:token/statistics', supplierHeaders)
    .use('/s/:token/statistics.csv', supplierHeaders)
    .get('/s/:token/statistics', (req, res) => show(deps, req, res))
    .get('/s/:token/statistics.csv', (req, res) => sendFile(deps, req, res))
    .get('/s/:token/statistics/cases', (req, res) => showList(deps, req, res));

interface Mine {
  entry: Entry;
  supplier: { code: string; name: string };
  asked: Asked;
  at: Date;
}
/** Whose figures they are is the link's to say, whatever the address asks for. */
async function mine(deps: ServerDeps, req: Request, res: Response): Promise<Mine | null> {
  const entry = await enter(deps, req, res);
  if (!entry) return null;
  const { contact, guest } = entry.link;
  const supplier = contact === null || guest !== null ? null : await supplierOfContact(deps.pool, contact);
  if (!supplier) {
    sendPlain(deps, res, 'dead', { t: entry.t, token: entry.token });
    return null;
  }
  const at = deps.clock();
  const asked = pageAsked(req, at, 'check');
  const by = asked.by === 'supplier' ? 'check' : asked.by;
  const only = { ...asked.only, supplier: supplier.code };
  return { entry, supplier, at, asked: { ...asked, by, only, lang: entry.t.language } };
}
/** The supplier is not named in the address of a page that is theirs. */
function ownAddress(asked: Asked): Asked {
  const { supplier, ...only } = asked.only;
  return supplier === undefined ? asked : { ...asked, only };
}

async function show(deps: ServerDeps, req: Request, res: Response): Promise<void> {
  const my = await mine(deps, req, res);
  if (!my) return;
  const { entry, supplier, asked, at } = my;
  const report = await shownReport(deps.pool, asked, at);
  const props = {
    t: entry.t,
    token: entry.token,
    centre: deps.centre.name,
    supplier: supplier.name,
    report: { ...report, asked: ownAddress(asked) },
  };
  sendPage(res, 200, page(SupplierStatisticsPage(props)));
}

async function sendFile(deps: ServerDeps, req: Request, res: Response): Promise<void> {
  const my = await mine(deps, req, res);
  if (!my) return;
  const { lines, names } = await shownReport(deps.pool, my.asked, my.at);
  const dialect = req.query['dialect'] === 'excel_fr' ? 'excel_fr' : 'plain';
  res
    .type('text/csv; charset=utf-8')
    .attachment('statistics.csv')
    .send(reportCsv(my.asked.by, lines, names, dialect));
}

async function showList(deps: ServerDeps, req: Request, res: Response): Promise<void> {
  const my = await mine(deps, req, res);
  if (!my) return;
  const { entry, asked, at } = my;
  const figure = pageFigure(req);
  const { items, total, next } = await listOf(deps.pool, asked, figure, pageOf(req), at);
  const own = new Set(entry.link.cases.map(({ id }) => id));
  const episodes = items.map((one) => ({
    ...one,
    href: own.has(one.caseId) ? `/s/${entry.token}?case=${one.number}&lang=${entry.t.language}` : null,
  }));
  const props = {
    t: entry.t,
    token: entry.token,
    centre: deps.centre.name,
    figure,
    report: { asked: ownAddress(asked) },
    episodes,
    total,
    more: nextOf(req, next),
  };
  sendPage(res, 200, page(SupplierStatisticsListPage(props)));
}
