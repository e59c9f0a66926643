import { z } from 'zod';
import { TICKET_STATES } from '../../domain/ticket/words';
import { LANGUAGES } from '../../domain/words';
import { type Db, firstRow } from '../query';
import { toRequester } from '../tickets/mails';

const Row = z.object({
  ticket: z.number(),
  requester: z.number(),
  language: z.enum(LANGUAGES),
  state: z.enum(TICKET_STATES),
  stateSince: z.date(),
  createdAt: z.date(),
  revokedAt: z.date().nullable(),
  erasedAt: z.date().nullable(),
});
/** A link that opens the ticket of one requester. */
export type OpenTicketLink = Pick<z.output<typeof Row>, 'ticket' | 'requester' | 'language'>;
export type TicketAccess = { kind: 'unknown' } | { kind: 'dead' } | ({ kind: 'alive' } & OpenTicketLink);

const READ_MS = 30 * 86_400_000;
const isOver = ({ state }: z.output<typeof Row>): boolean => state === 'closed' || state === 'merged';

const FOUND = `select t.id as ticket, r.id as requester, t.language, t.state, t.state_since as "stateSince", l.created_at as "createdAt",
       l.revoked_at as "revokedAt", r.erased_at as "erasedAt"
  from link l join ticket_mail m on m.mail = l.mail and m.person is null join ticket t on t.id = m.ticket
  join requester r on r.id = t.requester where l.token_hash = $1`;

/** What a token opens now. Authority is the row: it lives as long as its ticket, and reads for 30 days longer. */
export async function findTicketLink(db: Db, tokenHash: Buffer, at: Date): Promise<TicketAccess> {
  const row = await firstRow(db, Row, FOUND, [tokenHash]);
  if (!row) return { kind: 'unknown' };
  const from = Math.max(row.stateSince.getTime(), row.createdAt.getTime());
  const isDead = row.revokedAt || row.erasedAt || (isOver(row) && at.getTime() >= from + READ_MS);
  return isDead ? { kind: 'dead' } : { kind: 'alive', ...row };
}

/** A fresh link for a dead one, to the registered address and no other; none for a link that was withdrawn. */
export async function orderFreshTicketLink(tx: Db, tokenHash: Buffer, at: Date): Promise<boolean> {
  const row = await firstRow(tx, Row, FOUND, [tokenHash]);
  if (!row || row.erasedAt || row.revokedAt) return false;
  await toRequester(tx, row.ticket, 'new_link', { at, message: null });
  return true;
}
