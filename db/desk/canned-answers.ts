import { z } from 'zod';
import type { CannedAnswer } from '../../domain/canned-answer';
import type { Actor } from '../../domain/words';
import { record } from '../events';
import { type Db, firstRow, rows, run } from '../query';

const Row = z.object({
  code: z.string(),
  name: z.object({ fr: z.string(), en: z.string() }),
  text: z.object({ fr: z.string(), en: z.string() }),
  topic: z.string().nullable(),
  active: z.boolean(),
});
const COLUMNS = `code, json_build_object('fr', name, 'en', name_en) as name, json_build_object('fr', text, 'en', text_en) as text, topic, active`;

export const listCannedAnswers = (db: Db): Promise<CannedAnswer[]> =>
  rows(db, Row, `select ${COLUMNS} from canned_answer order by active desc, code`);
export const findCannedAnswer = (db: Db, code: string): Promise<CannedAnswer | null> =>
  firstRow(db, Row, `select ${COLUMNS} from canned_answer where code = $1`, [code]);

/** Writes a canned answer; false when `creating` and its code stands already. The log has the code alone. */
export async function saveCannedAnswer(
  tx: Db,
  { code, name, text, topic, active }: CannedAnswer,
  { creating, actor, at }: { creating: boolean; actor: Actor; at: Date },
): Promise<boolean> {
  const written = await run(
    tx,
    `insert into canned_answer (code, name, name_en, text, text_en, topic, active) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (code) do ${
       creating
         ? 'nothing'
         : `update set name = excluded.name, name_en = excluded.name_en, text = excluded.text, text_en = excluded.text_en,
                       topic = excluded.topic, active = excluded.active`
     }`,
    [code, name.fr, name.en, text.fr, text.en, topic, active],
  );
  if (written > 0) await record(tx, at, actor, [{ type: 'canned_answer.saved', subject: `canned_answer/${code}` }]);
  return written > 0;
}
