import { type ClaimedMail, rememberReply } from '../db/mails';
import type { Pool } from '../db/query';
import { deskMail, sentToReader } from '../db/tickets/desk-mails';
import { hashToken, replyToken } from '../domain/link';
import { deskLetter } from '../web/letters/desk';
import { translator } from '../web/words';
import { threadOf } from './ticket-thread';

interface MailDeps {
  pool: Pool;
  /** No trailing slash. */
  baseUrl: string;
  linkKey: Buffer;
  replyAddress: string | null;
  centre: { name: string; email: string };
}

/** A mail about a ticket to whose turn it is, who watches, or a desk outside, in words; null when it is to who asked. An answer to it is an answer to them. */
export async function composeForDesk({ pool, baseUrl, linkKey, replyAddress, centre }: MailDeps, mail: ClaimedMail) {
  const of = await deskMail(pool, mail.id);
  if (!of) return null;
  if (of.isGone) return { cancelled: 'its reason has gone' };
  const token = replyToken(linkKey, mail.id);
  if (replyAddress !== null) await rememberReply(pool, mail.id, hashToken(token));
  const t = translator(mail.language);
  return {
    ...deskLetter({ t, centre, of, url: `${baseUrl}/tickets/${of.number}`, repliesAreRead: replyAddress !== null }),
    attachments: [],
    replyTo: replyAddress === null ? null : replyAddress.replace('@', `+${token}@`),
    ...threadOf(of.number, mail.messageId, await sentToReader(pool, mail.id)),
  };
}
