import { z } from 'zod';
import { TICKET_TABS, type TicketTab } from '../../domain/ticket/tabs';
import { TICKET_STATES, type TicketState } from '../../domain/ticket/words';
import { type Db, firstRow, prepared, rows } from '../query';

export const TICKET_SORTS = ['due', 'newest', 'oldest'] as const;
export type TicketSort = (typeof TICKET_SORTS)[number];

const text = z.string().nullable();
const Row = z.object({
  id: z.number(),
  number: z.string(),
  subject: text,
  state: z.enum(TICKET_STATES),
  type: z.string(),
  priority: z.string(),
  topic: text,
  topicNames: z.object({ fr: z.string(), en: z.string() }).nullable(),
  requesterName: text,
  requesterEmail: text,
  assignee: text,
  assigneeName: text,
  level: z.string(),
  waiting: z.array(z.string()),
  tags: z.array(z.string()),
  openedAt: z.date(),
  dueKind: text,
  dueAt: z.date().nullable(),
  /** From when on the promise is in danger. */
  riskAt: z.date().nullable(),
  breached: z.boolean(),
});
/** A ticket as lists show it. */
export type TicketSummary = z.output<typeof Row>;

const TICKET_SUMMARY = `t.id, t.number, t.subject, t.state, t.type, t.priority, t.topic,
  case when o.code is not null then json_build_object('fr', o.name, 'en', o.name_en) end as "topicNames",
  k.name as "requesterName", k.email as "requesterEmail", t.assignee, p.name as "assigneeName", t.level, t.waiting,
  array(select tag from ticket_tag g where g.ticket = t.id order by tag) as tags, t.opened_at as "openedAt", t.promise_kind as "dueKind",
  t.promise_due_at as "dueAt", t.promise_risk_at as "riskAt", t.breached`;
const TICKET_NAMED = `ticket t left join requester k on k.id = t.requester left join person p on p.code = t.assignee left join topic o on o.code = t.topic`;

/** What each tab holds; `$1` is who looks, `$7` when. */
const IN_TAB: Record<TicketTab, string> = {
  mine: `t.assignee = $1 and t.state in ('new', 'open')`,
  level1: `t.level = '1' and t.state in ('new', 'open')`,
  level2: `t.level = '2' and t.state in ('new', 'open')`,
  unassigned: `t.assignee is null and t.state in ('new', 'open')`,
  at_risk: `t.state in ('new', 'open', 'waiting') and (t.breached or t.promise_risk_at <= $7)`,
  waiting: `t.state = 'waiting'`,
  watched: `exists (select from ticket_watcher w where w.ticket = t.id and w.person = $1) and t.state not in ('closed', 'merged')`,
  all: 'true',
};

/** Who looks at the inbox, and when. */
export interface Looking {
  person: string;
  at: Date;
}
export interface TicketFilter {
  type: string | null;
  topic: string | null;
  priority: string | null;
  tag: string | null;
  /** Only these, as a search has found them. */
  ids: readonly number[] | null;
}
const MATCHES = `($2::text is null or t.type = $2) and ($3::text is null or t.topic = $3) and ($4::text is null or t.priority = $4)
  and ($5::text is null or exists (select from ticket_tag g where g.ticket = t.id and g.tag = $5)) and ($6::bigint[] is null or t.id = any($6))`;
/** Every statement names each parameter, so that Postgres knows its type. */
const TYPED = '$1::text is not null and $7::timestamptz is not null';
const valuesOf = ({ person, at }: Looking, { type, topic, priority, tag, ids }: TicketFilter): unknown[] => [
  person,
  type,
  topic,
  priority,
  tag,
  ids,
  at,
];

const ORDER: Record<TicketSort, { key: string; by: string; after: string }> = {
  due: {
    key: `coalesce(t.promise_due_at, 'infinity')::text`,
    by: `coalesce(t.promise_due_at, 'infinity'), t.id`,
    after: `(coalesce(t.promise_due_at, 'infinity'), t.id) > ($8::timestamptz, $9)`,
  },
  newest: { key: 't.id::text', by: 't.id desc', after: `t.id < $9 and $8::text is not null` },
  oldest: { key: 't.id::text', by: 't.id', after: `t.id > $9 and $8::text is not null` },
};
/** Where a page ended: the sort key and the id of its last row. */
export interface TicketPlace {
  key: string;
  id: number;
}

/** One page of a tab; `next` is where the following one starts, null at the end. */
export async function listInbox(
  db: Db,
  asked: {
    tab: TicketTab;
    looking: Looking;
    filter: TicketFilter;
    /** Only those in this state; left out, in any. */
    state?: TicketState | undefined;
    sort: TicketSort;
    limit: number;
    after: TicketPlace | null;
  },
): Promise<{ items: TicketSummary[]; next: TicketPlace | null }> {
  const { key, by, after: later } = ORDER[asked.sort];
  const found = await rows(
    db,
    Row.extend({ key: z.string() }),
    `select ${TICKET_SUMMARY}, ${key} as key from ${TICKET_NAMED}
      where ${TYPED} and ${IN_TAB[asked.tab]} and ${MATCHES} and ($11::text is null or t.state = $11) and ($9::bigint is null or (${later})) order by ${by} limit $10`,
    [
      ...valuesOf(asked.looking, asked.filter),
      asked.after?.key ?? null,
      asked.after?.id ?? null,
      asked.limit + 1,
      asked.state ?? null,
    ],
  );
  const items = found.slice(0, asked.limit);
  const last = items.at(-1);
  return { items, next: found.length > asked.limit && last ? { key: last.key, id: last.id } : null };
}

export const ticketsOf = async (db: Db, ids: readonly number[]): Promise<TicketSummary[]> =>
  rows(db, Row, `select ${TICKET_SUMMARY} from ${TICKET_NAMED} where t.id = any($1::bigint[]) order by t.id desc`, [
    ids,
  ]);
const BY_NUMBER = prepared(`select ${TICKET_SUMMARY} from ${TICKET_NAMED} where t.number = $1`);
export const findTicketSummary = (db: Db, number: string): Promise<TicketSummary | null> =>
  firstRow(db, Row, BY_NUMBER, [number]);

const COUNTED_MAX = 1000;
/** How many each tab holds, counted to a thousand; all of them are not counted. */
export async function countInbox(db: Db, looking: Looking, filter: TicketFilter): Promise<Record<TicketTab, number>> {
  const counted = TICKET_TABS.filter((tab) => tab !== 'all');
  const found = await firstRow(
    db,
    z.record(z.string(), z.number()),
    `select ${counted
      .map(
        (tab) =>
          `(select count(*) from (select from ticket t where ${TYPED} and ${IN_TAB[tab]} and ${MATCHES} limit ${COUNTED_MAX}) x) as ${tab}`,
      )
      .join(', ')}`,
    valuesOf(looking, filter),
  );
  const of = (tab: TicketTab): number => found?.[tab] ?? 0;
  return {
    mine: of('mine'),
    level1: of('level1'),
    level2: of('level2'),
    unassigned: of('unassigned'),
    at_risk: of('at_risk'),
    waiting: of('waiting'),
    watched: of('watched'),
    all: 0,
  };
}

/** The tags in use, the commonest first. */
export const tagsInUse = async (db: Db): Promise<string[]> =>
  (
    await rows(
      db,
      z.object({ tag: z.string() }),
      'select tag from ticket_tag group by tag order by count(*) desc, tag limit 100',
    )
  ).map(({ tag }) => tag);
