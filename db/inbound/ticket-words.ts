import { type Db, run } from '../query';
import { readTickets, type Ticket } from '../tickets/ticket-row';
import type { InboundFile } from './verdicted';

/** Names what one mail says at the desk: it is said once. */
export const ticketSubmission = (inbound: number): string => `inbound/${inbound}`;

/** What came with a mail stands with its words; what may not be kept is named. */
export const addFiles = (tx: Db, message: number, files: readonly InboundFile[]): Promise<number> =>
  run(
    tx,
    `insert into ticket_file (message, name, sha256, size, trouble)
     select $1, f.name, f.sha256, f.size, f.trouble from unnest($2::text[], $3::bytea[], $4::bigint[], $5::text[]) with ordinality as f (name, sha256, size, trouble, place)
      order by f.place`,
    [
      message,
      files.map(({ name }) => name),
      files.map(({ sha256 }) => sha256),
      files.map(({ size }) => size),
      files.map(({ trouble }) => trouble),
    ],
  );

/** A ticket as it stands in this transaction. */
export async function standing(tx: Db, ticket: number): Promise<Ticket> {
  const [found] = await readTickets(tx, [ticket]);
  if (!found) throw new Error(`ticket ${ticket} is gone`);
  return found;
}
