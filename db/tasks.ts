import { z } from 'zod';
import { TASK_CODES, type TaskCode } from '../domain/case';
import type { Actor } from '../domain/words';
import { record } from './events';
import { type Db, firstRow, rows, run } from './query';

/**
 * A task that is about no case but about something else by its name in the log (`expectation/7`), once while it stands. True when
 * it is new.
 */
export const raiseTask = async (tx: Db, subject: string, code: TaskCode, at: Date): Promise<boolean> =>
  (await run(tx, 'insert into task (subject, code, created_at) values ($1, $2, $3) on conflict do nothing', [
    subject,
    code,
    at,
  ])) > 0;

/** What stands about this subject, all or of one code, is done: the thing has been done after all. */
export const settleTasks = (tx: Db, subject: string, at: Date, code: TaskCode | null = null): Promise<number> =>
  run(tx, 'update task set done_at = $2 where subject = $1 and done_at is null and ($3::text is null or code = $3)', [
    subject,
    at,
    code,
  ]);

/** Somebody has seen to a task that is about no case. False when there is none that stands. */
export async function finishTask(tx: Db, id: number, actor: Actor, at: Date): Promise<boolean> {
  const done = await firstRow(
    tx,
    z.object({ subject: z.string(), code: z.string() }),
    'update task set done_at = $2 where id = $1 and case_id is null and done_at is null returning subject, code',
    [id, at],
  );
  if (done) await record(tx, at, actor, [{ type: 'task.done', subject: done.subject, data: { code: done.code } }]);
  return done !== null;
}

const Standing = z.object({
  id: z.number(),
  code: z.enum(TASK_CODES),
  /** Of the case that it is about. */
  number: z.string().nullable(),
  assignee: z.string().nullable(),
  /** What else it is about, with the name that its register gives it. */
  subject: z.string().nullable(),
  name: z.string().nullable(),
  createdAt: z.date(),
});
export type StandingTask = z.output<typeof Standing>;
/** What stands on the desk, the oldest first, after `after`. */
export const standingTasks = (db: Db, limit: number, after = 0): Promise<StandingTask[]> =>
  rows(
    db,
    Standing,
    `select t.id, t.code, c.number, c.assignee, t.subject, coalesce(e.name, k.name, h.reason, l.cruise, w.name, ap.name, tk.number) as name, t.created_at as "createdAt"
       from task t left join anomaly_case c on c.id = t.case_id
       left join expectation e on t.subject = 'expectation/' || e.id left join contact k on t.subject = 'contact/' || k.id
       left join hold h on t.subject = 'hold/' || h.id
       left join absence a on t.subject = 'absence/' || a.code left join person ap on ap.code = a.person
       left join checklist l on t.subject = 'checklist/' || l.id left join webhook w on t.subject = 'webhook/' || w.id
       left join ticket tk on t.subject = 'ticket/' || tk.id
      where t.done_at is null and t.id > $2 order by t.id limit $1`,
    [limit, after],
  );

/** What stands with this code, each by its name in the log. */
export const standingSubjects = async (db: Db, code: TaskCode): Promise<string[]> =>
  (
    await rows(
      db,
      z.object({ subject: z.string() }),
      'select subject from task where code = $1 and subject is not null and done_at is null',
      [code],
    )
  ).map(({ subject }) => subject);
