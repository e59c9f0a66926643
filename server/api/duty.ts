import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { aroundNow, readRota } from '../../db/rota/facts';
import { dutiesOf } from '../../db/rota/hand-over';
import { saveOverride } from '../../db/rota/overrides';
import { mayByKey } from '../../domain/permissions';
import { dutySpan, momentOf } from '../../domain/rota/duty-day';
import type { OverrideFault } from '../../domain/rota/overrides';
import { callerOf, needScope } from '../auth';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { answerAgain } from '../idempotent';
import { parsed, parsedQuery, readJson } from '../json';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;
const Instant = z.iso.datetime({ offset: true });
const Level = z.union([z.literal(1), z.literal(2)]);
const Code = z.string().min(1).max(100);

export const DutyQuery = z.strictObject({ at: Instant.optional() });
export const DutyAnswer = z
  .strictObject({
    day: z.iso.date().describe('Whose duty it is: a closed day waits for the next open one.'),
    from: Instant,
    until: Instant,
    duties: z.array(
      z.strictObject({ level: Level, person: Code, cover_for: Code.nullable().describe('Whom they stand in for.') }),
    ),
  })
  .meta({ id: 'Duty' });
export const NewOverride = z
  .strictObject({
    level: Level,
    starts_at: Instant,
    ends_at: Instant,
    out: Code.nullish().describe('Who is taken out; left out, somebody is added.'),
    in: Code.nullish().describe('Who comes instead; left out, somebody is only taken out.'),
  })
  .meta({ id: 'NewOverride' });
export const OverrideAnswer = z.strictObject({ saved: z.literal(true) });

/** Who is on duty at a moment, and overrides of it. */
export const dutyRoutes = ({ pool, clock }: Deps): Router =>
  Router()
    .get('/duty', needScope('read', 'desk', 'admin'), async (req, res) => {
      const { at: asked } = parsedQuery(DutyQuery, req);
      const at = asked === undefined ? clock() : new Date(asked);
      const facts = await readRota(pool, aroundNow(at));
      const { day } = momentOf(facts, at);
      const { from, until } = dutySpan(day, facts.settings);
      const duties = dutiesOf(facts, at).map(({ coverFor, ...duty }) => ({ ...duty, cover_for: coverFor }));
      res.json({ day, from, until, duties });
    })
    .post('/duty/overrides', mayOverride, async (req, res) => {
      const given = parsed(NewOverride, await readJson(req));
      await answerAgain({ pool, clock }, req, res, given, async () => {
        const { level, starts_at, ends_at, out = null, in: comes = null } = given;
        const span = { startsAt: new Date(starts_at), endsAt: new Date(ends_at) };
        const done = await saveOverride(pool, { level, ...span, out, in: comes }, callerOf(res).actor, clock());
        if (!done.ok) throw problem(done.fault === 'overlaps' ? 409 : 422, done.fault, SAID[done.fault]);
        return { status: 201, body: { saved: true } };
      });
    });

const mayOverride: RequestHandler = (_req, res, next) => {
  const { role, scopes } = callerOf(res);
  if (!mayByKey(role, scopes, 'edit_rota')) throw problem(403, 'not_permitted', 'This key may not change the rota.');
  next();
};

const SAID: Record<OverrideFault, string> = {
  nobody: 'An override names who is taken out, who comes, or both.',
  same_person: 'The same person cannot come and go.',
  unknown_person: 'Nobody active has this code.',
  ends_before_start: 'It ends before it begins.',
  too_long: 'An override lasts three months at most.',
  overlaps: 'Another override has one of these people at this time.',
  not_on_duty: 'Nobody is on duty then.',
  in_past: 'It is over already.',
};
