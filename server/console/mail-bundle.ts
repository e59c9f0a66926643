import { randomUUID } from 'node:crypto';
import { findSummary } from '../../db/case-list';
import { keepSet } from '../../db/conversation/answer-sets';
import { lockCasesOfMail, lockProposal, settleProposal } from '../../db/inbound/decide';
import { inTransaction, type Pool } from '../../db/query';
import type { AnswerCode } from '../../domain/answer';
import { actorKey } from '../../domain/words';
import { allowedVerbs, perform, type VerbBody, type Who } from '../verbs';

interface Bundle {
  id: number;
  who: Who;
  answer: AnswerCode;
  comment: string;
  at: Date;
}

/**
 * What a doubtful mail says is the answer to all of its cases that still take one, as one set: how many. The others go on
 * waiting for a person. Throws `Refused`; then nothing was answered.
 */
export const confirmBundle = (pool: Pool, { id, who, answer, comment, at }: Bundle): Promise<number> =>
  inTransaction(pool, async (tx) => {
    const set = randomUUID();
    const body: VerbBody = { answer, ...(comment !== '' && { comment }) };
    let answered = 0;
    for (const number of await lockCasesOfMail(tx, id)) {
      const of = await findSummary(tx, number);
      if (!of || !allowedVerbs(of.phase, who.role).includes('answer') || !(await lockProposal(tx, id, number)))
        continue;
      await perform(tx, { who, number, verb: 'answer', body, file: null, at, set });
      await settleProposal(tx, { id, number, state: 'applied', code: answer, why: null, actor: who.actor, at });
      answered += 1;
    }
    if (answered > 1) await keepSet(tx, { id: set, code: answer, author: actorKey(who.actor), reach: null, at });
    return answered;
  });
