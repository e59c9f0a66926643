import { type Request, Router } from 'express';
import { page } from '../../web/html';
import { StatisticsListPage, StatisticsPage } from '../../web/statistics/console';
import { reportCsv } from '../../web/statistics/csv';
import type { ServerDeps } from '../deps';
import { listOf, nextOf, pageAsked, pageFigure, pageOf, shownReport } from '../statistics';
import { shellOf } from './session';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

/** The report for managers: page, file, and the cases behind each number. */
export const statisticsPages = ({ pool, clock }: Deps): Router => {
  const report = (req: Request) => shownReport(pool, pageAsked(req, clock(), 'supplier'), null);
  return Router()
    .get('/statistics', async (req, res) => {
      res.type('html').send(page(StatisticsPage({ ...shellOf(req, res), report: await report(req) })));
    })
    .get('/statistics.csv', async (req, res) => {
      const { asked, lines, names } = await report(req);
      const dialect = req.query['dialect'] === 'excel_fr' ? 'excel_fr' : 'plain';
      res
        .type('text/csv; charset=utf-8')
        .attachment('statistics.csv')
        .send(reportCsv(asked.by, lines, names, dialect));
    })
    .get('/statistics/cases', async (req, res) => {
      const asked = pageAsked(req, clock(), 'supplier');
      const figure = pageFigure(req);
      const { items, total, next } = await listOf(pool, asked, figure, pageOf(req), null);
      const episodes = items.map((one) => ({ ...one, href: `/cases/${one.number}` }));
      const shown = { figure, report: { asked }, episodes, total, more: nextOf(req, next) };
      res.type('html').send(page(StatisticsListPage({ ...shellOf(req, res), ...shown })));
    });
};
