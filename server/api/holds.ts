import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { endHold, makeHold } from '../../db/holds/keep';
import { casesUnder, listHolds, type StoredHold } from '../../db/holds/store';
import { mayByKey } from '../../domain/permissions';
import { faultOfNew, HOLD_KINDS, type HoldFault, startsNow, stateOf } from '../../domain/rules/hold';
import { MATCH_FIELDS, MATCH_OPS } from '../../domain/rules/matcher';
import { callerOf, needScope } from '../auth';
import { Cursor, decodeCursor, encodeCursor, Limit } from '../cursor';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { parsed, parsedQuery, readJson } from '../json';
import { Matchers } from '../rule-schemas';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;
const Instant = z.iso.datetime({ offset: true });
const instant = Instant.transform((text) => new Date(text));
const PREVIEWED_MAX = 200;
const DAY_MS = 86_400_000;

/**
 * A silence, also one until resolved, begins when it is made; a maintenance and a suppression name their window, in data time.
 */
export const NewHold = z
  .strictObject({
    kind: z.enum(HOLD_KINDS),
    matchers: Matchers,
    starts_at: instant.optional(),
    ends_at: instant,
    quiet_ms: z
      .int()
      .min(1000)
      .max(90 * DAY_MS)
      .optional()
      .describe('Of one until resolved: it ends once nothing that it matches has failed for so long.'),
    reason: z.string().trim().min(1).max(1000),
  })
  .meta({ id: 'NewHold' });
export const MovedHold = z.strictObject({ ends_at: instant });
export const HoldsQuery = z.strictObject({ limit: Limit, cursor: Cursor });
export const HoldAnswer = z
  .strictObject({
    id: z.int(),
    kind: z.enum(HOLD_KINDS),
    state: z.enum(['pending', 'active', 'expired']),
    matchers: z.array(z.strictObject({ field: z.enum(MATCH_FIELDS), op: z.enum(MATCH_OPS), value: z.string() })),
    starts_at: Instant,
    ends_at: Instant,
    quiet_ms: z.int().nullable(),
    reason: z.string(),
    author: z.string(),
    created_at: Instant,
  })
  .meta({ id: 'Hold' });
export const HoldPreview = z
  .strictObject({ cases: z.array(z.string()), more: z.boolean() })
  .meta({ id: 'HoldPreview' });

const shown = (of: StoredHold, at: Date) => ({
  id: of.id,
  kind: of.kind,
  state: stateOf(of, at),
  matchers: of.matchers,
  starts_at: of.startsAt,
  ends_at: of.endsAt,
  quiet_ms: of.quietMs,
  reason: of.reason,
  author: of.author,
  created_at: of.createdAt,
});

/** What keeps cases waiting: made, previewed, moved and ended by whoever works them. */
export const holdRoutes = (deps: Deps): Router => {
  const { pool, clock } = deps;
  return Router()
    .get('/holds', needScope('read', 'desk', 'admin'), async (req, res) => {
      const { limit, cursor } = parsedQuery(HoldsQuery, req);
      const before = decodeCursor(z.int().min(1).max(2_147_483_647), cursor);
      const found = await listHolds(pool, limit + 1, before);
      const items = found.slice(0, limit);
      res.json({
        items: items.map((one) => shown(one, clock())),
        next: found.length > limit ? encodeCursor(items.at(-1)?.id) : null,
      });
    })
    .post('/holds/preview', needScope('read', 'desk', 'admin'), async (req, res) => {
      const hold = faultless(parsed(NewHold, await readJson(req)), clock());
      const found = await casesUnder(pool, hold, PREVIEWED_MAX + 1);
      const cases = found.slice(0, PREVIEWED_MAX).map(({ number }) => number);
      res.json({ cases, more: found.length > PREVIEWED_MAX });
    })
    .post('/holds', mayHold, async (req, res) => {
      const at = clock();
      const made = await makeHold(pool, faultless(parsed(NewHold, await readJson(req)), at), callerOf(res).actor, at);
      res.status(201).json(shown(made, at));
    })
    .patch('/holds/:id', mayHold, async (req, res) => {
      const { ends_at } = parsed(MovedHold, await readJson(req));
      res.json(await end(deps, idOf(req.params['id']), ends_at, res));
    })
    .post('/holds/:id/expire', mayHold, async (req, res) => {
      res.json(await end(deps, idOf(req.params['id']), 'now', res));
    });
};

const mayHold: RequestHandler = (_req, res, next) => {
  const { role, scopes } = callerOf(res);
  if (!mayByKey(role, scopes, 'snooze')) throw problem(403, 'not_permitted', 'This key may not hold cases.');
  next();
};

const unknown = () => problem(404, 'unknown_hold', 'There is no such hold.');
function idOf(text: unknown): number {
  const id = z.coerce.number().int().min(1).max(2_147_483_647).safeParse(text);
  if (!id.success) throw unknown();
  return id.data;
}

const SAID: Record<HoldFault, { pointer: string; detail: string }> = {
  no_matchers: { pointer: '/matchers', detail: 'A hold names what it keeps waiting.' },
  no_quiet_time: {
    pointer: '/quiet_ms',
    detail: 'A hold until resolved, and no other, says how long all must be quiet.',
  },
  ends_before_start: { pointer: '/ends_at', detail: 'It ends before it starts.' },
  ends_in_past: { pointer: '/ends_at', detail: 'It ends in the past.' },
  too_long: { pointer: '/ends_at', detail: 'A silence lasts 90 days at most.' },
  expired: { pointer: '/ends_at', detail: 'It has expired and stays as it was.' },
};
function refusal(fault: HoldFault) {
  const { pointer, detail } = SAID[fault];
  const errors = [{ pointer, code: fault, detail }];
  return problem(fault === 'expired' ? 409 : 422, fault, detail, { errors });
}

function faultless({ kind, matchers, starts_at, ends_at, quiet_ms, reason }: z.output<typeof NewHold>, at: Date) {
  if (startsNow(kind) === (starts_at !== undefined)) {
    const detail = startsNow(kind) ? 'A silence starts now.' : 'A maintenance names its start.';
    throw problem(422, 'bad_start', detail, { errors: [{ pointer: '/starts_at', code: 'bad_start', detail }] });
  }
  const hold = { kind, matchers, startsAt: starts_at ?? at, endsAt: ends_at, quietMs: quiet_ms ?? null, reason };
  const fault = faultOfNew(hold, at);
  if (fault) throw refusal(fault);
  return hold;
}

async function end({ pool, clock }: Deps, id: number, until: Date | 'now', res: Parameters<typeof callerOf>[0]) {
  const at = clock();
  const moved = await endHold(pool, id, until, callerOf(res).actor, at);
  if (moved.ok) return shown(moved.hold, at);
  throw moved.fault === 'unknown' ? unknown() : refusal(moved.fault);
}
