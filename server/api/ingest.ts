import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { postDeps, type PostResult } from '../../db/ingest/post';
import { errorsOf, type RunHead } from '../../db/runs';
import { type Actor, actorKey } from '../../domain/words';
import { isStreamed, READERS, readAnomalies } from '../../formats/index';
import { ReportContext } from '../../formats/report-context';
import { callerOf, needScope } from '../auth';
import { Body, mediaTypeOf } from '../body';
import { refusing } from '../body-fault';
import { Begun } from '../bulk/begun';
import { type Open, takeBody } from '../bulk/take';
import { roomForPosts } from '../crowd';
import type { ServerDeps } from '../deps';
import { type Problem, problem } from '../errors';
import { IdempotencyKey } from '../idempotent';
import { parsed, parsedQuery } from '../json';
import { ERRORS_SHOWN } from '../limits';
import { openReport } from './report-body';

const code = z.string().min(1).max(200);
const Complete = z.enum(['true', 'false']).transform((text) => text === 'true');
export const AnomaliesQuery = z.strictObject({
  source: code.optional(),
  dataset: code.optional(),
  data_version: code.optional(),
  complete: Complete.optional().meta({ description: 'The body holds all that these checks found in this dataset.' }),
  checks: z.string().min(1).max(10_000).optional().meta({ description: 'The checks that were executed, by commas.' }),
});
export const ReportQuery = z.strictObject({
  format: z
    .enum(Object.keys(READERS) as (keyof typeof READERS)[])
    .optional()
    .meta({ description: 'Without it the report is known by its first bytes.' }),
  ...ReportContext.shape,
  complete: Complete.optional(),
});

type Deps = Pick<ServerDeps, 'pool' | 'clock' | 'bulk'>;
/** A body of lines that is longer is taken in by the thread of large posts. */
const SMALL_BYTES_MAX = 256 * 1024;

/** Where pipelines post what they found. */
export function ingestRoutes(deps: Deps): Router {
  const posts = postDeps(deps.pool, deps.clock);
  const room = roomForPosts();
  const takeHere = (head: RunHead, actor: Actor, open: Open): Promise<PostResult> => takeBody(posts, head, actor, open);
  return Router()
    .post('/anomalies', needScope('ingest'), room, async (req, res) => {
      const {
        source = null,
        dataset = null,
        data_version: dataVersion = null,
        ...query
      } = parsedQuery(AnomaliesQuery, req);
      const complete = query.complete ?? false;
      if (complete && (source === null || dataset === null || query.checks === undefined))
        throw problem(
          422,
          'scope_missing',
          'A complete post names source, dataset and checks: else it proves nothing.',
        );
      const body = new Body(req);
      const type = mediaTypeOf(req);
      const checks = (query.checks ?? '').split(',').map((check) => check.trim());
      const executed = checks.map((check) => ({ check, parameter: null }));
      const about = { format: type, source, dataset, dataVersion, complete };
      await answerPost(deps, req, res, about, async (head, actor) => {
        const begun = isStreamed(type) ? await Begun.of(body, SMALL_BYTES_MAX) : null;
        if (deps.bulk && begun?.isWhole === false)
          return deps.bulk.take({ head, actor, mediaType: type, checks }, begun);
        const reading = refusing(() => readAnomalies(begun ?? body, type));
        return takeHere(head, actor, { source: body, reading, checks: () => executed });
      });
    })
    .post('/reports', needScope('ingest'), room, async (req, res) => {
      const { format: named, complete = false, ...context } = parsedQuery(ReportQuery, req);
      const body = new Body(req);
      const { format, reading, input } = await openReport(req, body, named, context, complete);
      const head = {
        format,
        source: context.source,
        dataset: context.dataset,
        dataVersion: context.data_version ?? null,
        complete,
      };
      await answerPost(deps, req, res, head, async (run, actor) => {
        try {
          const taken = await takeHere(run, actor, { source: body, reading, checks: () => reading.checks() });
          if (taken.ok) await input?.store(deps.pool, run.id, deps.clock());
          return taken;
        } finally {
          await input?.drop();
        }
      });
    });
}

type About = Omit<RunHead, 'id' | 'owner' | 'apiKey'>;

/** Takes what a caller posts, under the key that it gave, and answers with the account. */
async function answerPost(
  { pool }: Deps,
  req: Request,
  res: Response,
  about: About,
  take: (head: RunHead, actor: Actor) => Promise<PostResult>,
): Promise<void> {
  const { actor, keyId } = callerOf(res);
  const key = req.get('idempotency-key');
  const id = key === undefined ? randomUUID() : parsed(IdempotencyKey, key, 'bad_idempotency_key');
  const head: RunHead = { ...about, id, owner: actorKey(actor), apiKey: keyId };
  const result = await take(head, actor);
  if (!result.ok) throw refused(head.id, result);
  const { account } = result;
  const errors = account.rejected > 0 ? await errorsOf(pool, id, ERRORS_SHOWN) : [];
  res.json({ ...account, errors });
}

function refused(id: string, result: Exclude<PostResult, { ok: true }>): Problem {
  const run = `/api/v1/runs/${encodeURIComponent(id)}`;
  if (result.refusal === 'running')
    return problem(409, 'run_in_progress', 'This run is being posted right now.', {
      extra: { run },
      headers: { Location: run, 'Retry-After': '5' },
    });
  if (result.refusal === 'other_owner')
    return problem(422, 'idempotency_key_taken', 'Somebody else has used this Idempotency-Key.');
  const { index, line } = result.at;
  const detail = 'Another body was posted under this Idempotency-Key; it differs from here on.';
  return problem(422, 'idempotency_key_reused', detail, {
    extra: { run },
    errors: [
      {
        ...(index !== null && { index }),
        ...(line !== null && { line }),
        code: 'differs',
        detail: 'It differs in the batch that begins here.',
      },
    ],
  });
}
