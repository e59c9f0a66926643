import { z } from 'zod';
import type { Actor } from '../domain/words';
import { addTask } from './case-effects';
import { tell } from './cases';
import { record } from './events';
import { casesOfMail, flagContact, lockCasesOfLetter } from './mails';
import { type Db, firstRow, rows } from './query';
import { ticketMailFailed } from './tickets/undelivered';

const CLOCK: Actor = { kind: 'clock' };

export interface Bounce {
  /** `hard`: the address takes no mail, for good. `soft`: the mail was late or one box was full. */
  kind: 'hard' | 'soft';
  at: Date;
}

/**
 * The mail system gave a mail back after it had taken it. For good: the contact is marked and each case that the mail asked
 * about goes to the next contact, with a task where there is none. For now: only noted. False when there is no such mail or
 * contact, or when it was known already.
 */
export async function contactBounced(
  tx: Db,
  { mailId, address, ...bounce }: Bounce & ({ mailId: string; address?: never } | { mailId?: never; address: string }),
): Promise<boolean> {
  return mailId === undefined ? addressBounced(tx, address, bounce) : mailBounced(tx, mailId, bounce);
}

const Mail = z.object({ kind: z.string(), contact: z.number().nullable() });

async function mailBounced(tx: Db, mail: string, { kind, at }: Bounce): Promise<boolean> {
  const found = await firstRow(
    tx,
    Mail,
    `update mail set bounced_at = $2, bounce = $3
      where id = $1 and state <> 'cancelled' and (bounce is null or (bounce = 'soft' and $3 = 'hard')) returning kind, contact`,
    [mail, at, kind],
  );
  if (!found) return false;
  await record(tx, at, CLOCK, [
    {
      type: 'mail.bounced',
      subject: found.contact === null ? `mail/${mail}` : `contact/${found.contact}`,
      data: { mail, kind },
    },
  ]);
  if (kind === 'soft') return true;
  if (found.contact !== null) await flagContact(tx, found.contact, at);
  if (found.kind === 'ticket') await ticketMailFailed(tx, mail, at, true);
  else if (found.kind === 'letter') await refuseLetters(tx, await lockCasesOfLetter(tx, mail), mail, at);
  else for (const id of await casesOfMail(tx, mail)) await addTask(tx, id, 'letter_refused', at);
  return true;
}

const Id = z.object({ id: z.number() });

/** Without the mail that it answers, a bounce concerns all that this address was last written. */
async function addressBounced(tx: Db, address: string, { kind, at }: Bounce): Promise<boolean> {
  const contacts = await rows(
    tx,
    Id,
    'select id from contact where lower(email) = lower($1) and ($2 or refused_at is null) order by id for no key update',
    [address, kind === 'soft'],
  );
  for (const { id } of contacts) {
    await record(tx, at, CLOCK, [{ type: 'mail.bounced', subject: `contact/${id}`, data: { kind } }]);
    if (kind === 'soft') continue;
    await flagContact(tx, id, at);
    const asked = await rows(
      tx,
      Id,
      `select id from anomaly_case where contact = $1 and phase in ('notified', 'acknowledged') and letter_sent_at is not null
        order by id for no key update`,
      [id],
    );
    await refuseLetters(
      tx,
      asked.map((of) => of.id),
      null,
      at,
    );
  }
  return contacts.length > 0;
}

/** A case that has moved on refuses the news, and nothing follows. */
async function refuseLetters(tx: Db, ids: readonly number[], mail: string | null, at: Date): Promise<void> {
  for (const id of ids)
    await tell(tx, id, {
      event: { type: 'letter_refused' },
      side: 'clock',
      actor: CLOCK,
      at,
      data: mail === null ? {} : { mail },
    });
}
