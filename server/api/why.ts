import { Router } from 'express';
import { z } from 'zod';
import { type Reasons, reasonsOf, reasonsOfSuppressed } from '../../db/rules/why';
import { needScope } from '../auth';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';

/** Why an anomaly is where it is: the decisions in the order in which they were made. */
export const whyRoutes = ({ pool }: Pick<ServerDeps, 'pool'>): Router =>
  Router().get('/anomalies/:uuid/why', needScope('read', 'desk', 'decide'), async (req, res) => {
    const uuid = z.uuid().safeParse(req.params['uuid']);
    const found = uuid.success ? await reasonsOf(pool, uuid.data) : null;
    if (found) return void res.json({ uuid: found.uuid, case: found.number, decisions: decisionsIn(found) });
    const suppressed = uuid.success ? await reasonsOfSuppressed(pool, uuid.data) : null;
    if (!suppressed) throw problem(404, 'unknown_anomaly', 'There is no anomaly of this identifier.');
    res.json({ uuid: suppressed.uuid, case: null, decisions: decisionsOnSuppressed(suppressed) });
  });

type Suppressed = NonNullable<Awaited<ReturnType<typeof reasonsOfSuppressed>>>;
const identity = (of: Suppressed) => ({
  step: 'fingerprint',
  fingerprint: of.fingerprint,
  by: of.dedupKey === null ? 'fields' : 'dedup_key',
  seen: of.seen,
  first_seen: of.firstSeen,
  last_seen: of.lastSeen,
});
const rule = ({ code, version, name }: Suppressed) => ({ step: 'rule', code, version, name });
const outcome = (of: Suppressed) => ({ step: 'outcome', run: of.run, outcome: of.runOutcome, reason: of.suppressedBy });
const hold = (of: Suppressed) => (of.hold ? [{ step: 'hold', ...of.hold }] : []);

const decisionsOnSuppressed = (of: Suppressed) => [identity(of), rule(of), ...hold(of), outcome(of)];
const decisionsIn = (of: Reasons) => [
  identity(of),
  {
    ...rule(of),
    key: Object.fromEntries(of.groupBy.map((field) => [field, of.subject[field]])),
  },
  {
    step: 'window',
    gap_ms: of.gapMs,
    max_age_ms: of.maxAgeMs,
    cap: of.cap,
    threshold: of.threshold,
    first_time: of.first,
    last_time: of.last,
    previous_case: of.previous,
  },
  ...hold(of),
  outcome(of),
  { step: 'case', number: of.number, phase: of.phase, recurrences: of.recurrences },
  { step: 'contact', code: of.contact, why: of.contactWhy, route: of.route },
  { step: 'next', what: of.nextStep, due_at: of.dueAt, held_until: of.heldUntil },
];

export const AnomalyWhy = z
  .strictObject({
    uuid: z.uuid(),
    case: z.string().nullable(),
    decisions: z.array(z.looseObject({ step: z.string() })),
  })
  .meta({ id: 'AnomalyWhy' });
