import { z } from 'zod';
import { ANSWERS, type AnswerCode } from '../../domain/answer';
import { PHASES } from '../../domain/case';
import { FAMILIES } from '../../domain/words';
import { type Db, firstRow, rows, run } from '../query';

/** By what the cases of a set were found; `end` is the first instant after it. */
export interface Reach {
  sensor: string;
  start: Date;
  end: Date;
}

export interface NewSet {
  id: string;
  code: AnswerCode;
  author: string;
  reach: Reach | null;
  at: Date;
}
/** Written after its answers, once it is known that there are any. */
export const keepSet = (tx: Db, { id, code, author, reach, at }: NewSet): Promise<number> =>
  run(
    tx,
    'insert into answer_set (id, code, author, sensor, starts_at, ends_at, at) values ($1, $2, $3, $4, $5, $6, $7)',
    [id, code, author, reach?.sensor ?? null, reach?.start ?? null, reach?.end ?? null, at],
  );

const Reachable = z.object({
  id: z.number(),
  number: z.string(),
  phase: z.enum(PHASES),
  family: z.enum(FAMILIES),
  supplier: z.string().nullable(),
  parameter: z.string().nullable(),
  check: z.string(),
  firstTime: z.date().nullable(),
  lastTime: z.date().nullable(),
  anomalies: z.number(),
  answer: z.enum(ANSWERS).nullable(),
});
export type Reachable = z.output<typeof Reachable>;
const REACHABLE_MAX = 200;
/** SQL: contact `who` is being asked about case `c` by a link that lives. */
const askedOf = (who: string): string =>
  `c.contact = ${who} and c.phase in ('notified', 'acknowledged', 'answered') and exists (
     select from mail_case mc join link l on l.mail = mc.mail
      where mc.case_id = c.id and mc.revoked_at is null and l.contact = ${who} and l.guest is null and l.revoked_at is null)`;

/**
 * Open cases of this sensor on this platform that touch the interval, in data time, the first 200. Of a contact: only those
 * about which this contact is being asked, and to which they hold a link that lives.
 */
export const casesWithin = (
  db: Db,
  { sensor, platform, start, end, contact }: Reach & { platform: string | null; contact: number | null },
): Promise<Reachable[]> =>
  rows(
    db,
    Reachable,
    `select c.id, c.number, c.phase, c.family, c.supplier, c.parameter, c.check_code as "check", c.first_time as "firstTime",
            c.last_time as "lastTime", c.members as anomalies, c.answer_code as answer
       from anomaly_case c
      where c.sensor = $1 and c.platform is not distinct from $2 and c.first_time < $4 and c.last_time >= $3 and c.number is not null
        and c.phase not in ('closed', 'dismissed')
        and ($5::int is null or (${askedOf('$5')}))
      order by c.first_time, c.id limit ${REACHABLE_MAX}`,
    [sensor, platform, start, end, contact],
  );

/** How many other cases of its sensor this contact is being asked about; a guest is asked about none. */
export const siblingsOf = async (
  db: Db,
  { contact, guest }: { contact: number | null; guest: number | null },
  of: { id: number; sensor: string | null; platform: string | null },
): Promise<number> =>
  of.sensor === null || contact === null || guest !== null
    ? 0
    : ((
        await firstRow(
          db,
          z.object({ count: z.number() }),
          `select count(*) as count from anomaly_case c
            where c.sensor = $1 and c.platform is not distinct from $2 and c.id <> $4 and ${askedOf('$3')}`,
          [of.sensor, of.platform, contact, of.id],
        )
      )?.count ?? 0);

const SetRow = z.object({
  id: z.string(),
  code: z.enum(ANSWERS),
  author: z.string(),
  sensor: z.string().nullable(),
  start: z.date().nullable(),
  end: z.date().nullable(),
  at: z.date(),
});
const Member = z.object({
  caseId: z.number(),
  number: z.string(),
  phase: z.enum(PHASES),
  parameter: z.string().nullable(),
  check: z.string(),
  firstTime: z.date().nullable(),
  lastTime: z.date().nullable(),
  anomalies: z.number(),
  /** Of the set; the case may stand at a newer one, or at none. */
  version: z.number(),
  current: z.number().nullable(),
  withdrawn: z.boolean(),
  approvals: z.array(z.string()),
});
export type SetMember = z.output<typeof Member>;
export type AnswerSet = z.output<typeof SetRow> & { members: SetMember[] };

/** One answer given to several cases, with how each of them stands now, in id order. */
export async function findSet(db: Db, id: string): Promise<AnswerSet | null> {
  const set = await firstRow(
    db,
    SetRow,
    'select id, code, author, sensor, starts_at as start, ends_at as "end", at from answer_set where id = $1',
    [id],
  );
  if (!set) return null;
  const members = await rows(
    db,
    Member,
    `select c.id as "caseId", c.number, c.phase, c.parameter, c.check_code as "check", c.first_time as "firstTime", c.last_time as "lastTime",
            c.members as anomalies, a.version, c.answer_version as current, a.withdrawn_at is not null as withdrawn, c.approvals
       from answer a join anomaly_case c on c.id = a.case_id where a.answer_set = $1 order by c.id`,
    [id],
  );
  return { ...set, members };
}

/** The set that an answer of a case is part of, and how many cases it has. */
export const setOfAnswer = (db: Db, caseId: number, version: number): Promise<{ id: string; size: number } | null> =>
  firstRow(
    db,
    z.object({ id: z.string(), size: z.number() }),
    `select a.answer_set as id, (select count(*) from answer o where o.answer_set = a.answer_set) as size
       from answer a where a.case_id = $1 and a.version = $2 and a.answer_set is not null`,
    [caseId, version],
  );
