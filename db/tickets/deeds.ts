import { z } from 'zod';
import { type Actor, actorKey } from '../../domain/words';
import { record } from '../events';
import { type Db, firstRow, rows, run } from '../query';
import type { Ticket } from './ticket-row';

const Id = z.object({ id: z.number() });
export const findTicketId = async (db: Db, number: string): Promise<number | null> =>
  (await firstRow(db, Id, 'select id from ticket where number = $1', [number]))?.id ?? null;

const Code = z.object({ code: z.string() });
/** Somebody active who does the desk's work. */
export const mayHoldTickets = async (db: Db, code: string): Promise<boolean> =>
  (await firstRow(db, Code, `select code from person where code = $1 and active and role <> 'read_only'`, [code])) !==
  null;
export const isTopic = async (db: Db, code: string): Promise<boolean> =>
  (await firstRow(db, Code, 'select code from topic where code = $1 and active', [code])) !== null;
export const setTopic = (tx: Db, id: number, topic: string): Promise<number> =>
  run(tx, 'update ticket set topic = $2 where id = $1', [id, topic]);
/** Why somebody set the priority so, in their words. */
export const setPriorityReason = (tx: Db, id: number, reason: string | null): Promise<number> =>
  run(tx, 'update ticket set priority_reason = $2 where id = $1', [id, reason]);
/** By which number the desk that has it now knows it. */
export const setForeignNumber = (tx: Db, id: number, number: string): Promise<number> =>
  run(tx, 'update ticket_hop set foreign_number = $2 where ticket = $1 and until is null', [id, number]);

/** The one goes on in the other: words of the same person follow, those of another stay where only they read them. */
export async function mergeInto(tx: Db, from: Ticket, into: Ticket, actor: Actor, at: Date): Promise<void> {
  await run(tx, 'update ticket set merged_into = $2 where id = $1', [from.id, into.id]);
  if (from.about.requester !== null && from.about.requester === into.about.requester)
    await run(tx, 'update ticket_message set ticket = $2 where ticket = $1', [from.id, into.id]);
  await addLink(tx, from.id, { kind: 'merged', other: into.id, caseId: null }, actor, at);
}

interface NewLink {
  kind: 'related' | 'merged' | 'split' | 'case';
  other: number | null;
  caseId: number | null;
}
const addLink = (tx: Db, ticket: number, { kind, other, caseId }: NewLink, actor: Actor, at: Date): Promise<number> =>
  run(
    tx,
    `insert into ticket_link (ticket, kind, other, case_id, made_by, at)
     select $1, $2, $3::bigint, $4::bigint, $5, $6
      where not exists (select from ticket_link where ticket = $3 and other = $1)
     on conflict do nothing`,
    [ticket, kind, other, caseId, actorKey(actor), at],
  );

/** Says that two tickets, or a ticket and a case, have to do with each other; once, whichever names the other. */
export async function linkTicket(tx: Db, ticket: number, link: NewLink, actor: Actor, at: Date): Promise<void> {
  if ((await addLink(tx, ticket, link, actor, at)) === 0) return;
  const { kind, other, caseId } = link;
  const data = { kind, ...(other === null ? { case: caseId } : { other }) };
  await record(tx, at, actor, [{ type: 'ticket.link', subject: `ticket/${ticket}`, data }]);
}

const Said = z.object({ id: z.number(), text: z.string(), at: z.date() });
/** Those of these messages that the requester wrote in this ticket, in their order. */
export const requesterMessages = (db: Db, ticket: number, ids: readonly number[]): Promise<z.output<typeof Said>[]> =>
  rows(
    db,
    Said,
    `select id, text, at from ticket_message
      where ticket = $1 and id = any($2::bigint[]) and side = 'requester' and erased_at is null order by at, id`,
    [ticket, ids],
  );
/** What came with these messages comes with another as well. */
export const copyFiles = (tx: Db, from: readonly number[], to: number): Promise<number> =>
  run(
    tx,
    `insert into ticket_file (message, name, sha256, size, trouble)
     select $2, name, sha256, size, trouble from ticket_file where message = any($1::bigint[]) order by id`,
    [from, to],
  );
const Asker = z.object({
  email: z.string(),
  name: z.string().nullable(),
  language: z.enum(['fr', 'en']),
  organisation: z.string().nullable(),
  subject: z.string().nullable(),
});
/** Who asked, and about what, as a ticket of its own is opened for them. */
export const askerOf = (db: Db, ticket: number): Promise<z.output<typeof Asker> | null> =>
  firstRow(
    db,
    Asker,
    `select r.email, r.name, t.language, r.organisation, t.subject from ticket t join requester r on r.id = t.requester
      where t.id = $1 and r.erased_at is null`,
    [ticket],
  );

/** These tags and no others. */
export async function setTags(tx: Db, ticket: number, tags: readonly string[]): Promise<void> {
  await run(tx, 'delete from ticket_tag where ticket = $1 and tag <> all($2::text[])', [ticket, tags]);
  await run(tx, 'insert into ticket_tag (ticket, tag) select $1, unnest($2::text[]) on conflict do nothing', [
    ticket,
    tags,
  ]);
}
export const setWatching = (tx: Db, ticket: number, person: string, watches: boolean): Promise<number> =>
  run(
    tx,
    watches
      ? 'insert into ticket_watcher (ticket, person) values ($1, $2) on conflict do nothing'
      : 'delete from ticket_watcher where ticket = $1 and person = $2',
    [ticket, person],
  );
