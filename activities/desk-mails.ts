import { readFileChunks } from '../db/files';
import { type ClaimedMail, rememberReply } from '../db/mails';
import type { Pool } from '../db/query';
import { deskMail, sentToReader } from '../db/tickets/desk-mails';
import { filesOfMessages, type SentAlong } from '../db/tickets/outside-mails';
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
  const along = of.about === 'handed_out' ? fitting(await filesOfMessages(pool, of.messages)) : [];
  const url = `${baseUrl}/tickets/${of.number}`;
  return {
    ...deskLetter({ t, centre, of, attached: along.length, url, repliesAreRead: replyAddress !== null }),
    attachments: await Promise.all(along.map((file) => attached(pool, file))),
    replyTo: replyAddress === null ? null : replyAddress.replace('@', `+${token}@`),
    ...threadOf(of.number, mail.messageId, await sentToReader(pool, mail.id)),
  };
}

/** What most mailboxes take, before it is encoded. */
const ALONG_BYTES_MAX = 15 * 1024 * 1024;
/** As many as one mail carries, in their order. */
function fitting(files: readonly SentAlong[]): SentAlong[] {
  let size = 0;
  return files.filter((file) => {
    const fits = size + file.size <= ALONG_BYTES_MAX;
    if (fits) size += file.size;
    return fits;
  });
}

async function attached(pool: Pool, { sha256, name }: SentAlong) {
  const chunks: Buffer[] = [];
  for await (const chunk of readFileChunks(pool, sha256)) chunks.push(chunk);
  return { filename: name, content: Buffer.concat(chunks), contentType: 'application/octet-stream' };
}
