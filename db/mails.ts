import { z } from 'zod';
import { type LetterReason, NEWS_REASONS } from '../domain/case';
import { type Db, prepared, rows, run } from './query';
import { raiseTask } from './tasks';

export interface NewMail {
  id: string;
  kind: 'letter' | 'receipt_chase' | 'new_link';
  contact?: number;
  to?: string;
  cases: { id: number; reason: LetterReason | 'chase' | 'new_link' | 'forward'; comment: number | null }[];
  at: Date;
}

/** One intent, one Message-ID. Written with the reason for it, sent by the post loop: first what is critical, or asked for just now. */
export async function createMail(tx: Db, { id, kind, contact, to, cases, at }: NewMail): Promise<void> {
  await run(
    tx,
    `insert into mail (id, kind, contact, to_email, language, message_id, created_at, not_before, priority)
     select $1::uuid, $2, c.id, coalesce($4, c.email), coalesce(c.language, 'fr'), $1::text || '@vigie', $5, $5,
            case when $2 = 'new_link' or exists (select from anomaly_case where id = any($6::bigint[]) and severity = 'critical') then 0 else 1 end
       from (select $3::int as wanted) w left join contact c on c.id = w.wanted`,
    [id, kind, contact ?? null, to ?? null, at, cases.map((c) => c.id)],
  );
  await run(
    tx,
    `insert into mail_case (mail, case_id, reason, comment)
     select $1, m.case_id, m.reason, m.comment from unnest($2::bigint[], $3::text[], $4::bigint[]) as m (case_id, reason, comment)
     on conflict do nothing`,
    [id, cases.map((c) => c.id), cases.map((c) => c.reason), cases.map((c) => c.comment)],
  );
}

const Claimed = z.object({
  id: z.string(),
  kind: z.enum(['letter', 'receipt_chase', 'new_link', 'webhook_paused', 'checklist', 'hand_over', 'ticket']),
  contact: z.number().nullable(),
  to: z.string(),
  name: z.string().nullable(),
  language: z.enum(['fr', 'en']),
  messageId: z.string(),
  /** How the contact takes mail. */
  format: z.enum(['full', 'text']),
  attempts: z.number(),
  createdAt: z.date(),
});
export type ClaimedMail = z.output<typeof Claimed>;

const CLAIM = prepared(
  `with due as (
       select id from mail where state = 'pending' and not_before <= $1 and (lease_until is null or lease_until < $1)
        order by priority, not_before limit $3 for update skip locked
     ), claimed as (
       update mail set lease_until = $2, attempts = attempts + 1,
              message_id = case when attempts = 0 then mail.id::text || '@' || $4 else message_id end
         from due where mail.id = due.id returning mail.*
     )
     select m.id, m.kind, m.contact, m.to_email as "to", c.name, m.language, m.message_id as "messageId",
            coalesce(c.mail_format, 'full') as format, m.attempts, m.created_at as "createdAt"
       from claimed m left join contact c on c.id = m.contact order by m.priority, m.not_before`,
);
/**
 * Takes up to `limit` mails that may leave, for a lease: another `work` process passes them over meanwhile. What is urgent goes first.
 * With its first attempt a mail has its Message-ID for good, under `host`.
 */
export const claimMails = (db: Db, at: Date, leaseUntil: Date, limit: number, host: string): Promise<ClaimedMail[]> =>
  rows(db, Claimed, CLAIM, [at, leaseUntil, limit, host]);

/** SQL: case `c` is still asking this contact, who has not asked for no more mail; a letter sent again also serves one who has answered, a reply anybody. */
export const letterHolds = (contact: string, reason: string): string =>
  `c.contact = ${contact} and not exists (select from contact k where k.id = c.contact and k.declined_at is not null)
    and (c.phase in ('notified', 'acknowledged') or (${reason} = 'resent' and c.phase = 'answered') or ${reason} = 'reply')
    and case ${reason} when 'all_resolved' then c.source_recovered_at is not null when 'new_anomalies' then c.source_recovered_at is null
                   when 'some_resolved' then c.source_recovered_at is null else true end`;

