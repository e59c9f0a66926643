import { z } from 'zod';
import { type Db, firstRow } from '../query';
import { accountOf } from '../runs';

const Draft = z.object({
  cruise: z.string().nullable(),
  platform: z.string().nullable(),
  /** Of the cruise, as far as the registers know them. */
  datasets: z.array(z.string()),
  /** The first words of whoever asked. */
  text: z.string().nullable(),
});
export type CaseDraft = z.output<typeof Draft>;
/** What a ticket says of an anomaly already. */
export const draftOfCase = (db: Db, ticket: number): Promise<CaseDraft | null> =>
  firstRow(
    db,
    Draft,
    `select t.cruise, c.platform,
            array(select d.code from dataset d where d.cruise = t.cruise order by d.code limit 100) as datasets,
            (select m.text from ticket_message m where m.ticket = t.id and m.side = 'requester' and m.erased_at is null order by m.id limit 1) as text
       from ticket t left join cruise c on c.code = t.cruise where t.id = $1`,
    [ticket],
  );

/** The one run by which a ticket is posted as an anomaly: a key that a caller may give has no space in it. */
export const runOfTicket = (number: string): string => `ticket ${number}`;
/** The case that a ticket has become; null while it has not, or was suppressed. */
export const caseOfTicket = async (db: Db, number: string): Promise<string | null> =>
  (await accountOf(db, runOfTicket(number)))?.cases[0] ?? null;
