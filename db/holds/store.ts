import { z } from 'zod';
import { HOLD_KINDS, type Hold } from '../../domain/rules/hold';
import { MATCH_FIELDS, MATCH_OPS, type Matcher, type MatchField } from '../../domain/rules/matcher';
import { type Db, firstRow, rows, run } from '../query';

const Row = z.object({
  id: z.number(),
  kind: z.enum(HOLD_KINDS),
  matchers: z.array(z.object({ field: z.enum(MATCH_FIELDS), op: z.enum(MATCH_OPS), value: z.string() })),
  startsAt: z.date(),
  endsAt: z.date(),
  quietMs: z.number().nullable(),
  movedFrom: z.date().nullable(),
  endedAt: z.date().nullable(),
  reason: z.string(),
  author: z.string(),
  createdAt: z.date(),
});
export type StoredHold = z.output<typeof Row>;
const COLUMNS = `id, case when quiet_ms is null then kind else 'until_resolved' end as kind, matchers, starts_at as "startsAt", ends_at as "endsAt", quiet_ms as "quietMs", moved_from as "movedFrom", ended_at as "endedAt", reason, author, created_at as "createdAt"`;

/** Those that may still keep something waiting, and those that suppress data of their time whenever they come. */
export const liveHolds = (db: Db, at: Date): Promise<StoredHold[]> =>
  rows(db, Row, `select ${COLUMNS} from hold where ends_at > $1 or kind = 'suppression' order by id`, [at]);

/** The newest first, before `before`. */
export const listHolds = (db: Db, limit: number, before: number | null): Promise<StoredHold[]> =>
  rows(db, Row, `select ${COLUMNS} from hold where $2::int is null or id < $2 order by id desc limit $1`, [
    limit,
    before,
  ]);

export const readHold = (db: Db, id: number, lock = false): Promise<StoredHold | null> =>
  firstRow(db, Row, `select ${COLUMNS} from hold where id = $1 ${lock ? 'for update' : ''}`, [id]);

export async function insertHold(tx: Db, hold: Omit<StoredHold, 'id' | 'movedFrom' | 'endedAt'>): Promise<StoredHold> {
  const made = await firstRow(
    tx,
    Row,
    `insert into hold (kind, matchers, starts_at, ends_at, reason, author, created_at, quiet_ms) values ($1, $2, $3, $4, $5, $6, $7, $8) returning ${COLUMNS}`,
    [
      // As an older release knows it: a silence until its end.
      hold.kind === 'until_resolved' ? 'silence' : hold.kind,
      JSON.stringify(hold.matchers),
      hold.startsAt,
      hold.endsAt,
      hold.reason,
      hold.author,
      hold.createdAt,
      hold.quietMs,
    ],
  );
  if (!made) throw new Error('a hold was not inserted');
  return made;
}

export const moveEnd = (tx: Db, { id, endsAt, movedFrom, endedAt }: StoredHold): Promise<number> =>
  run(tx, 'update hold set ends_at = $2, moved_from = $3, ended_at = $4 where id = $1', [
    id,
    endsAt,
    movedFrom,
    endedAt,
  ]);

const COLUMN_OF: Record<MatchField, string> = {
  source: 'source',
  dataset: 'dataset',
  supplier: 'supplier',
  platform: 'platform',
  cruise: 'cruise',
  sensor: 'sensor',
  parameter: 'parameter',
  check: 'check_code',
  family: 'family',
  severity: 'severity',
};

/** SQL: what case `c` must be like, one condition a matcher; their values go to `values`. */
const conditionsOf = (matchers: readonly Matcher[], values: unknown[]): string[] =>
  matchers.map(({ field, op, value }) => {
    values.push(value);
    const column = `c.${COLUMN_OF[field]}`;
    return op === 'is' ? `${column} = $${values.length}` : `starts_with(${column}, $${values.length})`;
  });

const Emptied = z.object({ isFailing: z.boolean(), since: z.date().nullable() });
/** Since when nothing fails of what a hold matches, by its cases that are open or were since it began; null while something does. */
export async function emptySince(
  db: Db,
  { matchers, startsAt }: Pick<Hold, 'matchers' | 'startsAt'>,
): Promise<Date | null> {
  const values: unknown[] = [startsAt];
  const found = await firstRow(
    db,
    Emptied,
    `select coalesce(bool_or(is_open and recovered is null), false) as "isFailing",
            greatest($1, max(case when is_open then recovered else since end)) as since
       from (select c.phase not in ('closed', 'dismissed') as is_open, c.source_recovered_at as recovered, c.phase_since as since
               from anomaly_case c where ${conditionsOf(matchers, values).join(' and ')}) c
      where is_open or since > $1`,
    values,
  );
  return !found || found.isFailing ? null : found.since;
}

const Matching = z.object({ id: z.number(), number: z.string() });
/**
 * Open cases, in id order after `after`, that a hold keeps waiting: for a maintenance those whose data all lie in its window,
 * for a suppression none, since what was raised stays.
 */
export async function casesUnder(
  db: Db,
  { kind, matchers, startsAt, endsAt }: Omit<Hold, 'id'>,
  limit: number,
  after = 0,
): Promise<z.output<typeof Matching>[]> {
  if (kind === 'suppression') return [];
  const values: unknown[] = [after, limit];
  const conditions = conditionsOf(matchers, values);
  if (kind === 'maintenance') {
    values.push(startsAt, endsAt);
    conditions.push(`c.first_time >= $${values.length - 1} and c.last_time < $${values.length}`);
  }
  return rows(
    db,
    Matching,
    `select c.id, c.number from anomaly_case c where c.phase not in ('closed', 'dismissed') and c.id > $1
        and ${conditions.join(' and ')} order by c.id limit $2`,
    values,
  );
}

/** Cases that this hold keeps waiting until then: nobody has moved them since. */
export const casesHeldBy = async (db: Db, id: number, until: Date): Promise<number[]> =>
  (
    await rows(
      db,
      z.object({ id: z.number() }),
      `select id from anomaly_case where held_by = $1 and held_until = $2 and phase not in ('closed', 'dismissed') order by id`,
      [id, until],
    )
  ).map((row) => row.id);

export const setHeldBy = (tx: Db, caseId: number, hold: number): Promise<number> =>
  run(tx, 'update anomaly_case set held_by = $2 where id = $1', [caseId, hold]);
