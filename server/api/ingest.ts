import { randomUUID } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { ExecutedCheck } from '../../db/ingest/executed';
import { type Posted, type PostDeps, postDeps, type PostResult, takePost } from '../../db/ingest/post';
import { errorsOf, type RunHead } from '../../db/runs';
import type { ReadItem } from '../../domain/anomaly';
import { actorKey } from '../../domain/words';
import { BodyFault } from '../../formats/fault';
import { READERS, readAnomalies } from '../../formats/index';
import { ReportContext } from '../../formats/report-context';
import type { Reading } from '../../formats/reading';
import { callerOf, needScope } from '../auth';
import { Body, mediaTypeOf } from '../body';
import { bodyProblem, refusing } from '../body-fault';
import { roomForPosts } from '../crowd';
import type { ServerDeps } from '../deps';
import { Problem, problem } from '../errors';
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

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

/** Where pipelines post what they found. */
export function ingestRoutes(deps: Deps): Router {
  const posts = postDeps(deps.pool, deps.clock);
  const room = roomForPosts();
  const take = (req: Request, res: Response, head: Omit<RunHead, 'id' | 'owner' | 'apiKey'>, posted: Open) =>
    answerPost(posts, req, res, head, posted);
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
      const checks = (query.checks ?? '').split(',').map((check) => ({ check: check.trim(), parameter: null }));
      const reading = refusing(() => readAnomalies(body, type));
      await take(
        req,
        res,
        { format: type, source, dataset, dataVersion, complete },
        { body, reading, checks: () => checks },
      );
    })
    .post('/reports', needScope('ingest'), room, async (req, res) => {
      const { format: named, complete = false, ...context } = parsedQuery(ReportQuery, req);
      const body = new Body(req);
      const { format, reading } = await openReport(req, body, named, context, complete);
      const head = {
        format,
        source: context.source,
        dataset: context.dataset,
        dataVersion: context.data_version ?? null,
        complete,
      };
      await take(req, res, head, { body, reading, checks: () => reading.checks() });
    });
}

interface Open {
  body: Body;
  reading: Reading;
  checks: () => ExecutedCheck[];
}

async function answerPost(
  deps: PostDeps,
  req: Request,
  res: Response,
  about: Omit<RunHead, 'id' | 'owner' | 'apiKey'>,
  open: Open,
): Promise<void> {
  const { actor, keyId } = callerOf(res);
  const key = req.get('idempotency-key');
  const id = key === undefined ? randomUUID() : parsed(IdempotencyKey, key, 'bad_idempotency_key');
  const head: RunHead = { ...about, id, owner: actorKey(actor), apiKey: keyId };
  const { items, truncated } = storable(open);
  const result = await takePost(deps, head, actor, { items, truncated, checks: open.checks });
  if (!result.ok) throw refused(head.id, result);
  const { account } = result;
  const errors = account.rejected > 0 ? await errorsOf(deps.pool, id, ERRORS_SHOWN) : [];
  res.json({ ...account, errors });
}

/**
 * The items of a body as far as it can be read: what came before a fault is stored, and the unreadable rest counts as one
 * rejected item with the place. A fault before any item refuses the whole, as does one refused object that came alone.
 */
function storable({ body, reading }: Open): Omit<Posted, 'checks'> {
  let isCut = false;
  const items = async function* (): AsyncGenerator<ReadItem> {
    let index = 0;
    try {
      for await (const item of reading) {
        if (!item.ok && reading.single()) throw refusedObject(item.error);
        index = (item.ok ? item.index : item.error.index) + 1;
        yield item;
      }
    } catch (error) {
      const fault = body.failure ?? error;
      if (body.disconnected || index === 0 || !isFault(fault))
        throw fault instanceof BodyFault ? bodyProblem(fault) : fault;
      isCut = true;
      yield restUnread(fault, index);
    }
  };
  return { items: items(), truncated: () => isCut };
}

const isFault = (error: unknown): error is BodyFault | Problem =>
  error instanceof BodyFault || error instanceof Problem;
const restUnread = (fault: BodyFault | Problem, index: number): ReadItem => ({
  ok: false,
  error: {
    index,
    line: fault instanceof BodyFault ? fault.line : null,
    code: fault.code,
    pointer: null,
    detail: fault.message,
  },
});

const refusedObject = ({ code: why, pointer, detail }: Extract<ReadItem, { ok: false }>['error']): Problem =>
  problem(422, why, detail, { errors: [{ ...(pointer !== null && { pointer }), code: why, detail, index: 0 }] });

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
