import { Router } from 'express';
import { z } from 'zod';
import { PUBLISHED_KINDS } from '../../domain/sla/service-level';
import { needScope } from '../auth';
import type { ServerDeps } from '../deps';
import { serviceLevels } from '../service-levels';

const Code = z.string().max(100);
const Minutes = z.number().nullable();
const Count = z.int().min(0);
const Targets = z.strictObject({
  response_minutes: Minutes,
  update_minutes: Minutes,
  resolution_minutes: Minutes,
});
export const ServiceLevelsAnswer = z
  .strictObject({
    policies: z.array(
      Targets.extend({
        code: Code,
        version: Count,
        rank: z.number(),
        types: z.array(Code),
        priorities: z.array(Code),
        groups: z.array(Code),
        calendar: Code,
      }),
    ),
    attained: z.array(
      z.strictObject({
        month: z.string().regex(/^\d{4}-\d\d$/),
        kind: z.enum(PUBLISHED_KINDS),
        type: Code.describe('`rest`: the types that had fewer than five, together.'),
        met: Count.nullable().describe('Null: fewer than five.'),
        breached: Count.nullable(),
        percent: Count.nullable(),
      }),
    ),
    open: Count,
    open_breached: Count,
    means: z.strictObject({ level1: Count, level2: Count, specialists: Count, topics: Count }),
    duty: z.strictObject({ day: z.iso.date(), level1: z.boolean(), level2: z.boolean() }),
    history: z.array(
      z.strictObject({
        register: z.enum(['calendars', 'sla-policies']),
        code: Code,
        version: Count,
        at: z.iso.datetime(),
        targets: Targets.nullable(),
      }),
    ),
  })
  .meta({ id: 'ServiceLevels' });
type Answer = z.input<typeof ServiceLevelsAnswer>;

/** The same numbers as the public page. */
export const serviceLevelRoutes = ({ pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>): Router =>
  Router().get('/service-levels', needScope('read', 'desk', 'admin'), async (_req, res) => {
    const { policies, attained, open, means, duty, history } = await serviceLevels(pool, clock());
    res.json({
      policies: policies.map(({ code, version, rank, types, priorities, groups, calendar, ...targets }) => ({
        code,
        version,
        rank,
        types: [...types],
        priorities: [...priorities],
        groups: [...groups],
        calendar,
        ...targetsOf(targets),
      })),
      attained: attained.map(({ counts, ...of }) => ({ ...of, ...(counts ?? NOTHING_TOLD) })),
      open: open.open,
      open_breached: open.breached,
      means,
      duty,
      history: history.map(({ register, code, version, at, targets }) => ({
        register,
        code,
        version,
        at: at.toISOString(),
        targets: targets && targetsOf(targets),
      })),
    } satisfies Answer);
  });

const NOTHING_TOLD = { met: null, breached: null, percent: null };
const targetsOf = (of: {
  responseMinutes: number | null;
  updateMinutes: number | null;
  resolutionMinutes: number | null;
}): z.input<typeof Targets> => ({
  response_minutes: of.responseMinutes,
  update_minutes: of.updateMinutes,
  resolution_minutes: of.resolutionMinutes,
});
