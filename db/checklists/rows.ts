import { z } from 'zod';
import { type Agenda, NOTHING_DUE } from '../../domain/agenda';
import { checklistAgenda, type ChecklistFacts, type ChecklistStep } from '../../domain/checklist';
import { poke } from '../outbox';
import { type Db, firstRow, rows, run } from '../query';

const text = z.string().nullable();
const Row = z.object({
  id: z.number(),
  cruise: z.string(),
  name: z.string(),
  platform: text,
  platformName: text,
  startAt: z.date().nullable(),
  endAt: z.date().nullable(),
  cancelled: z.boolean(),
  recipients: z.number(),
  sentAt: z.date().nullable(),
  lateFor: z.date().nullable(),
  beforeMs: z.number(),
  topics: z.array(z.object({ code: z.string(), cases: z.number() })),
});
/** The checklist of a cruise, with what the cruise's register says now. */
export type Checklist = z.output<typeof Row>;

/** SQL: contacts on board the ship of cruise `c` who can be written to when it leaves. */
export const ON_BOARD = `
  from contact t where t.role = 'on_board' and t.refused_at is null and t.declined_at is null
   and coalesce(t.valid_from <= c.start_at::date, true) and coalesce(t.valid_until >= c.start_at::date, true)
   and (c.platform = any(t.platforms) or c.code = any(t.cruises))`;

const SELECT = `
  select k.id, k.cruise, c.name, c.platform, p.name as "platformName", c.start_at as "startAt", c.end_at as "endAt", c.cancelled,
         (case when c.chief_scientist_email is null then 0 else 1 end + (select count(*) ${ON_BOARD})) as recipients,
         k.sent_at as "sentAt", k.late_for as "lateFor", y.checklist_before_ms as "beforeMs", k.topics
    from checklist k join cruise c on c.code = k.cruise left join platform p on p.code = c.platform
    left join supplier s on s.code = c.supplier join policy y on y.code = coalesce(s.policy, 'default')`;

/** Locked, for it is about to be sent. */
export const lockChecklist = (tx: Db, id: number): Promise<Checklist | null> =>
  firstRow(tx, Row, `${SELECT} where k.id = $1 for no key update of k`, [id]);

export const findChecklist = (db: Db, tokenHash: Buffer): Promise<Checklist | null> =>
  firstRow(db, Row, `${SELECT} where k.token_hash = $1`, [tokenHash]);

export const checklistOfMail = (db: Db, mail: string): Promise<Checklist | null> =>
  firstRow(db, Row, `${SELECT} where k.id = (select checklist from checklist_mail where mail = $1)`, [mail]);

/** Of cruises that leave after an instant or left at most so long before, the next to leave first. */
export const listChecklists = (db: Db, leavingAfter: Date, limit: number): Promise<Checklist[]> =>
  rows(db, Row, `${SELECT} where c.start_at >= $1 order by c.start_at, k.id limit $2`, [leavingAfter, limit]);

export const agendaOf = (of: Checklist & ChecklistFacts): Agenda<ChecklistStep> => checklistAgenda(of, of.beforeMs);

export async function readChecklistAgenda(db: Db, id: number): Promise<Agenda<ChecklistStep>> {
  const found = await firstRow(db, Row, `${SELECT} where k.id = $1`, [id]);
  return found ? agendaOf(found) : NOTHING_DUE;
}

/** Writes what is next beside the checklist, for the sweep and the console. */
export async function saveNext(tx: Db, of: Checklist): Promise<void> {
  const { next } = agendaOf(of);
  await run(tx, 'update checklist set next_step = $2, next_due_at = $3 where id = $1', [
    of.id,
    next?.step ?? null,
    next && new Date(next.dueAtMs),
  ]);
}

/**
 * The cruises of a register were changed, or who is on board, or how long before: checklists not sent yet look again, in the
 * transaction of the change. A cruise that has left already gets none.
 */
export async function watchChecklists(tx: Db, cruises: readonly string[] | 'all', at: Date): Promise<void> {
  if (cruises !== 'all')
    await run(
      tx,
      `insert into checklist (cruise) select code from cruise where code = any($1::text[]) and start_at > $2 and not cancelled
        order by code on conflict do nothing`,
      [cruises, at],
    );
  const ids = await rows(
    tx,
    z.object({ id: z.number() }),
    `select id from checklist where sent_at is null and ($1::text[] is null or cruise = any($1::text[])) order by id for no key update`,
    [cruises === 'all' ? null : cruises],
  );
  for (const { id } of ids) {
    const found = await lockChecklist(tx, id);
    if (found) await saveNext(tx, found);
  }
  await poke(
    tx,
    ids.map(({ id }) => ({ kind: 'checklist' as const, id })),
  );
}

export const rememberToken = (db: Db, id: number, tokenHash: Buffer): Promise<number> =>
  run(db, 'update checklist set token_hash = $2 where id = $1 and token_hash is distinct from $2', [id, tokenHash]);

const MailRow = z.object({ checklist: z.number(), state: z.string(), mails: z.number() });
/** How many mails of these checklists stand how. */
export const mailStates = (db: Db, ids: readonly number[]): Promise<z.output<typeof MailRow>[]> =>
  rows(
    db,
    MailRow,
    `select k.checklist, m.state, count(*) as mails from checklist_mail k join mail m on m.id = k.mail
      where k.checklist = any($1::bigint[]) group by 1, 2 order by 1, 2`,
    [ids],
  );
