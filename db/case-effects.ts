import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Effect, LetterReason } from '../domain/case';
import { type Case, saveFacts } from './case-row';
import { publishDecision } from './decisions';
import { addLetterLine } from './letter-agenda';
import { createMail } from './mails';
import { type Db, firstRow, run } from './query';

/** Writes what a transition demands, in its transaction. Nothing is sent from here. */
export async function carryOut(
  tx: Db,
  of: Case,
  effects: readonly Effect[],
  at: Date,
  comment: number | null,
): Promise<void> {
  for (const effect of effects) {
    switch (effect.kind) {
      case 'letter':
        await askForLetter(tx, of, effect.reason, effect.alone, at, comment);
        break;
      case 'publish_decision':
        await publishDecision(tx, of, at);
        break;
      case 'chase_receipt':
        await chaseReceipt(tx, of, at);
        break;
      case 'task':
        await addTask(tx, of.id, effect.code, at);
        break;
    }
  }
}

export const addTask = (tx: Db, caseId: number, code: string, at: Date): Promise<number> =>
  run(tx, 'insert into task (case_id, code, created_at) values ($1, $2, $3) on conflict do nothing', [
    caseId,
    code,
    at,
  ]);

const MINUTE_MS = 60_000;
/** A line in the contact's next letter; a letter of its own leaves at once. */
async function askForLetter(
  tx: Db,
  of: Case,
  reason: LetterReason,
  alone: boolean,
  at: Date,
  comment: number | null,
): Promise<void> {
  if (!of.facts.contact) throw new Error(`case ${of.id} has nobody to write to`);
  const contact = Number(of.facts.contact);
  if (alone)
    return createMail(tx, { id: randomUUID(), kind: 'letter', contact, cases: [{ id: of.id, reason, comment }], at });
  const letterDueAt = await addLetterLine(tx, { contact, caseId: of.id, reason, comment, at });
  if (letterDueAt && letterDueAt.getTime() > at.getTime() + MINUTE_MS)
    await saveFacts(tx, of, { ...of.facts, letterDueAt });
}

/** The pipeline's owner is reminded of a decision that has no receipt; then, or without an owner, the desk has a task. */
async function chaseReceipt(tx: Db, of: Case, at: Date): Promise<void> {
  const owner = await firstRow(
    tx,
    z.object({ email: z.string() }),
    'select owner_email as email from source where code = $1 and owner_email is not null',
    [of.about.source],
  );
  if (!owner || of.facts.chases > 1) return void (await addTask(tx, of.id, 'receipt_missing', at));
  await createMail(tx, {
    id: randomUUID(),
    kind: 'receipt_chase',
    to: owner.email,
    cases: [{ id: of.id, reason: 'chase', comment: null }],
    at,
  });
}
