import { z } from 'zod';
import type { Language } from '../../domain/words';
import { type Db, rows } from '../query';

const Row = z.object({ code: z.string(), name: z.string() });
/** The topics that are offered, as this language names them. */
export const topicNames = (db: Db, language: Language): Promise<z.output<typeof Row>[]> =>
  rows(
    db,
    Row,
    `select code, case when $1 = 'en' then name_en else name end as name from topic where active order by (code = 'other'), 2`,
    [language],
  );
