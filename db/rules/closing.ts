import { z } from 'zod';
import { isOver } from '../../domain/case';
import { fixedFrom } from '../../domain/rules/reopen';
import type { Case } from '../case-row';
import { type Db, firstRow, run } from '../query';

const Ending = z.object({ last: z.date().nullable(), planned: z.date().nullable(), place: z.number() });

/** What later anomalies are judged by: the place of the closing in the log, and from when on the data are promised to be good. */
export async function rememberClosing(tx: Db, { id, facts }: Case): Promise<void> {
  if (!isOver(facts.phase)) {
    const afresh = 'closed_event = null, fixed_from = null, applied_version = null';
    await run(tx, `update anomaly_case set ${afresh} where id = $1`, [id]);
    return;
  }
  const ending = await firstRow(
    tx,
    Ending,
    `select c.last_time as last, (a.planned_on::timestamp at time zone 'UTC') as planned,
            (select max(id) from event where subject = 'case/' || c.id) as place
       from anomaly_case c left join answer a on a.case_id = c.id and a.version = c.answer_version where c.id = $1`,
    [id],
  );
  if (!ending) throw new Error('a case that closes is not there');
  await run(tx, 'update anomaly_case set closed_event = $2, fixed_from = $3 where id = $1', [
    id,
    ending.place,
    fixedFrom(facts.outcome, ending.last, ending.planned),
  ]);
}
