import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Db, firstRow, rows } from '../query';

const Written = z.object({ found: z.boolean() });
const isFound = async (tx: Db, sql: string, params: unknown[]): Promise<boolean> =>
  (await firstRow(tx, Written, sql, params))?.found ?? false;

/**
 * The intent of a mail by which a ticket is handed to the desk outside that its topic belongs to, else to one for everything. False
 * when there is none: somebody here finds out.
 */
export const writeHandedOut = (tx: Db, ticket: number, at: Date): Promise<boolean> =>
  isFound(
    tx,
    `with written as (
       insert into mail (id, kind, to_email, language, message_id, created_at, not_before, priority)
       select $1::uuid, 'ticket', d.email, d.language, $1::text || '@vigie', $3, $3, 0
         from ticket t, external_desk d where t.id = $2 and d.active
        order by t.topic = any(d.topics) desc nulls last, d.topics = '{}' desc, d.code limit 1 returning id
     ), about as (
       insert into ticket_mail (mail, ticket, about) select id, $2, 'handed_out' from written
     )
     select exists (select from written) as found`,
    [randomUUID(), ticket, at],
  );

/**
 * The intent of a mail that brings what was said after to the same desk. Where the first has not left yet it takes these words along.
 * False when the desk has had no mail at all.
 */
export const writeMoreWords = (tx: Db, ticket: number, message: number, at: Date): Promise<boolean> =>
  isFound(
    tx,
    `with first as (
       select m.to_email, m.language, m.state = 'pending' and (m.lease_until is null or m.lease_until < $4) as waits
         from ticket_mail a join mail m on m.id = a.mail where a.ticket = $2 and a.about = 'handed_out' and a.message is null
        order by m.created_at desc, m.id limit 1
     ), written as (
       insert into mail (id, kind, to_email, language, message_id, created_at, not_before, priority)
       select $1::uuid, 'ticket', to_email, language, $1::text || '@vigie', $4, $4, 0 from first where not waits returning id
     ), about as (
       insert into ticket_mail (mail, ticket, about, message) select id, $2, 'handed_out', $3 from written
     )
     select exists (select from first) as found`,
    [randomUUID(), ticket, message, at],
  );

const File = z.object({ sha256: z.instanceof(Buffer), name: z.string(), size: z.number() });
export type SentAlong = z.output<typeof File>;
/** The files that came with these messages and are kept, in their order. */
export const filesOfMessages = (db: Db, messages: readonly number[]): Promise<SentAlong[]> =>
  rows(
    db,
    File,
    'select sha256, name, size from ticket_file where message = any($1::bigint[]) and sha256 is not null order by id',
    [messages],
  );
