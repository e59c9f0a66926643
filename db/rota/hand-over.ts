import { z } from 'zod';
import { type Agenda, isDue } from '../../domain/agenda';
import { rotaAgenda, type RotaStep } from '../../domain/rota/agenda';
import { whoAnswers } from '../../domain/rota/answers';
import { momentOf } from '../../domain/rota/duty-day';
import type { Level } from '../../domain/rota/facts';
import type { Actor } from '../../domain/words';
import { record } from '../events';
import { type Db, firstRow, inTransaction, type Pool, rows, run } from '../query';
import { raiseTask, settleTasks } from '../tasks';
import { aroundNow, readRota, type StoredRota } from './facts';
import { handledOf, lockRota, reviewRota } from './review';

const CLOCK: Actor = { kind: 'clock' };
const SUBJECT = 'rota/desk';

const agendaOf = (facts: StoredRota, at: Date): Agenda<RotaStep> => rotaAgenda(facts, handledOf(facts), at);

/** What the desk's workflow waits for; a desk without a rota waits for nothing. */
export const readRotaAgenda = async (db: Db, at: Date): Promise<Agenda<RotaStep>> =>
  agendaOf(await readRota(db, aroundNow(at)), at);

/** Does a step of the desk's workflow in one transaction, if the agenda still names it as due. */
export const ifDue = (
  pool: Pool,
  step: RotaStep,
  at: Date,
  work: (tx: Db, facts: StoredRota) => Promise<void>,
): Promise<boolean> =>
  inTransaction(pool, async (tx) => {
    await lockRota(tx);
    const facts = await readRota(tx, aroundNow(at));
    if (!isDue(agendaOf(facts, at), step, at)) return false;
    await work(tx, facts);
    await settleTasks(tx, SUBJECT, at);
    await reviewRota(tx, at);
    return true;
  });

/** Writes to the day's level 1 and 2 what is open, once a day and person. */
export const handOver = (pool: Pool, at: Date): Promise<boolean> =>
  ifDue(pool, 'handOver', at, async (tx, facts) => {
    const { day } = momentOf(facts, at);
    await run(tx, 'update rota_settings set handed_over_on = $1', [day]);
    const people = [...new Set(dutiesOf(facts, at).map(({ person }) => person))];
    await run(
      tx,
      `with written as (
         insert into mail (id, kind, to_email, language, message_id, created_at, not_before)
         select m.id, 'hand_over', p.email, p.language, m.id::text || '@vigie', $3, $3
           from person p, lateral (select gen_random_uuid() as id where p.code is not null) m
          where p.code = any($2::text[]) and not exists (select from rota_hand_over o where o.day = $1 and o.person = p.code)
          order by p.code
         returning id, to_email
       )
       insert into rota_hand_over (day, person, mail) select $1, p.code, w.id from written w join person p on p.email = w.to_email`,
      [day, people, at],
    );
    await record(tx, at, CLOCK, [{ type: 'rota.handed_over', subject: SUBJECT, data: { day, people } }]);
  });

/** Who has the duty of a moment, on each level: who answers, not who was planned; a trainee with the one who sends. */
export function dutiesOf(facts: StoredRota, at: Date): { level: Level; person: string; coverFor: string | null }[] {
  const found = ([1, 2] as const).map((level) => ({
    level,
    first: whoAnswers(facts, { role: level === 1 ? 'duty' : 'level2', topic: null, at }).first,
  }));
  return found.flatMap(({ level, first }) =>
    first === null
      ? []
      : [
          { level, person: first.person, coverFor: first.coverFor },
          ...(first.sender === null ? [] : [{ level, person: first.sender, coverFor: null }]),
        ],
  );
}

/** The open work of those who have gone away moves, as all that changes who is there makes it. */
export const followAbsences = (pool: Pool, at: Date): Promise<boolean> =>
  ifDue(pool, 'followAbsences', at, async (tx) => {
    await run(tx, 'update absence set followed_at = $1 where followed_at is null and starts_at <= $1', [at]);
  });

/** A step has used up its retries: a task stands on the desk until it is done after all. */
export const recordFailedRotaStep = (pool: Pool, at: Date): Promise<void> =>
  inTransaction(pool, async (tx) => {
    if (await raiseTask(tx, SUBJECT, 'step_failed', at))
      await record(tx, at, CLOCK, [{ type: 'rota.step_failed', subject: SUBJECT, data: {} }]);
  });

/** Whom a hand-over is for, and of which day. */
export const handOverOfMail = (db: Db, mail: string) =>
  firstRow(
    db,
    z.object({ day: z.string(), person: z.string(), name: z.string() }),
    'select o.day, o.person, p.name from rota_hand_over o join person p on p.code = o.person where o.mail = $1',
    [mail],
  );

const Work = z.object({ tasks: z.number(), cases: z.number(), assigned: z.number() });
/** What waits for the desk at this moment, besides tickets. */
export async function openWork(db: Db, person: string): Promise<z.output<typeof Work>> {
  const [work] = await rows(
    db,
    Work,
    `select (select count(*) from task where done_at is null) as tasks,
            (select count(*) from anomaly_case where turn = 'desk') as cases,
            (select count(*) from anomaly_case where assignee = $1 and phase not in ('closed', 'dismissed')) as assigned`,
    [person],
  );
  return work ?? { tasks: 0, cases: 0, assigned: 0 };
}
