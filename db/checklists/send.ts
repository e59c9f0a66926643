import { topicFor } from '../../domain/advice';
import { chooseTopics, type ChecklistTopic } from '../../domain/checklist';
import type { Actor } from '../../domain/words';
import { publishedTopics } from '../advice/topics';
import { record } from '../events';
import { type Db, inTransaction, type Pool, run } from '../query';
import { lastPosition } from '../statistics/report';
import { raiseTask, settleTasks } from '../tasks';
import { troubleOnCruises } from '../statistics/trouble';
import { agendaOf, type Checklist, lockChecklist, ON_BOARD, saveNext } from './rows';

const CLOCK: Actor = { kind: 'clock' };

/**
 * The step of the workflow, one transaction: writes the mails only if the agenda, computed again under the lock, still says that
 * they are due at `at`. A cruise that has left by then needs none.
 */
export const sendChecklist = (pool: Pool, id: number, at: Date): Promise<boolean> =>
  inTransaction(pool, async (tx) => {
    const found = await lockChecklist(tx, id);
    const next = found && agendaOf(found).next;
    if (!found || !next || next.dueAtMs > at.getTime() || !found.startAt) return false;
    if (at >= found.startAt) await noteLate(tx, found, at);
    else await writeMails(tx, found, found.startAt, at);
    await settleTasks(tx, `checklist/${id}`, at);
    const after = await lockChecklist(tx, id);
    if (after) await saveNext(tx, after);
    return true;
  });

async function noteLate(tx: Db, { id, cruise, startAt }: Checklist, at: Date): Promise<void> {
  await run(tx, 'update checklist set late_for = $2 where id = $1', [id, startAt]);
  await record(tx, at, CLOCK, [{ type: 'checklist.late', subject: `checklist/${id}`, data: { cruise } }]);
}

async function writeMails(tx: Db, of: Checklist, startAt: Date, at: Date): Promise<void> {
  const topics = await topicsFor(tx, of, startAt, at);
  await run(tx, 'update checklist set sent_at = $2, topics = $3 where id = $1', [of.id, at, JSON.stringify(topics)]);
  const mails = await run(
    tx,
    `with addressed as (
       select lower(email) as key, email, contact, language from (
         select distinct on (lower(email)) email, contact, language from (
           select t.email, t.id as contact, t.language, 0 as place from cruise c, lateral (select t.* ${ON_BOARD}) t where c.code = $2
           union all
           select c.chief_scientist_email, null, coalesce(s.language, 'fr'), 1 from cruise c left join supplier s on s.code = c.supplier
            where c.code = $2 and c.chief_scientist_email is not null
         ) a order by lower(email), place) one
     ), written as (
       insert into mail (id, kind, contact, to_email, language, message_id, created_at, not_before)
       select m.id, 'checklist', a.contact, a.email, a.language, m.id::text || '@vigie', $3, $3
         from addressed a, lateral (select gen_random_uuid() as id where a.key is not null) m returning id
     )
     insert into checklist_mail (mail, checklist) select id, $1 from written`,
    [of.id, of.cruise, at],
  );
  const data = { cruise: of.cruise, mails, topics: topics.map(({ code }) => code) };
  await record(tx, at, CLOCK, [{ type: 'checklist.sent', subject: `checklist/${of.id}`, data }]);
}

const YEARS_BACK = 3;

/** By what went wrong on the earlier cruises of this platform whose data are for everybody, since the page is. */
async function topicsFor(tx: Db, { cruise, platform }: Checklist, startAt: Date, at: Date): Promise<ChecklistTopic[]> {
  const topics = await publishedTopics(tx);
  const from = new Date(startAt);
  from.setUTCFullYear(from.getUTCFullYear() - YEARS_BACK);
  const scope = { from, until: at, upTo: await lastPosition(tx), hideRestrictedAt: at };
  const found = platform === null ? [] : await troubleOnCruises(tx, { ...scope, only: { platform } }, cruise);
  const trouble = new Map<string, number>();
  for (const { check, sensorType, cases } of found) {
    const topic = topicFor(topics, check, sensorType);
    if (topic) trouble.set(topic.code, (trouble.get(topic.code) ?? 0) + cases);
  }
  const general = topics.filter((topic) => topic.general).map(({ code }) => code);
  return chooseTopics(trouble, general);
}

/** The step has used up its retries: a task stands on the desk until it is done after all. */
export const recordFailedChecklist = (pool: Pool, id: number, at: Date): Promise<void> =>
  inTransaction(pool, async (tx) => {
    if (await raiseTask(tx, `checklist/${id}`, 'step_failed', at))
      await record(tx, at, CLOCK, [{ type: 'checklist.step_failed', subject: `checklist/${id}`, data: {} }]);
  });
