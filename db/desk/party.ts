import { z } from 'zod';
import { type Db, firstRow, rows } from '../query';

const Person = z.object({
  id: z.number(),
  code: z.string(),
  name: z.string(),
  email: z.string(),
  language: z.string(),
  supplier: z.string().nullable(),
  supplierName: z.string().nullable(),
  refused: z.boolean(),
});
export type CorrespondingPerson = z.output<typeof Person>;
const PERSON = `select k.id, k.code, k.name, k.email, k.language, k.supplier, s.name as "supplierName", k.refused_at is not null as refused
                  from contact k left join supplier s on s.code = k.supplier`;

/** Somebody outside the desk who asks, or is asked. */
export const findCorrespondent = (db: Db, code: string): Promise<CorrespondingPerson | null> =>
  firstRow(db, Person, `${PERSON} where k.code = $1`, [code]);
export const correspondentsOf = (db: Db, supplier: string): Promise<CorrespondingPerson[]> =>
  rows(db, Person, `${PERSON} where k.supplier = $1 order by k.rank, k.name, k.code limit 200`, [supplier]);
export const findOrganisation = (db: Db, code: string): Promise<{ code: string; name: string } | null> =>
  firstRow(db, z.object({ code: z.string(), name: z.string() }), 'select code, name from supplier where code = $1', [
    code,
  ]);

const Asker = z.object({
  id: z.number(),
  name: z.string().nullable(),
  email: z.string(),
  organisation: z.string().nullable(),
  unreachable: z.boolean(),
  /** Code of the same person as a supplier's contact. */
  contact: z.string().nullable(),
});
export const findRequester = (db: Db, id: number): Promise<z.output<typeof Asker> | null> =>
  firstRow(
    db,
    Asker,
    `select r.id, r.name, r.email, r.organisation, r.unreachable_at is not null as unreachable, k.code as contact
       from requester r left join contact k on k.id = r.contact where r.id = $1`,
    [id],
  );

/** Whom a timeline is of: a contact, somebody who only asks, or everybody of an organisation. */
export interface Party {
  contact: number | null;
  supplier: string | null;
  requester: number | null;
}
export interface TimelinePlace {
  at: Date;
  key: string;
}
const Entry = z.object({
  kind: z.enum(['ticket', 'case', 'letter']),
  id: z.string(),
  at: z.date(),
  numbers: z.array(z.string()),
  what: z.string().nullable(),
  subject: z.string().nullable(),
  state: z.string(),
  who: z.string().nullable(),
});
export type TimelineEntry = z.output<typeof Entry>;

const OF_PARTY = `(k.id = $1 or k.supplier = $2)`;
const ENTRIES = `
  select 'case' as kind, c.id::text as id, c.opened_at as at, array[c.number] as numbers, null as what, null as subject, c.phase as state, k.name as who
    from anomaly_case c left join contact k on k.id = c.contact
   where c.number is not null and (c.contact = $1 or c.supplier = $2)
  union all
  select 'letter', m.id::text, coalesce(m.sent_at, m.created_at),
         array(select c.number from mail_case mc join anomaly_case c on c.id = mc.case_id where mc.mail = m.id order by c.id limit 20),
         (select reason from mail_case mc where mc.mail = m.id limit 1), null, m.state, k.name
    from mail m join contact k on k.id = m.contact where m.kind = 'letter' and ${OF_PARTY}
  union all
  select 'ticket', t.id::text, t.opened_at, array[t.number], t.type, t.subject, t.state, coalesce(r.name, r.email)
    from ticket t join requester r on r.id = t.requester left join contact k on k.id = r.contact
   where ${OF_PARTY} or r.id = $3`;

/** Every ticket, case and letter of a person or an organisation, the newest first, those before `before`. */
export const timelineOf = (
  db: Db,
  { contact, supplier, requester }: Party,
  { limit, before }: { limit: number; before: TimelinePlace | null },
): Promise<TimelineEntry[]> =>
  rows(
    db,
    Entry,
    `select * from (${ENTRIES}) e where $4::timestamptz is null or (e.at, e.kind || ' ' || e.id) < ($4, $5) order by e.at desc, e.kind || ' ' || e.id desc limit $6`,
    [contact, supplier, requester, before?.at ?? null, before?.key ?? null, limit],
  );
