import type { Actor } from '../domain/words';
import { addTask } from './case-effects';
import { tell } from './cases';
import { checklistOfMail } from './checklists/rows';
import { type ClaimedMail, casesOfMail, flagContact, lockCasesOfLetter, type Settled, settleMail } from './mails';
import { poke } from './outbox';
import type { Db } from './query';
import { raiseTask } from './tasks';
import { ticketMailFailed } from './tickets/undelivered';

const CLOCK: Actor = { kind: 'clock' };

/** Whether the end of an attempt concerns nothing but the mail itself. */
export const concernsNobody = (mail: ClaimedMail, { state }: Settled): boolean =>
  state === 'pending' || (state === 'sent' && mail.kind !== 'letter');

/** Ends an attempt: the mail's own state, and what it means for the cases it was about. Nothing when it was settled already. */
export async function settlePost(tx: Db, mail: ClaimedMail, settled: Settled, at: Date): Promise<void> {
  if (!(await settleMail(tx, mail.id, settled, at)) || settled.state === 'pending') return;
  if (settled.state === 'refused' && settled.badAddress && mail.contact !== null)
    await flagContact(tx, mail.contact, at);
  if (settled.state === 'cancelled')
    await poke(
      tx,
      (await casesOfMail(tx, mail.id)).map((id) => ({ kind: 'case', id })),
    );
  else if (mail.kind === 'checklist') await checklistEnded(tx, mail, settled.state, at);
  else if (mail.kind === 'letter') await tellCases(tx, mail, settled.state, at);
  else if (settled.state === 'refused') await refused(tx, mail, settled.badAddress, at);
}

async function refused(tx: Db, mail: ClaimedMail, badAddress: boolean, at: Date): Promise<void> {
  if (mail.kind === 'ticket') await ticketMailFailed(tx, mail.id, at, badAddress);
  for (const id of await casesOfMail(tx, mail.id)) await addTask(tx, id, 'letter_refused', at);
}

/** Of a contact the register says already whose address it was; a chief scientist stands on the cruise. */
async function checklistEnded(tx: Db, mail: ClaimedMail, state: 'sent' | 'refused', at: Date): Promise<void> {
  const found = state === 'refused' && mail.contact === null ? await checklistOfMail(tx, mail.id) : null;
  if (found) await raiseTask(tx, `checklist/${found.id}`, 'letter_refused', at);
}

/** A case that has moved on refuses the news, and nothing follows. */
async function tellCases(tx: Db, mail: ClaimedMail, state: 'sent' | 'refused', at: Date): Promise<void> {
  for (const id of await lockCasesOfLetter(tx, mail.id, state === 'sent'))
    await tell(tx, id, {
      event: { type: `letter_${state}` },
      side: 'clock',
      actor: CLOCK,
      at,
      data: { mail: mail.id },
    });
}
