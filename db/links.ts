import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { PHASES } from '../domain/case';
import { type LinkState, linkState } from '../domain/link';
import { LANGUAGES } from '../domain/words';
import { createMail } from './mails';
import { type Db, firstRow, rows, run } from './query';

/** The link of a mail, once: the mail may be written again, its token stays the same and only the hash is kept. */
export const addLink = (
  db: Db,
  { tokenHash, mail, contact, at }: { tokenHash: Buffer; mail: string; contact: number | null; at: Date },
): Promise<number> =>
  run(
    db,
    'insert into link (token_hash, mail, contact, created_at) values ($1, $2, $3, $4) on conflict (mail) do nothing',
    [tokenHash, mail, contact, at],
  );

const LinkRow = z.object({
  mail: z.string(),
  contact: z.number().nullable(),
  contactName: z.string().nullable(),
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

/**
 * What a token opens now. Authority is the row: revoked by hand or when the contact has left. A case that went to
 * another supplier is no longer seen by the first.
 */
export async function findLink(db: Db, tokenHash: Buffer, at: Date): Promise<LinkAccess> {
  const link = await firstRow(
    db,
    LinkRow,
    `select l.mail, l.contact, t.name as "contactName", m.language, l.created_at as "createdAt", l.revoked_at as "revokedAt",
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
       from mail_case mc join anomaly_case c on c.id = mc.case_id join contact t on t.id = $2
      where mc.mail = $1 and (c.contact = t.id or c.supplier = t.supplier) order by c.first_time nulls last, c.id`,
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
      where l.token_hash = $1 and coalesce(t.valid_from <= $2::date, true) and coalesce(t.valid_until >= $2::date, true)
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

/** Ends every link to this case that is still alive; the other cases of the same letters lose theirs too. How many. */
export const revokeLinks = (tx: Db, caseId: number, at: Date): Promise<number> =>
  run(
    tx,
    `update link set revoked_at = $2
      where revoked_at is null and mail in (select mail from mail_case where case_id = $1)`,
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
