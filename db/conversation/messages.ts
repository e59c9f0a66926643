import { z } from 'zod';
import { type Actor, actorKey } from '../../domain/words';
import { readCases } from '../case-row';
import { tellLocked } from '../cases';
import { record } from '../events';
import { type Db, firstRow, rows } from '../query';

export interface NewMessage {
  caseId: number;
  author: Actor;
  visibility: 'public' | 'internal';
  text: string;
  via: 'page' | 'mail' | 'console' | 'api';
  /** Names the one submission or mail that says it; null when it cannot come twice. */
  submission?: Buffer | null;
  at: Date;
}

/** Keeps the words alone; the event of the caller names the row. Null when this submission was kept before. */
export async function keepMessage(tx: Db, message: NewMessage): Promise<number | null> {
  const row = await firstRow(
    tx,
    z.object({ id: z.number() }),
    `insert into message (case_id, author, visibility, text, via, submission, at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (submission) do nothing returning id`,
    [
      message.caseId,
      actorKey(message.author),
      message.visibility,
      message.text,
      message.via,
      message.submission ?? null,
      message.at,
    ],
  );
  return row?.id ?? null;
}

export type Added = 'added' | 'same' | 'refused';
/**
 * Words of the supplier's side in the conversation of a case, in the caller's transaction: the row, the event that names it,
 * and a task on the desk. `same` when this submission was kept before; `refused` when there is no such case.
 */
export async function addMessage(tx: Db, message: Omit<NewMessage, 'visibility'>): Promise<Added> {
  const [found] = await readCases(tx, [message.caseId], true);
  if (!found) return 'refused';
  const id = await keepMessage(tx, { ...message, visibility: 'public' });
  if (id === null) return 'same';
  const said = { event: { type: 'write' } as const, side: 'supplier' as const, actor: message.author, at: message.at };
  const told = await tellLocked(tx, found, { ...said, data: { message: id } });
  if (!told.ok) throw new Error(`${found.number} in ${found.facts.phase} takes no message: ${told.refusal}`);
  return 'added';
}

const Shown = z.object({
  id: z.number(),
  side: z.enum(['desk', 'supplier']),
  author: z.string(),
  /** Name of the contact or guest; of the desk's people only the centre is shown. */
  name: z.string().nullable(),
  text: z.string(),
  at: z.date(),
});
export type ShownWords = z.output<typeof Shown>;
/**
 * What both sides have written to each other about a case, oldest first; the newest `limit` of it. A question that was given as the
 * answer is part of it.
 */
export const conversationOf = (db: Db, caseId: number, limit: number): Promise<ShownWords[]> =>
  rows(
    db,
    Shown,
    `select * from (
       select m.id, m.side, m.author, coalesce(t.name, g.name) as name, m.text, m.at
         from (select id, side, author, text, at from message where case_id = $1 and visibility = 'public' and erased_at is null
               union all
               select -id, 'supplier', author, comment, at from answer
                where case_id = $1 and code = 'need_info' and comment is not null and withdrawn_at is null) m
         left join contact t on m.author = 'contact:' || t.id left join guest g on m.author = 'guest:' || g.id
        order by m.at desc, m.id desc limit $2) newest
      order by at, id`,
    [caseId, limit],
  );

/** Empties the words; the row stays, since the log names it. False when there was nothing left to erase. */
export async function eraseMessage(tx: Db, id: number, actor: Actor, at: Date): Promise<boolean> {
  const erased = await firstRow(
    tx,
    z.object({ caseId: z.number() }),
    `update message set text = '', erased_at = $2 where id = $1 and erased_at is null returning case_id as "caseId"`,
    [id, at],
  );
  if (!erased) return false;
  await record(tx, at, actor, [{ type: 'message.erased', subject: `case/${erased.caseId}`, data: { message: id } }]);
  return true;
}
