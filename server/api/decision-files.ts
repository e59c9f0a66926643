import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { type Decision, readDecision } from '../../db/decisions';
import { bytesOf, inputsOf, type RunInput, uuidsOf } from '../../db/inputs';
import { decisionCsv, decisionPatch, flagHistoryCsv } from '../../domain/decision-files';
import { fingerprintHex } from '../../domain/fingerprint';
import { isReflagged, reflag, type ReflaggedCell } from '../../formats/reflag';
import { ReportContext } from '../../formats/report-context';
import { needScope } from '../auth';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { parsedQuery } from '../json';
import { hidesFor } from './anomaly-view';
import { correctedValues } from './corrected-values';
import { shownDecisions } from './decision-view';

type Deps = Pick<ServerDeps, 'pool' | 'clock' | 'centre'>;

export const DECISION_FILES = ['csv', 'json-patch', 'flagged', 'history'] as const;
export const DecisionFileQuery = z.strictObject({
  run: z
    .string()
    .max(200)
    .optional()
    .meta({ description: '`flagged` and `history`: the run whose report is meant, when there are several.' }),
});

/** A decision alone, and as files for pipelines that read files. */
export const decisionFileRoutes = (deps: Deps): Router =>
  Router()
    .get('/decisions/:id.:kind', needScope('decide', 'read'), async (req, res) => {
      const { run } = parsedQuery(DecisionFileQuery, req);
      const kind = DECISION_FILES.find((known) => known === req.params['kind']);
      if (!kind) throw problem(404, 'not_found', `Files of a decision are ${DECISION_FILES.join(', ')}.`);
      const decision = await mustStand(deps, req);
      const isHidden = (await hidesFor(deps, res, [decision.caseId])).size > 0;
      await SENDERS[kind](deps, res, decision, { run, isHidden });
    })
    .get('/decisions/:id', needScope('decide', 'read'), async (req, res) => {
      res.json((await shownDecisions(deps, res, [await mustStand(deps, req)]))[0]);
    });

async function mustStand({ pool }: Deps, req: Request): Promise<Decision> {
  const id = z.uuid().safeParse(req.params['id']);
  const found = id.success ? await readDecision(pool, id.data) : null;
  if (!found) throw problem(404, 'unknown_decision', 'There is no such decision.');
  return found;
}

interface Asked {
  run: string | undefined;
  isHidden: boolean;
}
type Send = (deps: Deps, res: Response, decision: Decision, asked: Asked) => Promise<void>;
const SENDERS: Record<(typeof DECISION_FILES)[number], Send> = {
  csv: async (deps, res, decision) => {
    const [shown = decision] = await shownDecisions(deps, res, [decision]);
    res.type('text/csv; charset=utf-8').attachment(`decision-${decision.case}.csv`).send(decisionCsv(shown));
  },
  'json-patch': async (_deps, res, decision) => {
    res.type('application/json-patch+json').send(JSON.stringify(decisionPatch(decision)));
  },
  flagged: async (deps, res, decision, asked) => {
    const { bytes, format } = await copyOf(deps, decision, asked);
    const name = `${decision.case}-flagged.${format === 'odv' ? 'txt' : 'csv'}`;
    res.type('application/octet-stream').attachment(name).send(bytes);
  },
  history: async (deps, res, decision, asked) => {
    const { cells } = await copyOf(deps, decision, asked);
    const text = flagHistoryCsv(decision, cells, deps.centre.name);
    res.type('text/csv; charset=utf-8').attachment(`${decision.case}-history.csv`).send(text);
  },
};

/** The report that was posted, with the flags that were decided and nothing else changed. */
async function copyOf(
  { pool }: Deps,
  decision: Decision,
  { run, isHidden }: Asked,
): Promise<{ bytes: Buffer; cells: ReflaggedCell[]; format: string }> {
  if (isHidden) throw problem(403, 'restricted', 'These data are restricted.');
  const uuids = decision.changes.map(({ anomaly }) => anomaly);
  const input = inputAsked(await inputsOf(pool, uuids), run);
  const flags = new Map(decision.changes.map((change) => [change.anomaly, change]));
  const values = decision.answer === 'corrected_data' ? await correctedValues(pool, decision.id) : null;
  const known = await uuidsOf(pool, uuids);
  const context = ReportContext.parse(input.about.context);
  const file = { format: input.format, bytes: await bytesOf(pool, input.sha256), context, config: input.about.config };
  const copy = await reflag(file, (anomaly) => {
    const uuid = known.get(fingerprintHex(anomaly));
    const change = uuid === undefined ? undefined : flags.get(uuid);
    // Where the flag of the anomaly stays, those of its points do; what is eliminated is bad at every point.
    if (!change || change.new_flag === null) return null;
    const { anomaly: decided, new_flag: flag } = change;
    const corrected = values?.get(decided);
    if (corrected) return { anomaly: decided, flag, values: corrected };
    return flag !== change.old_flag || change.withdrawn ? { anomaly: decided, flag } : null;
  });
  // A copy that keeps some of the old values would be taken for a corrected one.
  if (copy.missing > 0)
    throw problem(
      409,
      'values_not_in_report',
      'Not all corrected values are in this report: take them from value_ref.',
      {
        extra: { missing: copy.missing },
      },
    );
  return { ...copy, format: input.format };
}

function inputAsked(inputs: readonly RunInput[], run: string | undefined): RunInput {
  const held = inputs.filter(({ format }) => isReflagged(format));
  const [first, ...others] = run === undefined ? held : held.filter((input) => input.run === run);
  if (!first)
    throw problem(
      404,
      'no_input',
      'The anomalies did not come with a report that is kept (ODV or CSV, at most 25 MB).',
    );
  if (others.length > 0)
    throw problem(409, 'several_inputs', 'The anomalies came with several reports: name one by "run".', {
      extra: { runs: held.map((input) => input.run) },
    });
  return first;
}
