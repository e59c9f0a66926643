import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { inTransaction, type Pool } from '../../db/query';
import { aroundNow, readRota } from '../../db/rota/facts';
import { saveRelief, takeOffered } from '../../db/rota/relief';
import { readReliefLog, type ReliefLook } from '../../db/rota/relief-log';
import { type Relieved, relieve, standOf, takeOver } from '../../db/tickets/relieve';
import { mayByKey } from '../../domain/permissions';
import { RELIEFS, type ReliefFault, reliefFaults } from '../../domain/rota/relief';
import { TICKET_LEVELS, TICKET_STATES } from '../../domain/ticket/words';
import type { Actor } from '../../domain/words';
import { callerOf, needScope } from '../auth';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { answerAgain } from '../idempotent';
import { parsed, readJson } from '../json';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;
const LOOKS = 200;
const Instant = z.iso.datetime({ offset: true });
const Minutes = z.int().min(0);
const Numbers = z.array(z.string().min(1).max(40)).max(200);

const POLICY = {
  relief: z.enum(RELIEFS).describe('Off, or level 2 is asked (propose), or simply given (act).'),
  ticket_minutes: z.int().min(1).max(450).describe('Working minutes that a request takes.'),
  duty_minutes: z.int().min(10).max(1440).describe('Working minutes of a day that a person on duty has for requests.'),
  begin_percent: z.int().min(50).max(300).describe('Of what level 1 can do: above it relief begins.'),
  end_percent: z.int().min(10).max(290).describe('At it or below relief ends; ten points below the other at least.'),
};
export const ReliefFields = z.strictObject(POLICY).partial().meta({ id: 'ReliefFields' });
export const ReliefAnswer = z
  .strictObject({
    ...POLICY,
    relieving_since: Instant.nullable(),
    offered: Numbers.describe('What level 2 is asked to take.'),
    log: z.array(
      z.strictObject({
        at: Instant,
        until: Instant.describe('By when it had to be done.'),
        at_risk: Minutes,
        capacity: Minutes,
        level2_at_risk: Minutes,
        level2_capacity: Minutes,
        begin_percent: z.int(),
        end_percent: z.int(),
        done: z.enum(['nothing', 'begun', 'handed_over', 'offered', 'taken', 'no_room', 'ended']),
        tickets: z.array(z.string()),
        person: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Relief' });
export const Relieving = z
  .strictObject({ deed: z.enum(['relieve', 'take']), tickets: Numbers.optional() })
  .meta({ id: 'Relieving' });
export const RelievingAnswer = z
  .strictObject({
    to: z.string(),
    moved: z.array(z.string()),
    left: z.array(
      z.strictObject({
        number: z.string(),
        state: z.enum(TICKET_STATES).nullable().describe('Null: there is no such request.'),
        level: z.enum(TICKET_LEVELS).nullable(),
        holder: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Relieved' });

/** Relief of level 1 for scripts: its settings and log, and the two deeds. */
export const reliefRoutes = (deps: Deps): Router =>
  Router()
    .get('/duty/relief', needScope('read', 'desk', 'admin'), async (_req, res) => {
      res.json(await reliefNow(deps));
    })
    .patch('/duty/relief', mayPlan, async (req, res) => {
      const given = parsed(ReliefFields, await readJson(req));
      const at = deps.clock();
      const { settings: now } = await readRota(deps.pool, aroundNow(at));
      const policy = {
        relief: given.relief ?? now.relief,
        ticketMinutes: given.ticket_minutes ?? now.ticketMinutes,
        dutyMinutes: given.duty_minutes ?? now.dutyMinutes,
        beginPercent: given.begin_percent ?? now.beginPercent,
        endPercent: given.end_percent ?? now.endPercent,
      };
      const [fault] = reliefFaults(policy);
      if (fault) throw problem(422, 'bad_fields', SAID[fault]);
      await saveRelief(deps.pool, policy, callerOf(res).actor, at);
      res.json(await reliefNow(deps));
    })
    .post('/duty/relief', needScope('desk'), async (req, res) => {
      const given = parsed(Relieving, await readJson(req));
      const { actor } = callerOf(res);
      if (actor.kind !== 'person')
        throw problem(403, 'not_permitted', 'Only a person does this, or a key that acts as one.');
      const { id: person } = actor;
      await answerAgain(deps, req, res, given, async () => {
        const { asked, ...done } = await perform(deps, given, person, actor);
        if (!done.ok)
          throw done.fault === 'nobody'
            ? problem(409, 'nobody_there', 'Nobody else is there on level 2.')
            : problem(409, 'nothing_to_relieve', 'None of these is an open request of level 1.');
        const left = await standOf(
          deps.pool,
          asked.filter((number) => !done.moved.includes(number)),
        );
        return { status: 200, body: { to: done.to, moved: done.moved, left } };
      });
    });

const mayPlan: RequestHandler = (_req, res, next) => {
  const { role, scopes } = callerOf(res);
  if (!mayByKey(role, scopes, 'plan_rota')) throw problem(403, 'not_permitted', 'This key may not change the rota.');
  next();
};

async function perform(
  { pool, clock }: Deps,
  { deed, tickets }: z.output<typeof Relieving>,
  person: string,
  actor: Actor,
): Promise<Relieved & { asked: string[] }> {
  if (deed === 'take' && tickets === undefined) return takeOffered(pool, person, actor, clock());
  const asked = tickets ?? [];
  const chosen = { person, numbers: asked };
  const done = await inTransaction(pool, (tx) =>
    deed === 'take' ? takeOver(tx, chosen, actor, clock()) : relieve(tx, chosen, actor, clock()),
  );
  return { ...done, asked };
}

async function reliefNow({ pool, clock }: { pool: Pool; clock: () => Date }): Promise<z.input<typeof ReliefAnswer>> {
  const { settings: now } = await readRota(pool, aroundNow(clock()));
  return {
    relief: now.relief,
    ticket_minutes: now.ticketMinutes,
    duty_minutes: now.dutyMinutes,
    begin_percent: now.beginPercent,
    end_percent: now.endPercent,
    relieving_since: now.relievingSince?.toISOString() ?? null,
    offered: now.offered,
    log: (await readReliefLog(pool, LOOKS)).map(lookShown),
  };
}
const lookShown = (look: ReliefLook) => ({
  at: look.at.toISOString(),
  until: look.untilAt.toISOString(),
  at_risk: look.atRisk,
  capacity: look.capacity,
  level2_at_risk: look.level2AtRisk,
  level2_capacity: look.level2Capacity,
  begin_percent: look.beginPercent,
  end_percent: look.endPercent,
  done: look.done,
  tickets: look.tickets,
  person: look.person,
});

const SAID: Record<ReliefFault, string> = {
  ticketMinutes: 'A request takes from 1 to 450 minutes.',
  dutyMinutes: 'A day has from 10 to 1440 minutes for requests.',
  beginPercent: 'Relief begins above 50 to 300 percent.',
  endPercent: 'Relief ends from 10 percent on, at least ten points below where it begins.',
};