const MailCase = z.object({ caseId: z.number(), reason: z.string(), comment: z.string().nullable() });
export type MailCase = z.output<typeof MailCase>;
/**
 * The cases of a mail whose reason still holds at this moment: a letter while its contact is being asked, a chase while the
 * decision waits for its receipt, a fresh link while the case is readable. Cruise by cruise, in the order of their time.
 */
export const liveCases = (db: Db, mail: string): Promise<MailCase[]> =>
  rows(
    db,
    MailCase,
    `select mc.case_id as "caseId", mc.reason, message.text as comment
       from mail_case mc join mail m on m.id = mc.mail join anomaly_case c on c.id = mc.case_id left join message on message.id = mc.comment
      where mc.mail = $1 and case m.kind
              when 'letter' then ${letterHolds('m.contact', 'mc.reason')}
              when 'receipt_chase' then c.phase = 'applying'
              else true end
      order by min(c.first_time) over (partition by c.cruise) nulls last, c.cruise, c.first_time nulls last, c.id`,
    [mail],
  );

/** A reply to this mail, and news of its delivery, are known by this hash. */
export const rememberReply = (db: Db, mail: string, replyHash: Buffer): Promise<number> =>
  run(db, 'update mail set reply_hash = $2 where id = $1 and reply_hash is null', [mail, replyHash]);

export type Settled =
  | { state: 'sent' }
  | { state: 'cancelled'; trouble: string }
  /** `badAddress`: the server said no for good, so the contact needs a look. */
  | { state: 'refused'; trouble: string; badAddress: boolean }
  | { state: 'pending'; trouble: string; notBefore: Date };

const SETTLE = prepared(
  `update mail set state = $2, trouble = $3, not_before = coalesce($4, not_before), lease_until = null,
            sent_at = case when $2 = 'sent' then $5::timestamptz end
      where id = $1 and state = 'pending'`,
);
/** Ends the lease: sent, refused, cancelled, or to be tried again. False when the mail was settled already. */
export const settleMail = async (tx: Db, id: string, settled: Settled, at: Date): Promise<boolean> =>
  (await run(tx, SETTLE, [
    id,
    settled.state,
    'trouble' in settled ? settled.trouble : null,
    'notBefore' in settled ? settled.notBefore : null,
    at,
  ])) > 0;

/** Keeps a mail ours while its sending takes long. */
export const renewLease = (db: Db, id: string, leaseUntil: Date): Promise<number> =>
  run(db, `update mail set lease_until = $2 where id = $1 and state = 'pending'`, [id, leaseUntil]);

/** The address takes no mail: others are written to first, and somebody finds out the right one. */
export async function flagContact(tx: Db, contact: number, at: Date): Promise<void> {
  await run(tx, 'update contact set refused_at = $2 where id = $1', [contact, at]);
  await raiseTask(tx, `contact/${contact}`, 'letter_refused', at);
}

/**
 * Cases of a letter that are still with the contact it went to, locked in id order: the post's news is about them. `asked`: only
 * those that it asks about.
 */
export const lockCasesOfLetter = async (tx: Db, mail: string, asked = false): Promise<number[]> =>
  (
    await rows(
      tx,
      z.object({ id: z.number() }),
      `select mc.case_id as id from mail_case mc join mail m on m.id = mc.mail join anomaly_case c on c.id = mc.case_id
        where mc.mail = $1 and m.kind = 'letter' and c.contact = m.contact and not ($2 and mc.reason = any($3::text[]))
        order by mc.case_id for no key update of c`,
      [mail, asked, NEWS_REASONS],
    )
  ).map(({ id }) => id);

export const casesOfMail = async (db: Db, mail: string): Promise<number[]> =>
  (
    await rows(
      db,
      z.object({ id: z.number() }),
      'select case_id as id from mail_case where mail = $1 order by case_id',
      [mail],
    )
  ).map(({ id }) => id);
