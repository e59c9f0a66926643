import { Router } from 'express';
import { z } from 'zod';
import { findSummary } from '../../db/case-list';
import { evidenceOf, evidenceOfAnomaly, findAnomaly } from '../../db/case-view';
import { groupEvidence } from '../../web/plot/group';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { plotForms, type Source } from '../plots';
import { personOf } from './session';

type Deps = Pick<ServerDeps, 'pool'>;

/** Pictures and rows for who is logged in: staff may see restricted data. */
export const plotPages = (deps: Deps): Router =>
  Router()
    .use(plotForms('/cases/:number', (req) => ofCase(deps, String(req.params['number'])), languageOf))
    .use(plotForms('/anomalies/:uuid', (req) => ofAnomaly(deps, String(req.params['uuid'])), languageOf));

const languageOf = (res: Parameters<typeof personOf>[0]) => personOf(res).language;

async function ofCase({ pool }: Deps, number: string): Promise<Source> {
  const of = await findSummary(pool, number);
  if (!of) throw problem(404, 'no_such_case', 'There is no such case.');
  return { name: of.number, shown: groupEvidence((await evidenceOf(pool, of.id)).map(({ doc }) => doc)) };
}

async function ofAnomaly({ pool }: Deps, uuid: string): Promise<Source> {
  const of = z.uuid().safeParse(uuid).success ? await findAnomaly(pool, uuid) : null;
  if (!of) throw problem(404, 'no_such_anomaly', 'There is no such anomaly.');
  return { name: of.uuid, shown: groupEvidence(await evidenceOfAnomaly(pool, of.id)) };
}
