import { z } from 'zod';
import { type Db, rows } from '../query';

const Row = z.object({ code: z.string(), name: z.string() });

/** Names of these codes, of whatever register knows them; a code of several is named by the first. */
export async function namesOf(db: Db, codes: readonly string[]): Promise<Map<string, string>> {
  const found = await rows(
    db,
    Row,
    `select distinct on (code) code, name from (
       select code, name, 0 as place from supplier union all select code, name, 1 from cruise
       union all select code, name, 2 from platform union all select code, name, 3 from sensor) r
      where code = any($1::text[]) order by code, place`,
    [codes],
  );
  return new Map(found.map(({ code, name }) => [code, name]));
}
