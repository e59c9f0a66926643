import { z } from 'zod';
import { ANSWERS } from '../../domain/answer';
import { FAMILIES } from '../../domain/words';
import { type Db, firstRow, rows } from '../query';

/** What of the inbound mail a page shows: `doubtful` waits for a person; the rest by what became of it. */
export const MAIL_TABS = ['doubtful', 'unassigned', 'quarantine', 'answers', 'machines', 'all'] as const;
export type MailTab = (typeof MAIL_TABS)[number];

const STATES: Record<MailTab, readonly string[]> = {
  doubtful: ['proposed'],
  unassigned: ['unassigned'],
  quarantine: ['quarantined'],
  answers: ['applied', 'noted'],
  machines: ['filed', 'duplicate'],
  all: [],
};

const Listed = z.object({
  id: z.number(),
  state: z.string(),
  reason: z.string().nullable(),
  class: z.string().nullable(),
  fromAddress: z.string().nullable(),
  fromName: z.string().nullable(),
  subject: z.string().nullable(),
  receivedAt: z.date(),
  numbers: z.array(z.string()),
  /** Number of the request to the desk. */
  ticket: z.string().nullable(),
});
export type ListedMail = z.output<typeof Listed>;
const COLUMNS = `m.id, m.state, m.reason, m.class, m.from_address as "fromAddress", m.from_name as "fromName", m.subject,
            m.received_at as "receivedAt",
            array(select c.number from inbound_case i join anomaly_case c on c.id = i.case_id where i.inbound = m.id order by c.id) as numbers,
            (select number from ticket where id = m.ticket) as ticket`;

/** The newest first, those before this id. */
export const listInbound = (
  db: Db,
  tab: MailTab,
  { limit, before }: { limit: number; before: number | null },
): Promise<ListedMail[]> =>
  rows(
    db,
    Listed,
    `select ${COLUMNS} from inbound_mail m
      where (cardinality($1::text[]) = 0 or m.state = any($1)) and ($2::bigint is null or m.id < $2) order by m.id desc limit $3`,
    [STATES[tab], before, limit],
  );

const COUNTED_MAX = 1000;
/** How many wait under each tab, counted to a thousand. */
export async function countInbound(db: Db): Promise<Map<MailTab, number>> {
  const counts = new Map<MailTab, number>();
  for (const tab of ['doubtful', 'unassigned', 'quarantine'] as const) {
    const found = await firstRow(
      db,
      z.object({ n: z.number() }),
      `select count(*) as n from (select from inbound_mail where state = any($1) limit ${COUNTED_MAX}) waiting`,
      [STATES[tab]],
    );
    counts.set(tab, found?.n ?? 0);
  }
  return counts;
}

const OnCase = Listed.pick({ id: true, fromAddress: true, fromName: true, subject: true, receivedAt: true }).extend({
  state: z.enum(['proposed', 'applied', 'noted', 'discarded']),
  reason: z.string().nullable(),
});
const ON_CASE_MAX = 50;
/** What came in by mail about a case, the newest first; what of it became for this case. */
export const inboundOfCase = (db: Db, caseId: number): Promise<z.output<typeof OnCase>[]> =>
  rows(
    db,
    OnCase,
    `select m.id, m.from_address as "fromAddress", m.from_name as "fromName", m.subject, m.received_at as "receivedAt", i.state, i.reason
       from inbound_case i join inbound_mail m on m.id = i.inbound where i.case_id = $1 order by m.id desc limit ${ON_CASE_MAX}`,
    [caseId],
  );

const OfCase = z.object({
  number: z.string(),
  family: z.enum(FAMILIES),
  state: z.enum(['proposed', 'applied', 'noted', 'discarded']),
  reason: z.string().nullable(),
  code: z.enum(ANSWERS).nullable(),
  comment: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedFor: z.string().nullable(),
});
const OfFile = z.object({
  number: z.number(),
  name: z.string(),
  size: z.number(),
  isKept: z.boolean(),
  trouble: z.string().nullable(),
});
const Whole = Listed.extend({
  verdict: z.string().nullable(),
  body: z.string().nullable(),
  quoted: z.string().nullable(),
  size: z.number(),
  mailbox: z.string(),
  handledBy: z.string().nullable(),
  handledFor: z.string().nullable(),
  steps: z.array(z.object({ step: z.string(), outcome: z.string() })),
  /** Its contact wants no letters. */
  asksToStop: z.boolean(),
});
export type InboundMail = z.output<typeof Whole> & {
  cases: z.output<typeof OfCase>[];
  files: z.output<typeof OfFile>[];
};

export async function findInbound(db: Db, id: number): Promise<InboundMail | null> {
  const mail = await firstRow(
    db,
    Whole,
    `select ${COLUMNS}, m.verdict, m.body, m.quoted, m.size, m.mailbox, p.name as "handledBy", m.handled_for as "handledFor", m.steps,
            m.reason is not distinct from 'unsubscribe' and m.state = 'proposed' and m.contact is not null as "asksToStop"
       from inbound_mail m left join person p on m.handled_by = 'person:' || p.code where m.id = $1`,
    [id],
  );
  if (!mail) return null;
  const cases = await rows(
    db,
    OfCase,
    `select c.number, c.family, i.state, i.reason, i.code, i.comment, p.name as "decidedBy", i.decided_for as "decidedFor"
       from inbound_case i join anomaly_case c on c.id = i.case_id left join person p on i.decided_by = 'person:' || p.code
      where i.inbound = $1 order by c.id`,
    [id],
  );
  const files = await rows(
    db,
    OfFile,
    'select number, name, size, sha256 is not null as "isKept", trouble from inbound_file where inbound = $1 order by number',
    [id],
  );
  return { ...mail, cases, files };
}

const Stored = z.object({ sha256: z.instanceof(Buffer), name: z.string(), size: z.number() });
export type StoredFile = z.output<typeof Stored>;
/** The whole mail as it came. */
export const rawOfInbound = (db: Db, id: number): Promise<StoredFile | null> =>
  firstRow(db, Stored, `select sha256, 'mail-' || id || '.eml' as name, size from inbound_mail where id = $1`, [id]);
/** A file that came with it. */
export const fileOfInbound = (db: Db, id: number, number: number): Promise<StoredFile | null> =>
  firstRow(
    db,
    Stored,
    'select sha256, name, size from inbound_file where inbound = $1 and number = $2 and sha256 is not null',
    [id, number],
  );
/** The first file of a mail that is a table. */
export const tableOfInbound = (db: Db, id: number): Promise<StoredFile | null> =>
  firstRow(
    db,
    Stored,
    `select sha256, name, size from inbound_file where inbound = $1 and sha256 is not null and name ~* '\\.(csv|tsv|txt|nc)$' order by number limit 1`,
    [id],
  );
