import { z } from 'zod';
import { type Db, firstRow } from '../query';

const Row = z.object({ code: z.string(), name: z.string() });

/** The organisation that a contact answers for. */
export const supplierOfContact = (db: Db, contact: number): Promise<z.output<typeof Row> | null> =>
  firstRow(db, Row, 'select s.code, s.name from contact c join supplier s on s.code = c.supplier where c.id = $1', [
    contact,
  ]);
