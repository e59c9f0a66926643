import { type Response, Router } from 'express';
import { z } from 'zod';
import { recordArrival } from '../../db/deliveries/arrivals';
import type { ArrivedFile } from '../../db/deliveries/files';
import { type ListedDue, listDues } from '../../db/deliveries/list';
import { whileCasesMove } from '../../db/ingest/raise';
import { ensureSources } from '../../db/sources';
import { isRestricted } from '../../domain/access';
import { DUE_STATES } from '../../domain/delivery';
import { FLOW_SOURCE, type Origin } from '../../domain/delivery-anomaly';
import { FILE_STATES } from '../../domain/delivery-files';
import { instant } from '../../domain/instant';
import { callerOf, needScope } from '../auth';
import { Cursor, decodeCursor, encodeCursor, Limit } from '../cursor';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { answerOnce } from '../idempotent';
import { parsed, parsedQuery, readJson } from '../json';

const FILES_MAX = 1000;
const code = z.string().min(1).max(200).nullish();
const Arrived = z.strictObject({
  name: z.string().min(1).max(500),
  sha256: z
    .string()
    .regex(/^[0-9a-fA-F]{64}$/)
    .nullish(),
  size: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).nullish(),
  state: z.enum(FILE_STATES).nullish().meta({ description: 'As the receiver found it; without it, ok.' }),
  detail: z.string().max(1000).nullish().meta({ description: 'What is wrong with it.' }),
});
export const DeliveryFields = z.strictObject({
  supplier: code,
  platform: code,
  cruise: code,
  dataset: code,
  files: z.array(Arrived).min(1).max(FILES_MAX),
  received_at: z.iso.datetime({ offset: true }).nullish().meta({ description: 'When it came, if not now.' }),
});
export const DeliveriesQuery = z.strictObject({
  expectation: z.string().min(1).max(200).optional(),
  state: z.enum(DUE_STATES).optional(),
  limit: Limit,
  cursor: Cursor,
});

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

/** What arrived, and what is due. */
export const deliveryRoutes = (deps: Deps): Router =>
  Router()
    .post('/deliveries', needScope('ingest'), async (req, res) => {
      const body = parsed(DeliveryFields, await readJson(req));
      const { actor, role } = callerOf(res);
      if (role === 'read_only') throw problem(403, 'not_permitted', 'Your role reads only.');
      const at = deps.clock();
      const arrival = {
        origin: originOf(body),
        files: body.files.map(fileOf),
        receivedAt: receivedAt(body, at),
        actor,
        at,
      };
      await ensureSources(deps.pool, new Set([FLOW_SOURCE]), actor, at);
      await whileCasesMove(deps.pool, () =>
        answerOnce(deps, req, res, body, async (tx) => {
          const { files, closed } = await recordArrival(tx, arrival);
          return { received: files.length, files, closed };
        }),
      );
    })
    .get('/deliveries', needScope('read', 'desk', 'ingest'), async (req, res) => {
      const { limit, cursor, ...filter } = parsedQuery(DeliveriesQuery, req);
      const before = decodeCursor(z.int(), cursor);
      const found = await listDues(deps.pool, filter, { limit: limit + 1, before });
      const items = found.slice(0, limit);
      const last = items.at(-1);
      res.json({
        items: items.map((due) => shownDue(due, hides(res, due, deps.clock()))),
        next: found.length > limit && last ? encodeCursor(last.id) : null,
      });
    });

type Body = z.output<typeof DeliveryFields>;
const originOf = ({ supplier, platform, cruise, dataset }: Body): Origin => ({
  supplier: supplier ?? null,
  platform: platform ?? null,
  cruise: cruise ?? null,
  dataset: dataset ?? null,
});
const fileOf = ({ name, sha256, size, state, detail }: Body['files'][number]): ArrivedFile => ({
  name,
  sha256: sha256?.toLowerCase() ?? null,
  size: size ?? null,
  state: state ?? 'ok',
  detail: detail ?? null,
});

function receivedAt({ received_at: text }: Body, at: Date): Date {
  if (text === null || text === undefined) return at;
  const read = instant(text, true);
  if (read !== null) return new Date(read);
  const fault = { pointer: '/received_at', code: 'bad_date', detail: 'There is no such instant.' };
  throw problem(422, 'bad_fields', 'Some fields cannot be accepted.', { errors: [fault] });
}

/** A service that only reads sees no file names of restricted data. */
const hides = (res: Response, due: ListedDue, at: Date): boolean => {
  const { role, scopes } = callerOf(res);
  return role === null && scopes.every((scope) => scope === 'read') && isRestricted(due, at);
};

const shownDue = (due: ListedDue, isHidden: boolean) => ({
  expectation: due.expectation,
  name: due.name,
  kind: due.kind,
  supplier: due.supplier,
  period: due.period,
  state: due.state,
  due_at: due.dueAt,
  late_at: due.lateAt,
  files: isHidden ? [] : due.files,
  cases: due.cases,
  ...(isHidden && { restricted: true }),
});
