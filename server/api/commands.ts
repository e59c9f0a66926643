import { Router } from 'express';
import { z } from 'zod';
import { findSummary } from '../../db/case-list';
import { fileOfAnswer } from '../../db/files';
import { ANSWERS, CAUSES } from '../../domain/answer';
import { VERBS, type Verb } from '../../domain/permissions';
import { callerOf, needScope } from '../auth';
import type { ServerDeps } from '../deps';
import { type Problem, problem } from '../errors';
import { answerOnce } from '../idempotent';
import { parsed, readJson } from '../json';
import { sendFile } from '../send-file';
import { perform, Refused, type VerbRefusal } from '../verbs';
import { hidesFor } from './anomaly-view';
import { shownCase } from './case-wire';
import { caseOf } from './cases';

const text = z.string().trim().min(1).max(4000).optional();
const code = z.string().min(1).max(200).optional();
/** Each optional unless the verb needs it. */
export const VerbFields = z.strictObject({
  comment: text,
  to: code,
  until: z.string().max(40).optional(),
  into: code,
  reason: text,
  answer: z.enum(ANSWERS).optional(),
  answer_version: z.number().int().min(1).max(2_000_000_000).optional(),
  cause: z.enum(CAUSES).optional(),
  planned_on: z.string().max(10).optional(),
});

const isVerb = (text: string): text is Verb => VERBS.some((verb) => verb === text);

/** What scripts say of a case, and the files that came with answers. */
export const commandRoutes = (deps: Pick<ServerDeps, 'pool' | 'clock'>): Router =>
  Router()
    .post('/cases/:number/:verb', needScope('desk'), async (req, res) => {
      const verb = String(req.params['verb']);
      if (!isVerb(verb)) throw problem(404, 'unknown_verb', `Verbs are ${VERBS.join(', ')}.`);
      const body = withoutEmpty(parsed(VerbFields, await readJson(req, { optional: true })));
      const { actor, role } = callerOf(res);
      const number = String(req.params['number']);
      await answerOnce(deps, req, res, body, async (tx) => {
        await perform(tx, { who: { actor, role }, number, verb, body, file: null, at: deps.clock() }).catch(toProblem);
        const now = await findSummary(tx, number);
        return now && shownCase(now, role);
      });
    })
    .get('/cases/:number/answers/:version/file', needScope('read', 'desk', 'decide'), async (req, res) => {
      const of = await caseOf(deps, req);
      const version = z.coerce.number().int().min(1).max(2_000_000_000).safeParse(req.params['version']);
      const hidden = await hidesFor(deps, res, [of.id]);
      const file = version.success && !hidden.has(of.id) ? await fileOfAnswer(deps.pool, of.id, version.data) : null;
      if (!file) throw problem(404, 'no_file', 'There is no such file.');
      await sendFile(deps.pool, res, file);
    });

/** An absent field is absent, not undefined. */
const withoutEmpty = <T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  // Safe: entries without a value are what is left out.
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };

function toProblem(error: unknown): never {
  throw error instanceof Refused ? refusalProblem(error.refusal) : error;
}

export const refusalProblem = ({ status, code: why, detail, pointer, allowed }: VerbRefusal): Problem =>
  problem(status, why, detail, {
    ...(pointer !== undefined && { errors: [{ pointer, code: why, detail }] }),
    ...(status === 409 && { allowed: allowed ?? [] }),
  });
