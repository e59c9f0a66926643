import { addLinkAndReply } from '../db/links';
import type { ClaimedMail } from '../db/mails';
import { mailOfTicket } from '../db/requester/mails';
import type { Pool } from '../db/query';
import { promisedFor } from '../db/sla/promises';
import { hashToken, linkToken, replyToken } from '../domain/link';
import type { Service } from '../web/requester/view';
import { nextOf } from '../web/requester/stand';
import { ticketMail } from '../web/requester/mail-html';
import { translator } from '../web/words';
import { threadOf } from './ticket-thread';

interface MailDeps {
  pool: Pool;
  /** No trailing slash. */
  baseUrl: string;
  linkKey: Buffer;
  /** The mailbox that is read; null: none is. */
  replyAddress: string | null;
  centre: { name: string; email: string };
}

/** A mail to who asked the desk, in words: what is public, with a signed link of its own, in the thread of the earlier ones. */
export async function composeForRequester(
  { pool, baseUrl, linkKey, replyAddress, centre }: MailDeps,
  mail: ClaimedMail,
  at: Date,
) {
  const of = await mailOfTicket(pool, mail.id);
  if (!of || of.isGone) return { cancelled: 'its reason has gone' };
  const { about, name, words, earlier, ...rest } = of;
  const token = linkToken(linkKey, mail.id);
  const reply = replyAddress === null ? null : replyToken(linkKey, mail.id);
  const link = { tokenHash: hashToken(token), mail: mail.id, contact: null, at };
  await addLinkAndReply(pool, link, reply === null ? null : hashToken(reply));
  const replyTo = reply === null ? null : (replyAddress?.replace('@', `+${reply}@`) ?? null);
  const said = {
    ...rest,
    t: translator(mail.language),
    centre,
    kind: about,
    next: nextOf(of, at),
    url: `${baseUrl}/t/${token}`,
    repliesAreRead: replyTo !== null,
  };
  // A confirmation repeats nothing that came from outside: anybody may have typed this address.
  const isConfirmation = about === 'received';
  const asTold = isConfirmation
    ? { name: null, words: null, service: await serviceOf(pool, of) }
    : { name, words, service: null };
  return {
    ...ticketMail({ ...said, ...asTold }),
    attachments: [],
    replyTo,
    ...threadOf(of.number, mail.messageId, earlier),
    ...(isConfirmation ? { confirmation: true as const } : {}),
    ...(asTold.words === null ? {} : { personal: true as const }),
  };
}

/** When the desk works, and what this ticket is promised. */
async function serviceOf(
  pool: Pool,
  facts: Parameters<typeof promisedFor>[1] & { book: string },
): Promise<Service | null> {
  const promised = await promisedFor(pool, facts, facts.book);
  const calendar = promised?.by.at(-1)?.calendar;
  return promised && calendar ? { calendar, responseMinutes: promised.policy.responseMinutes } : null;
}
