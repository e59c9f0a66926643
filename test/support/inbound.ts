import pino from 'pino';
import { z } from 'zod';
import { type InboxDeps, readInbox } from '../../activities/loops/inbox';
import { storeMail } from '../../db/inbound/store';
import { inTransaction, type Pool, rows, run } from '../../db/query';
import { hashToken, replyToken } from '../../domain/link';
import { type Parser, startParser } from '../../mail/inbound/parser';
import { readCorrections } from '../../server/supplier/correction';
import { displayName, troubleOf } from '../../server/uploads';
import { AT } from './facts';
import { LINK_KEY } from './letters';

export const AUTHSERV = 'mx.example.org';

let parser: Parser | null = null;
/** As `cli/inbound.ts` wires it. */
export function inboxDeps(pool: Pool, patch: Partial<InboxDeps> = {}): InboxDeps {
  parser ??= startParser();
  return {
    pool,
    clock: () => AT,
    log: pino({ level: 'silent' }),
    parser,
    authservId: AUTHSERV,
    ours: ['qualite@example.org', 'vigie@example.org'],
    examine: (name, bytes) => ({ name: displayName(name), trouble: troubleOf(displayName(name), bytes) }),
    readCorrections,
    ...patch,
  };
}

/** The address to which a mail of ours is answered. */
export async function replyAddress(pool: Pool, mail: string): Promise<string> {
  const token = replyToken(LINK_KEY, mail);
  await run(pool, 'update mail set reply_hash = $2 where id = $1', [mail, hashToken(token)]);
  return `qualite+${token}@example.org`;
}

let written = 0;
/** A reply as our own mail server hands it on: a person's, with a verdict that says it is theirs. */
export function aReply({
  from,
  to,
  body,
  head = [],
  verdict = `${AUTHSERV}; dmarc=pass header.from=example.org`,
  type = 'text/plain; charset=utf-8',
}: {
  from: string;
  to: string;
  body: string;
  head?: string[];
  verdict?: string | null;
  type?: string;
}): Buffer {
  written += 1;
  return Buffer.from(
    [
      ...(verdict === null ? [] : [`Authentication-Results: ${verdict}`]),
      ...head,
      `From: Anne Le Goff <${from}>`,
      `To: SISMER <${to}>`,
      ...(head.some((line) => line.startsWith('Subject:')) ? [] : ['Subject: Re: Thalassa']),
      ...(head.some((line) => line.startsWith('Message-ID:'))
        ? []
        : [`Message-ID: <reply-${written}@ship.example.org>`]),
      `Content-Type: ${type}`,
      '',
      ...body.split('\n'),
      '',
    ].join('\r\n'),
  );
}

const Kept = z.object({
  id: z.number(),
  state: z.string(),
  reason: z.string().nullable(),
  class: z.string().nullable(),
  verdict: z.string().nullable(),
  body: z.string().nullable(),
  steps: z.array(z.object({ step: z.string(), outcome: z.string() })),
  cases: z.array(
    z.object({
      state: z.string(),
      reason: z.string().nullable(),
      code: z.string().nullable(),
      comment: z.string().nullable(),
    }),
  ),
  files: z.array(z.object({ name: z.string(), trouble: z.string().nullable(), kept: z.boolean() })),
});
export type KeptMail = z.output<typeof Kept>;

/** Every inbound mail, the oldest first. */
export const inboundMails = (pool: Pool): Promise<KeptMail[]> =>
  rows(
    pool,
    Kept,
    `select id, state, reason, class, verdict, body, steps,
            coalesce((select json_agg(json_build_object('state', c.state, 'reason', c.reason, 'code', c.code, 'comment', c.comment) order by c.case_id)
                        from inbound_case c where c.inbound = m.id), '[]') as cases,
            coalesce((select json_agg(json_build_object('name', f.name, 'trouble', f.trouble, 'kept', f.sha256 is not null) order by f.number)
                        from inbound_file f where f.inbound = m.id), '[]') as files
       from inbound_mail m order by id`,
  );

export const store = (
  pool: Pool,
  raw: Buffer,
  envelopeFrom: string | null = null,
  at = AT,
): Promise<{ id: number; isNew: boolean }> =>
  inTransaction(pool, (tx) => storeMail(tx, { mailbox: 'test', raw, envelopeFrom, envelopeTo: [], at }));

/** Takes a mail in and handles it; what was made of it. */
export async function receive(deps: InboxDeps, raw: Buffer, envelopeFrom: string | null = null): Promise<KeptMail> {
  const { id } = await store(deps.pool, raw, envelopeFrom, deps.clock());
  await readInbox(deps);
  const kept = (await inboundMails(deps.pool)).find((mail) => mail.id === id);
  if (!kept) throw new Error('the mail is gone');
  return kept;
}

const Answer = z.object({
  code: z.string(),
  comment: z.string().nullable(),
  author: z.string(),
  file: z.string().nullable(),
});
export const answersTo = (pool: Pool, caseId: number): Promise<z.output<typeof Answer>[]> =>
  rows(
    pool,
    Answer,
    'select code, comment, author, file_name as file from answer where case_id = $1 order by version',
    [caseId],
  );
