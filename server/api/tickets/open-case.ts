import { Router } from 'express';
import { z } from 'zod';
import { postDeps } from '../../../db/ingest/post';
import { callerOf, needScope } from '../../auth';
import type { ServerDeps } from '../../deps';
import { answerAgain } from '../../idempotent';
import { parsed, readJson } from '../../json';
import { openCase, REMARK_TEXT_MAX } from '../../tickets/open-case';
import { refusalProblem } from '../commands';
import { standAfter } from './read';
import { withoutEmpty } from './write';

const code = z.string().trim().min(1).max(200).nullish();
/** Each is as the ticket knows it unless it is said. */
export const RemarkBody = z
  .strictObject({
    dataset: code.describe('Needed unless the cruise of the ticket has only one.'),
    cruise: code,
    platform: code,
    sensor: code,
    parameter: code,
    time_range: z.strictObject({ start: z.string().max(40), end: z.string().max(40) }).nullish(),
    text: z.string().trim().min(1).max(REMARK_TEXT_MAX).nullish().describe('What is wrong; the supplier reads it.'),
  })
  .meta({ id: 'Remark' });

/** A ticket becomes a case; said again it is the same case. */
export function openCaseRoute({ pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>): Router {
  const posts = postDeps(pool, clock);
  return Router().post('/tickets/:number/open-case', needScope('desk'), async (req, res) => {
    const fields = withoutEmpty(parsed(RemarkBody, await readJson(req, { optional: true })));
    const { actor, role } = callerOf(res);
    const number = String(req.params['number']);
    await answerAgain({ pool, clock }, req, res, fields, async () => {
      const done = await openCase({ pool, clock, posts }, { who: { actor, role }, number, fields });
      if (!done.ok) throw refusalProblem(done);
      return { status: 200, body: await standAfter(pool, number, res) };
    });
  });
}
