import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { PHASES } from '../domain/case';
import { LINK_RIGHTS, type LinkState, linkState } from '../domain/link';
import { type Actor, LANGUAGES } from '../domain/words';
import { createMail } from './mails';
import { type Db, firstRow, prepared, rows, run } from './query';

interface NewLink {
  tokenHash: Buffer;
  mail: string;
  contact: number | null;
  at: Date;
}
/** The link of a mail, once: the mail may be written again, its token stays the same and only the hash is kept. */
export const addLink = (db: Db, { tokenHash, mail, contact, at }: NewLink): Promise<number> =>
  run(
    db,
    'insert into link (token_hash, mail, contact, created_at) values ($1, $2, $3, $4) on conflict (mail) do nothing',
    [tokenHash, mail, contact, at],
  );

const LINK_AND_REPLY = prepared(
  `with reply as (update mail set reply_hash = $5 where id = $2 and $5::bytea is not null and reply_hash is null)
     insert into link (token_hash, mail, contact, created_at) values ($1, $2, $3, $4) on conflict (mail) do nothing`,
);
/** The link of a mail, and by which hash a reply to it is known; null: replies are not read. */
export const addLinkAndReply = (db: Db, link: NewLink, replyHash: Buffer | null): Promise<number> =>
  run(db, LINK_AND_REPLY, [link.tokenHash, link.mail, link.contact, link.at, replyHash]);

const LinkRow = z.object({
  mail: z.string(),
  contact: z.number().nullable(),
  /** Somebody to whom the contact, or another guest, has forwarded it. */
  guest: z.number().nullable(),
  rights: z.array(z.enum(LINK_RIGHTS)),
  language: z.enum(LANGUAGES),
  createdAt: z.date(),
  revokedAt: z.date().nullable(),
  sentAt: z.date().nullable(),
  contactValid: z.boolean(),
});
const CaseRow = z.object({
  id: z.number(),
  number: z.string(),
  phase: z.enum(PHASES),
  phaseSince: z.date(),
});
export type LinkCase = z.output<typeof CaseRow> & { state: Exclude<LinkState, 'dead'> };
/** A link that opens something: the cases it may see, in data time. */
export type OpenLink = z.output<typeof LinkRow> & { cases: LinkCase[] };
export type LinkAccess = { kind: 'unknown' } | { kind: 'dead' } | ({ kind: 'alive' } & OpenLink);

/** Who speaks by a link. */
export const authorOf = ({ contact, guest }: Pick<OpenLink, 'contact' | 'guest'>): Actor =>
  guest === null ? { kind: 'contact', id: String(contact ?? 0) } : { kind: 'guest', id: String(guest) };

/**
 * What a token opens now. Authority is the row: revoked by hand, whole or for a case, or when the contact has left. A case that
 * went to another supplier is no longer seen by the first; one that was merged into another shows that one.
 */
export async function findLink(db: Db, tokenHash: Buffer, at: Date): Promise<LinkAccess> {
  const link = await firstRow(
    db,
    LinkRow,
    `select l.mail, l.contact, l.guest, l.rights, m.language, l.created_at as "createdAt", l.revoked_at as "revokedAt",
            m.sent_at as "sentAt",
            t.id is not null and coalesce(t.valid_from <= $2::date, true) and coalesce(t.valid_until >= $2::date, true) as "contactValid"
       from link l join mail m on m.id = l.mail left join contact t on t.id = l.contact where l.token_hash = $1`,
    [tokenHash, at.toISOString().slice(0, 10)],
  );
  if (!link) return { kind: 'unknown' };
  const linked = await rows(
    db,
    CaseRow,
    `select c.id, c.number, c.phase, c.phase_since as "phaseSince"
       from mail_case mc join anomaly_case o on o.id = mc.case_id join contact t on t.id = $2
       left join anomaly_case i on i.id = o.merged_into and (i.contact = t.id or i.supplier = t.supplier)
       join anomaly_case c on c.id = coalesce(i.id, o.id)
      where mc.mail = $1 and mc.revoked_at is null and (c.contact = t.id or c.supplier = t.supplier)
      group by c.id order by c.first_time nulls last, c.id`,
    [link.mail, link.contact],
  );
  const cases = linked.flatMap((of) => {
    const state = linkState(link, of, at);
    return state === 'dead' ? [] : [{ ...of, state }];
  });
  return cases.length === 0 ? { kind: 'dead' } : { kind: 'alive', ...link, cases };
}

/**
 * A fresh link for a dead one, to the registered address of a contact who may still be written to. False when there is
 * none; who asks is told the same either way.
 */
export async function orderFreshLink(tx: Db, tokenHash: Buffer, at: Date): Promise<boolean> {
  const found = await rows(
    tx,
    z.object({ contact: z.number(), caseId: z.number() }),
    `select t.id as contact, c.id as "caseId"
       from link l join contact t on t.id = l.contact join mail_case mc on mc.mail = l.mail join anomaly_case c on c.id = mc.case_id
      where l.token_hash = $1 and l.guest is null
        and coalesce(t.valid_from <= $2::date, true) and coalesce(t.valid_until >= $2::date, true)
        and (c.contact = t.id or c.supplier = t.supplier) order by c.id`,
    [tokenHash, at.toISOString().slice(0, 10)],
  );
  const contact = found[0]?.contact;
  if (contact === undefined) return false;
  await createMail(tx, {
    id: randomUUID(),
    kind: 'new_link',
    contact,
    cases: found.map(({ caseId }) => ({ id: caseId, reason: 'new_link', comment: null })),
    at,
  });
  return true;
}

/** This case is no longer opened by any link that has been sent; what the same letters open besides stays. How many links. */
export const revokeLinks = (tx: Db, caseId: number, at: Date): Promise<number> =>
  run(
    tx,
    `update mail_case mc set revoked_at = $2 from link l
      where (mc.case_id = $1 or mc.case_id in (select id from anomaly_case where merged_into = $1))
        and mc.revoked_at is null and l.mail = mc.mail and l.revoked_at is null`,
    [caseId, at],
  );

/** Message-IDs of the mails that this contact has had about these cases before this one, the first first. */
export const earlierMessageIds = async (db: Db, mail: string): Promise<string[]> =>
  (
    await rows(
      db,
      z.object({ messageId: z.string() }),
      `select o.message_id as "messageId" from mail m join mail o on o.id <> m.id and o.contact = m.contact and o.kind = 'letter' and o.state = 'sent'
        where m.id = $1 and exists (select from mail_case a join mail_case b on b.case_id = a.case_id where a.mail = m.id and b.mail = o.id)
        order by o.sent_at, o.id limit 20`,
      [mail],
    )
  ).map(({ messageId }) => messageId);
