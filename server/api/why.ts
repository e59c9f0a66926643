import { Router } from 'express';
import { z } from 'zod';
import { type Reasons, reasonsOf } from '../../db/rules/why';
import { needScope } from '../auth';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';

/** Why an anomaly is where it is: the decisions in the order in which they were made. */
export const whyRoutes = ({ pool }: Pick<ServerDeps, 'pool'>): Router =>
  Router().get('/anomalies/:uuid/why', needScope('read', 'desk', 'decide'), async (req, res) => {
    const uuid = z.uuid().safeParse(req.params['uuid']);
    const found = uuid.success ? await reasonsOf(pool, uuid.data) : null;
    if (!found) throw problem(404, 'unknown_anomaly', 'There is no anomaly of this identifier.');
    res.json({ uuid: found.uuid, case: found.number, decisions: decisionsIn(found) });
  });

const decisionsIn = (of: Reasons) => [
  {
    step: 'fingerprint',
    fingerprint: of.fingerprint,
    by: of.dedupKey === null ? 'fields' : 'dedup_key',
    seen: of.seen,
    first_seen: of.firstSeen,
    last_seen: of.lastSeen,
  },
  {
    step: 'rule',
    code: of.code,
    version: of.version,
    name: of.name,
    key: Object.fromEntries(of.groupBy.map((field) => [field, of.subject[field]])),
  },
  {
    step: 'window',
    gap_ms: of.gapMs,
    max_age_ms: of.maxAgeMs,
    cap: of.cap,
    first_time: of.first,
    last_time: of.last,
    previous_case: of.previous,
  },
  ...(of.hold ? [{ step: 'hold', ...of.hold }] : []),
  { step: 'outcome', run: of.run, outcome: of.runOutcome, reason: of.suppressedBy },
  { step: 'case', number: of.number, phase: of.phase, recurrences: of.recurrences },
  { step: 'contact', code: of.contact, why: of.contactWhy },
  { step: 'next', what: of.nextStep, due_at: of.dueAt, held_until: of.heldUntil },
];

export const AnomalyWhy = z
  .strictObject({ uuid: z.uuid(), case: z.string(), decisions: z.array(z.looseObject({ step: z.string() })) })
  .meta({ id: 'AnomalyWhy' });
