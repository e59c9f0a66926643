import { z } from 'zod';
import { type Actor, actorKey } from '../../domain/words';
import { record } from '../events';
import { type Db, rows, run } from '../query';

/** Nothing by mail waits to be read on the case any more; words from the page wait for a reply. */
export const settleMessageTask = (tx: Db, caseId: number, at: Date): Promise<number> =>
  run(
    tx,
    `update task t set done_at = $2
      where t.case_id = $1 and t.code = 'message' and t.done_at is null
        and not exists (select from inbound_case where case_id = $1 and state = 'proposed')
        and not exists (select from message m where m.case_id = $1 and m.side = 'supplier' and m.via = 'page'
          and m.at > coalesce((select max(at) from message where case_id = $1 and side = 'desk' and visibility = 'public'), '-infinity'))`,
    [caseId, at],
  );

/** The mail itself is done when nothing more of it waits. */
export const settleMail = (tx: Db, id: number, actor: Actor, at: Date): Promise<number> =>
  run(
    tx,
    `update inbound_mail m set handled_by = $2, handled_at = $3,
            state = case when exists (select from inbound_case where inbound = m.id and state = 'proposed') then 'proposed'
                         when exists (select from inbound_case where inbound = m.id and state = 'applied') then 'applied'
                         when exists (select from inbound_case where inbound = m.id and state = 'noted') then 'noted'
                         else 'discarded' end
      where id = $1`,
    [id, actorKey(actor), at],
  );

/**
 * A contact has answered a case for certain: what an earlier mail of theirs was thought to say of it waits no more. A mail is theirs
 * when they wrote it, or when it answers a letter to them.
 */
export async function withdrawProposals(
  tx: Db,
  { id, number }: { id: number; number: string },
  actor: Actor,
  at: Date,
): Promise<void> {
  if (actor.kind !== 'contact') return;
  const withdrawn = await rows(
    tx,
    z.object({ inbound: z.number() }),
    `update inbound_case i set state = 'discarded', reason = 'superseded', decided_by = $3, decided_at = $4
       from inbound_mail m left join mail o on o.id = m.answers
      where m.id = i.inbound and i.case_id = $1 and i.state = 'proposed' and m.state <> 'stored' and coalesce(m.contact, o.contact) = $2
        and m.reason is distinct from 'unsubscribe'
     returning i.inbound`,
    [id, Number(actor.id), actorKey(actor), at],
  );
  if (withdrawn.length === 0) return;
  for (const { inbound } of withdrawn) await settleMail(tx, inbound, actor, at);
  await settleMessageTask(tx, id, at);
  await record(
    tx,
    at,
    actor,
    withdrawn.map(({ inbound }) => ({
      type: 'inbound.superseded',
      subject: `inbound/${inbound}`,
      data: { inbound, number },
    })),
  );
}
