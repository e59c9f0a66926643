import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { hashToken, LINK_RIGHTS, type LinkRight, linkToken } from '../../domain/link';
import type { Actor, Language } from '../../domain/words';
import { record } from '../events';
import { createMail } from '../mails';
import { type Db, firstRow, rows, run } from '../query';

export interface NewForward {
  linkKey: Buffer;
  from: { tokenHash: Buffer; contact: number };
  by: Actor;
  cases: readonly number[];
  to: { name: string; email: string };
  rights: readonly LinkRight[];
  language: Language;
  submission: Buffer;
  at: Date;
}

/**
 * Passes a link on: the colleague gets a link of their own, with these rights on these cases, by the usual post. False when
 * this submission has done so before.
 */
export async function forwardLink(tx: Db, forward: NewForward): Promise<boolean> {
  const { linkKey, from, by, cases, to, rights, language, submission, at } = forward;
  const guest = await firstRow(
    tx,
    z.object({ id: z.number() }),
    `insert into guest (forwarded_by, name, email, submission, created_at) values ($1, $2, $3, $4, $5)
     on conflict (submission) do nothing returning id`,
    [from.tokenHash, to.name, to.email, submission, at],
  );
  if (!guest) return false;
  const mail = randomUUID();
  await createMail(tx, {
    id: mail,
    kind: 'new_link',
    to: to.email,
    cases: cases.map((id) => ({ id, reason: 'forward', comment: null })),
    at,
  });
  await run(tx, 'update mail set language = $2 where id = $1', [mail, language]);
  await run(
    tx,
    'insert into link (token_hash, mail, contact, guest, rights, created_at) values ($1, $2, $3, $4, $5, $6)',
    [hashToken(linkToken(linkKey, mail)), mail, from.contact, guest.id, rights, at],
  );
  await record(
    tx,
    at,
    by,
    cases.map((id) => ({ type: 'link.forwarded', subject: `case/${id}`, data: { guest: guest.id, mail } })),
  );
  return true;
}

const Guest = z.object({
  id: z.number(),
  name: z.string(),
  email: z.string(),
  /** Name of who passed it on. */
  by: z.string().nullable(),
  rights: z.array(z.enum(LINK_RIGHTS)),
  at: z.date(),
  /** Whole, or for the case that was asked about. */
  revoked: z.boolean(),
});
export type Guest = z.output<typeof Guest>;

/** Everybody to whom this link was passed on, and on from them. */
export const guestsBelow = (db: Db, tokenHash: Buffer): Promise<Guest[]> =>
  rows(
    db,
    Guest,
    `with recursive below as (
       select g.id, g.forwarded_by, l.token_hash from guest g join link l on l.guest = g.id where g.forwarded_by = $1
       union all
       select g.id, g.forwarded_by, l.token_hash from below b join guest g on g.forwarded_by = b.token_hash join link l on l.guest = g.id
     )
     select g.id, g.name, g.email, coalesce(pg.name, pc.name) as by, l.rights, g.created_at as at, l.revoked_at is not null as revoked
       from below b join guest g on g.id = b.id join link l on l.token_hash = b.token_hash
       join link p on p.token_hash = b.forwarded_by left join guest pg on pg.id = p.guest left join contact pc on pc.id = p.contact
      order by g.id`,
    [tokenHash],
  );

/** Everybody who has, or had, a link to this case from a colleague. */
export const guestsOfCase = (db: Db, caseId: number): Promise<Guest[]> =>
  rows(
    db,
    Guest,
    `select g.id, g.name, g.email, coalesce(pg.name, pc.name) as by, l.rights, g.created_at as at,
            l.revoked_at is not null or mc.revoked_at is not null as revoked
       from mail_case mc join link l on l.mail = mc.mail join guest g on g.id = l.guest
       join link p on p.token_hash = g.forwarded_by left join guest pg on pg.id = p.guest left join contact pc on pc.id = p.contact
      where mc.case_id = $1 order by g.id`,
    [caseId],
  );

const Addressed = z.object({ name: z.string(), by: z.string().nullable(), mayAnswer: z.boolean() });
export type GuestOfMail = z.output<typeof Addressed>;
/** The colleague to whom this mail brings a link, who passed it on, and whether it lets them answer. */
export const guestOfMail = (db: Db, mail: string): Promise<GuestOfMail | null> =>
  firstRow(
    db,
    Addressed,
    `select g.name, coalesce(pg.name, pc.name) as by, 'submit' = any(l.rights) as "mayAnswer"
       from link l join guest g on g.id = l.guest join link p on p.token_hash = g.forwarded_by
       left join guest pg on pg.id = p.guest left join contact pc on pc.id = p.contact
      where l.mail = $1`,
    [mail],
  );

/** How often a link was passed on before it came here. */
export const forwardsAbove = async (db: Db, tokenHash: Buffer): Promise<number> =>
  (
    await firstRow(
      db,
      z.object({ count: z.number() }),
      `with recursive above as (
         select l.guest from link l where l.token_hash = $1
         union all
         select p.guest from above a join guest g on g.id = a.guest join link p on p.token_hash = g.forwarded_by
       ) select count(guest) as count from above`,
      [tokenHash],
    )
  )?.count ?? 0;

/** Ends a guest's link and all that were made from it; a mail that has not left is cancelled. False when it was ended before. */
export async function revokeGuest(tx: Db, guest: number, by: Actor, at: Date): Promise<boolean> {
  const ended = await rows(
    tx,
    z.object({ mail: z.string() }),
    `with recursive ended as (
       select token_hash from link where guest = $1
       union
       select l.token_hash from ended e join guest g on g.forwarded_by = e.token_hash join link l on l.guest = g.id
     )
     update link set revoked_at = $2 from ended where link.token_hash = ended.token_hash and revoked_at is null returning link.mail`,
    [guest, at],
  );
  const mails = ended.map(({ mail }) => mail);
  if (mails.length === 0) return false;
  await run(tx, `update mail set state = 'cancelled' where id = any($1::uuid[]) and state = 'pending'`, [mails]);
  const cases = await rows(
    tx,
    z.object({ id: z.number() }),
    'select distinct case_id as id from mail_case where mail = any($1::uuid[]) order by 1',
    [mails],
  );
  await record(
    tx,
    at,
    by,
    cases.map(({ id }) => ({ type: 'link.revoked', subject: `case/${id}`, data: { guest } })),
  );
  return true;
}

/** Names of guests by the key under which the log knows them, `guest:3`. */
export const guestNames = async (db: Db, actors: readonly string[]): Promise<Map<string, string>> =>
  new Map(
    (
      await rows(
        db,
        z.object({ key: z.string(), name: z.string() }),
        `select 'guest:' || id as key, name from guest where 'guest:' || id = any($1::text[])`,
        [actors],
      )
    ).map(({ key, name }) => [key, name]),
  );

const Contact = z.object({ email: z.string() });
export const emailOfContact = async (db: Db, contact: number): Promise<string | null> =>
  (await firstRow(db, Contact, 'select email from contact where id = $1', [contact]))?.email ?? null;

/** Code of the contact with this address; null when the register does not know it. */
export const contactAt = async (db: Db, email: string): Promise<string | null> =>
  (
    await firstRow(
      db,
      z.object({ code: z.string() }),
      'select code from contact where lower(email) = lower($1) order by id limit 1',
      [email],
    )
  )?.code ?? null;
