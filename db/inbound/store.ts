import { createHash } from 'node:crypto';
import { z } from 'zod';
import { storeFile } from '../files';
import { type Db, firstRow, inQuietTransaction, type Pool, rows, run } from '../query';

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
  envelopeFrom: z.string().nullable(),
  envelopeTo: z.array(z.string()),
  receivedAt: z.date(),
  attempts: z.number(),
  /** As it came. */
  raw: z.instanceof(Buffer),
});
export type ClaimedMail = z.output<typeof Claimed>;

const INBOX_LOCK = 7_310_003;
/** One reader at a time, whichever process it is in, so that mails are handled in the order in which they came. 0 for any other. */
export const inInboxTurn = (pool: Pool, read: () => Promise<number>): Promise<number> =>
  inQuietTransaction(pool, async (tx) => {
    const lock = await firstRow(tx, z.object({ got: z.boolean() }), 'select pg_try_advisory_xact_lock($1) as got', [
      INBOX_LOCK,
    ]);
    return lock?.got ? read() : 0;
  });

const PAGE = 32;
const PAGE_BYTES_MAX = 32 * 1024 * 1024;
/**
 * Takes the oldest mails that nobody has looked at yet, with their bytes, for a lease. One that was begun before comes alone: it
 * may be what ended us then.
 */
export const claimInbound = (db: Db, at: Date, leaseUntil: Date): Promise<ClaimedMail[]> =>
  rows(
    db,
    Claimed,
    `with oldest as (
       select id, size, attempts from inbound_mail where state = 'stored' and (lease_until is null or lease_until < $1) order by id limit ${PAGE}
     ), page as (
       select id, row_number() over upwards as n, sum(size) over upwards as bytes, sum(attempts) over upwards as tries
         from oldest window upwards as (order by id)
     ), claimed as (
       update inbound_mail m set lease_until = $2, attempts = m.attempts + 1 from page p
        where m.id = p.id and m.state = 'stored' and (p.n = 1 or (p.tries = 0 and p.bytes <= ${PAGE_BYTES_MAX})) returning m.*
     )
     select c.id, c.mailbox, c.envelope_from as "envelopeFrom", c.envelope_to as "envelopeTo", c.received_at as "receivedAt", c.attempts,
            coalesce((select string_agg(f.bytes, ''::bytea order by f.number) from file_chunk f where f.sha256 = c.sha256), '') as raw
       from claimed c order by c.id`,
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
