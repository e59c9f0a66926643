import { Router } from 'express';
import { z } from 'zod';
import { readCases } from '../../db/case-row';
import { tellLocked } from '../../db/cases';
import { addReceipt, findDecision, findReceipt, type Receipt, setAppliedVersion } from '../../db/decisions';
import type { Db } from '../../db/query';
import { actorKey } from '../../domain/words';
import { type Caller, callerOf, needScope } from '../auth';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { answerOnce } from '../idempotent';
import { parsed, readJson } from '../json';

export const ReceiptFields = z.strictObject({
  data_version: z.string().min(1).max(200).nullish(),
  run_url: z
    .url({ protocol: /^https?$/ })
    .max(2048)
    .nullish(),
  comment: z.string().max(4000).nullish(),
});

/** What the pipeline did with a decision. */
export const receiptRoutes = (deps: Pick<ServerDeps, 'pool' | 'clock'>): Router =>
  Router().post('/decisions/:id/:kind', needScope('decide'), async (req, res) => {
    const kind = req.params['kind'];
    const id = z.uuid().safeParse(req.params['id']);
    if (kind !== 'applied' && kind !== 'refused') throw problem(404, 'not_found', 'Receipts are applied and refused.');
    const body = parsed(ReceiptFields, await readJson(req, { optional: true }));
    if (!id.success) throw problem(404, 'unknown_decision', 'There is no such decision.');
    const caller = callerOf(res);
    if (caller.role === 'read_only') throw problem(403, 'not_permitted', 'Your role reads only.');
    const receipt: Receipt = {
      decision: id.data,
      kind,
      dataVersion: body.data_version ?? null,
      runUrl: body.run_url ?? null,
      comment: body.comment ?? null,
    };
    await answerOnce(deps, req, res, body, (tx) => take(tx, receipt, caller, deps.clock()));
  });

/** The same receipt twice is one; a decision that a later one has followed takes none. */
async function take(tx: Db, receipt: Receipt, { actor }: Caller, at: Date) {
  const caseId = (await findDecision(tx, receipt.decision))?.caseId;
  const [of] = caseId === undefined ? [] : await readCases(tx, [caseId], true);
  if (!of) throw problem(404, 'unknown_decision', 'There is no such decision.');
  const standing = await findReceipt(tx, receipt.decision, receipt.kind);
  if (standing) return standing;
  if (!(await findDecision(tx, receipt.decision))?.latest)
    throw problem(409, 'superseded', 'A later decision on this case has followed this one.', {
      allowed: [],
      extra: { case: of.number },
    });
  await addReceipt(tx, receipt, actorKey(actor), at);
  const told = await tellLocked(tx, of, {
    event: { type: receipt.kind },
    side: 'pipeline',
    actor,
    at,
    data: { decision: receipt.decision },
  });
  if (!told.ok)
    throw problem(409, told.refusal, `The case in ${of.facts.phase} takes no such receipt.`, {
      allowed: told.allowed.filter((event) => event === 'applied' || event === 'refused'),
      extra: { case: of.number },
    });
  if (receipt.kind === 'applied') await setAppliedVersion(tx, of.id, receipt.dataVersion);
  return findReceipt(tx, receipt.decision, receipt.kind);
}
