import type { Agenda } from '../domain/agenda';
import type { ContactStep } from '../domain/contact-agenda';
import { readLetterAgenda } from '../db/letter-agenda';
import { raiseFailedLetters, writeLetters } from '../db/letter-lines';
import { inTransaction, type Pool } from '../db/query';

/** What a contact's own workflow does: closes the letter that gathers the cases waiting for them. */
export const createContactActivities = ({ pool }: { pool: Pool }) => ({
  readContact: (id: number): Promise<Agenda<ContactStep>> => readLetterAgenda(pool, id),
  writeLetters: (id: number, atMs: number): Promise<boolean> =>
    inTransaction(pool, (tx) => writeLetters(tx, id, new Date(atMs))),
  raiseFailedLetters: (id: number, atMs: number): Promise<boolean> =>
    inTransaction(pool, (tx) => raiseFailedLetters(tx, id, new Date(atMs))),
});
export type ContactActivities = ReturnType<typeof createContactActivities>;
