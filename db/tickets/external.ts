import { type Db, run } from '../query';

/**
 * Keeps the number that another desk gave to what it was handed: the first that it names, so that one hand-over is one request there.
 * Nothing when it named none.
 */
export const noteForeignNumber = (tx: Db, ticket: number, foreign: string | null): Promise<number> =>
  run(
    tx,
    `update ticket_hop set foreign_number = $2
      where $2::text is not null and foreign_number is null
        and id = (select max(id) from ticket_hop where ticket = $1 and level = 'external')`,
    [ticket, foreign],
  );
