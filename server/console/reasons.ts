import { Router } from 'express';
import { findSummary } from '../../db/case-list';
import { reasonsOfCase } from '../../db/rules/why';
import { ReasonsPage } from '../../web/console/reasons';
import { page } from '../../web/html';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { shellOf } from './session';

const PAGE_ANOMALIES = 50;

/** Why each anomaly of a case is there. */
export const reasonPages = ({ pool }: Pick<ServerDeps, 'pool'>): Router =>
  Router().get('/cases/:number/why', async (req, res) => {
    const of = await findSummary(pool, req.params.number);
    if (!of) throw problem(404, 'no_such_case', 'There is no such case.');
    const after = Number(req.query['after'] ?? 0);
    const from = Number.isSafeInteger(after) && after > 0 ? after : 0;
    const found = await reasonsOfCase(pool, of.id, PAGE_ANOMALIES + 1, from);
    const anomalies = found.slice(0, PAGE_ANOMALIES);
    const next =
      found.length > PAGE_ANOMALIES ? `/cases/${of.number}/why?after=${String(anomalies.at(-1)?.id ?? 0)}` : null;
    res.type('html').send(page(ReasonsPage({ ...shellOf(req, res), number: of.number, anomalies, next })));
  });
