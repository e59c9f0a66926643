import { z } from 'zod';
import type { Actor } from '../../domain/words';
import { record } from '../events';
import { type Db, firstRow, inTransaction, type Pool, run } from '../query';
import { addTicketMessage } from '../tickets/messages';
import { type NewTicket, type OpenedTicket, openTicket } from '../tickets/open';
import { tellTicket } from '../tickets/tell';

export interface SentFile {
  sha256: Buffer;
  name: string;
  size: number;
}
export async function addTicketFiles(tx: Db, message: number, files: readonly SentFile[]): Promise<void> {
  await run(
    tx,
    `insert into ticket_file (message, name, sha256, size)
     select $1, f.name, f.sha256, f.size from unnest($2::text[], $3::bytea[], $4::bigint[]) with ordinality as f (name, sha256, size, place) order by f.place`,
    [message, files.map(({ name }) => name), files.map(({ sha256 }) => sha256), files.map(({ size }) => size)],
  );
}

/** Opens a ticket with what came beside its words; the same again changes nothing. */
export const askDesk = (pool: Pool, asked: NewTicket, files: readonly SentFile[]): Promise<OpenedTicket> =>
  inTransaction(pool, async (tx) => {
    const opened = await openTicket(tx, asked);
    if (opened.isNew) await addTicketFiles(tx, opened.message, files);
    return opened;
  });

export interface Deed {
  ticket: number;
  requester: number;
  /** Names the submission: the same again is done once. */
  submission: Buffer;
  at: Date;
}
const actorOf = ({ requester }: Deed): Actor => ({ kind: 'requester', id: String(requester) });
/** True for the first time. */
const isFirst = async (tx: Db, { submission, ticket, at }: Deed): Promise<boolean> =>
  (await run(tx, 'insert into requester_submission (hash, ticket, at) values ($1, $2, $3) on conflict do nothing', [
    submission,
    ticket,
    at,
  ])) > 0;

class TooLate extends Error {}
/** Does it once; false when the ticket no longer takes it, and then nothing was written. */
async function once(pool: Pool, deed: Deed, work: (tx: Db) => Promise<boolean>): Promise<boolean> {
  try {
    await inTransaction(pool, async (tx) => {
      if ((await isFirst(tx, deed)) && !(await work(tx))) throw new TooLate();
    });
    return true;
  } catch (error) {
    if (error instanceof TooLate) return false;
    throw error;
  }
}

/** Words of the requester; what is resolved or closed is taken up again by them. */
export const writeAsRequester = (pool: Pool, deed: Deed, text: string, files: readonly SentFile[]): Promise<boolean> =>
  once(pool, deed, async (tx) => {
    const said = await addTicketMessage(tx, deed.ticket, {
      side: 'requester',
      visibility: 'public',
      channel: 'web',
      text,
      actor: actorOf(deed),
      at: deed.at,
    });
    if (!said?.told.ok) return false;
    await addTicketFiles(tx, said.message, files);
    return true;
  });

/** The answer is what was needed. */
export const confirmAsRequester = (pool: Pool, deed: Deed): Promise<boolean> =>
  once(pool, deed, async (tx) => {
    const event = { type: 'close', ending: 'confirmed' } as const;
    const told = await tellTicket(tx, deed.ticket, { event, side: 'requester', actor: actorOf(deed), at: deed.at });
    return told?.ok === true;
  });

/** One opinion a closed cycle; a later one takes its place while that cycle stands closed. */
export const giveFeedback = (
  pool: Pool,
  deed: Omit<Deed, 'submission'>,
  score: number,
  comment: string | null,
): Promise<boolean> =>
  inTransaction(pool, async (tx) => {
    const given = await firstRow(
      tx,
      z.object({ number: z.string(), cycle: z.number() }),
      `with closed as (select id, number, cycle from ticket where id = $1 and state = 'closed' for no key update), given as (
         insert into ticket_feedback as f (ticket, cycle, score, comment, at) select id, cycle, $2, $3, $4 from closed
         on conflict (ticket, cycle) do update set score = excluded.score, comment = coalesce(excluded.comment, f.comment), at = excluded.at
          where f.score <> excluded.score or excluded.comment is not null returning 1
       ) select number, cycle from closed`,
      [deed.ticket, score, comment, deed.at],
    );
    if (!given) return false;
    const actor = actorOf({ ...deed, submission: Buffer.alloc(0) });
    const data = { number: given.number, cycle: given.cycle, score };
    await record(tx, deed.at, actor, [{ type: 'ticket.feedback', subject: `ticket/${deed.ticket}`, data }]);
    return true;
  });
