import { z } from 'zod';
import { topicFor } from '../../domain/advice';
import type { Actor } from '../../domain/words';
import { record } from '../events';
import { type Db, inTransaction, type Pool, rows, run } from '../query';
import { publishedTopics, type StoredTopic } from './topics';

/** More than this is no advice but a lecture. */
const TOPICS_MAX = 2;

const About = z.object({
  supplier: z.string(),
  sensor: z.string(),
  sensorType: z.string().nullable(),
  check: z.string(),
  againMs: z.number(),
});

/**
 * The advice that goes with a mail about these cases: for each sensor and check the topic that fits, unless this supplier had it
 * for this sensor not long ago. Kept with the mail, so that the mail written again has the same.
 */
export async function adviceForMail(
  pool: Pool,
  mail: string,
  caseIds: readonly number[],
  at: Date,
): Promise<StoredTopic[]> {
  return inTransaction(pool, async (tx) => {
    const topics = await publishedTopics(tx);
    const standing = await codesGiven(tx, mail);
    if (standing.length > 0) return topics.filter(({ code }) => standing.includes(code));
    const chosen = new Map<string, StoredTopic>();
    for (const of of await aboutOf(tx, caseIds)) {
      const topic = topicFor(topics, of.check, of.sensorType);
      if (!topic || chosen.has(topic.code) || chosen.size === TOPICS_MAX) continue;
      if (await give(tx, mail, topic, of, at)) chosen.set(topic.code, topic);
    }
    return [...chosen.values()];
  });
}

/** By the gravest case first. */
const aboutOf = (db: Db, caseIds: readonly number[]): Promise<z.output<typeof About>[]> =>
  rows(
    db,
    About,
    `select c.supplier, coalesce(c.sensor, '') as sensor, n.type as "sensorType", c.check_code as "check", p.advice_again_after_ms as "againMs"
       from anomaly_case c join policy p on p.code = c.policy left join sensor n on n.code = c.sensor
      where c.id = any($1::bigint[]) and c.supplier is not null
      order by array_position(array['critical', 'error', 'warning', 'info'], c.severity), c.id`,
    [caseIds],
  );

const codesGiven = async (db: Db, mail: string): Promise<string[]> =>
  (await rows(db, z.object({ code: z.string() }), 'select code from advice_given where mail = $1', [mail])).map(
    ({ code }) => code,
  );

/** False when it was given not long ago by a mail that left or will. Two mails at once wait for each other. */
async function give(
  tx: Db,
  mail: string,
  topic: StoredTopic,
  { supplier, sensor, againMs }: z.output<typeof About>,
  at: Date,
): Promise<boolean> {
  await run(tx, 'select pg_advisory_xact_lock(hashtext($1))', [`advice given/${supplier}/${sensor}`]);
  const given = await run(
    tx,
    `insert into advice_given (mail, supplier, sensor, code, version, at)
     select $1, $2, $3, $4, $5, $6 where not exists (
       select from advice_given g join mail m on m.id = g.mail
        where g.supplier = $2 and g.sensor = $3 and g.code = $4 and g.at > $7 and m.state in ('pending', 'sent'))
     on conflict do nothing`,
    [mail, supplier, sensor, topic.code, topic.version, at, new Date(at.getTime() - againMs)],
  );
  return given > 0;
}

const Shown = z.object({
  code: z.string(),
  titleFr: z.string(),
  titleEn: z.string(),
  helped: z.boolean().nullable(),
});
/** Advice that went with a mail, in the version that it had then, and what was said of it. */
export type GivenAdvice = z.output<typeof Shown>;
export const adviceOfMail = (db: Db, mail: string): Promise<GivenAdvice[]> =>
  rows(
    db,
    Shown,
    `select g.code, a.title_fr as "titleFr", a.title_en as "titleEn", g.helped
       from advice_given g join advice a on a.code = g.code and a.version = g.version where g.mail = $1 order by g.id`,
    [mail],
  );

/** What a supplier says of a piece of advice; the last word counts. False when this mail had no such advice. */
export const sayIfHelped = (
  pool: Pool,
  { mail, code, helped, contact, at }: { mail: string; code: string; helped: boolean; contact: number; at: Date },
): Promise<boolean> =>
  inTransaction(pool, async (tx) => {
    const [given] = await rows(
      tx,
      z.object({ id: z.number(), helped: z.boolean().nullable() }),
      'select id, helped from advice_given where mail = $1 and code = $2 for no key update',
      [mail, code],
    );
    if (!given) return false;
    if (given.helped === helped) return true;
    const actor: Actor = { kind: 'contact', id: String(contact) };
    await run(tx, 'update advice_given set helped = $2, helped_at = $3 where id = $1', [given.id, helped, at]);
    await record(tx, at, actor, [{ type: 'advice.judged', subject: 'register/advice', data: { code, helped } }]);
    return true;
  });
