import { compose } from '../../activities/letters';
import type { Composed } from '../../activities/letters';
import { claimMails, settleMail } from '../../db/mails';
import { inTransaction, type Pool } from '../../db/query';
import { addTicketMessage } from '../../db/tickets/messages';
import { tellTicket } from '../../db/tickets/tell';
import type { TicketEvent } from '../../domain/ticket/ticket';
import { AT } from './facts';
import { LINK_KEY } from './letters';

export interface SentMail extends Composed {
  to: string;
  messageId: string;
  token: string;
}
/** Sends what waits, and gives what went to who asked. */
export async function deliver(pool: Pool, at = AT): Promise<SentMail[]> {
  const deps = {
    pool,
    baseUrl: 'http://vigie.example.org',
    linkKey: LINK_KEY,
    replyAddress: 'aide@example.org',
    centre: { name: 'SISMER', email: 'aide@example.org' },
  };
  const sent: SentMail[] = [];
  for (const mail of await claimMails(pool, at, new Date(at.getTime() + 1000), 50, 'example.org')) {
    const composed = await compose(deps, mail, at);
    const isCancelled = 'cancelled' in composed;
    await settleMail(
      pool,
      mail.id,
      isCancelled ? { state: 'cancelled', trouble: composed.cancelled } : { state: 'sent' },
      at,
    );
    if (isCancelled) continue;
    const token = /\/t\/(dql_[\w-]{43})/.exec(composed.text)?.[1] ?? '';
    sent.push({ ...composed, to: mail.to, messageId: mail.messageId, token });
  }
  return sent;
}

const ALIX = { kind: 'person', id: 'alix' } as const;
/** Alix of the desk writes: to who asked, or between colleagues. */
export async function deskSays(pool: Pool, ticket: number, text: string, visibility: 'public' | 'internal' = 'public') {
  const said = { side: 'desk', visibility, channel: 'console', text, actor: ALIX, at: AT } as const;
  const done = await inTransaction(pool, (tx) => addTicketMessage(tx, ticket, said));
  if (!done?.told.ok) throw new Error('the desk was refused');
}
export async function deskDoes(pool: Pool, ticket: number, event: TicketEvent) {
  const told = await inTransaction(pool, (tx) => tellTicket(tx, ticket, { event, side: 'desk', actor: ALIX, at: AT }));
  if (!told?.ok) throw new Error(`${event.type} was refused`);
}
