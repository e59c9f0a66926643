import { createHash } from 'node:crypto';
import { z } from 'zod';
import { storeFile } from '../files';
import { type Db, firstRow, rows, run } from '../query';

/** A mail as it came through one of our doors. */
export interface Received {
  /** Which door. */
  mailbox: string;
  raw: Buffer;
  /** Empty for the null path; null when the door does not know. */
  envelopeFrom: string | null;
  envelopeTo: readonly string[];
  at: Date;
  /** Set aside at once, for a reason that only the door knows. */
  reason?: 'too_large';
}

/** Keeps the bytes, once: the same bytes that come again are the same mail. True when it is new. */
export async function storeMail(tx: Db, { raw, at, ...mail }: Received): Promise<{ id: number; isNew: boolean }> {
  const sha256 = createHash('sha256').update(raw).digest();
  await storeFile(tx, sha256, raw.length, piecesOf(raw), at);
  const stored = await firstRow(
    tx,
    z.object({ id: z.number(), isNew: z.boolean() }),
    `insert into inbound_mail as m (mailbox, sha256, size, envelope_from, envelope_to, received_at, state, reason)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (sha256) do update set envelope_to = array(select distinct unnest(m.envelope_to || excluded.envelope_to) order by 1)
     returning id, xmax = 0 as "isNew"`,
    [
      mail.mailbox,
      sha256,
      raw.length,
      mail.envelopeFrom,
      mail.envelopeTo.map((address) => address.toLowerCase()),
      at,
      mail.reason === undefined ? 'stored' : 'quarantined',
      mail.reason ?? null,
    ],
  );
  if (!stored) throw new Error('inbound_mail was not written');
  return stored;
}

const PIECE_BYTES = 1024 * 1024;
// oxlint-disable-next-line typescript/require-await
async function* piecesOf(raw: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < raw.length; at += PIECE_BYTES) yield raw.subarray(at, at + PIECE_BYTES);
}

const Claimed = z.object({
  id: z.number(),
  mailbox: z.string(),
  sha256: z.instanceof(Buffer),
  envelopeFrom: z.string().nullable(),
  envelopeTo: z.array(z.string()),
  receivedAt: z.date(),
  attempts: z.number(),
});
export type ClaimedMail = z.output<typeof Claimed>;

/** Takes the oldest mail that nobody has looked at yet, for a lease; null when there is none. */
export const claimInbound = (db: Db, at: Date, leaseUntil: Date): Promise<ClaimedMail | null> =>
  firstRow(
    db,
    Claimed,
    `with due as (
       select id from inbound_mail where state = 'stored' and (lease_until is null or lease_until < $1)
        order by id limit 1 for update skip locked
     ), claimed as (
       update inbound_mail m set lease_until = $2, attempts = attempts + 1 from due where m.id = due.id returning m.*
     )
     select id, mailbox, sha256, envelope_from as "envelopeFrom", envelope_to as "envelopeTo", received_at as "receivedAt", attempts
       from claimed`,
    [at, leaseUntil],
  );

const Position = z.object({ uidValidity: z.number(), lastUid: z.number(), since: z.date() });
export type Position = z.output<typeof Position>;

export const readPosition = (db: Db, mailbox: string): Promise<Position | null> =>
  firstRow(
    db,
    Position,
    `select uid_validity as "uidValidity", last_uid as "lastUid", since from inbound_position where mailbox = $1`,
    [mailbox],
  );

/** How far a folder has been read: written with the mail that it counts. */
export const savePosition = (tx: Db, mailbox: string, { uidValidity, lastUid, since }: Position): Promise<number> =>
  run(
    tx,
    `insert into inbound_position (mailbox, uid_validity, last_uid, since) values ($1, $2, $3, $4)
     on conflict (mailbox) do update set uid_validity = excluded.uid_validity, last_uid = excluded.last_uid`,
    [mailbox, uidValidity, lastUid, since],
  );
