import { z } from 'zod';
import { ADVICE_STATES, type AdviceTopic } from '../../domain/advice';
import { FIRST_TOPICS } from '../../domain/advice-data';
import type { Actor } from '../../domain/words';
import { actorKey } from '../../domain/words';
import { record } from '../events';
import { type Db, inTransaction, type Pool, rows, run } from '../query';

const Row = z
  .object({
    code: z.string(),
    version: z.number(),
    state: z.enum(ADVICE_STATES),
    checks: z.array(z.string()),
    sensorTypes: z.array(z.string()),
    general: z.boolean(),
    sources: z.array(z.string()),
    titleFr: z.string(),
    textFr: z.string(),
    titleEn: z.string(),
    textEn: z.string(),
    author: z.string().nullable(),
    at: z.date().nullable(),
  })
  .transform(({ titleFr, textFr, titleEn, textEn, ...topic }) => ({
    ...topic,
    words: { fr: { title: titleFr, text: textFr }, en: { title: titleEn, text: textEn } },
  }));
/** One version of a topic. */
export type StoredTopic = z.output<typeof Row>;

const COLUMNS = `a.code, a.version, a.state, a.checks, a.sensor_types as "sensorTypes", a.general, a.sources, a.title_fr as "titleFr",
  a.text_fr as "textFr", a.title_en as "titleEn", a.text_en as "textEn", a.author, a.at`;
/** SQL: the version of each topic that stands for the public; withdrawn ones have none. */
const PUBLISHED = `
  select * from (select distinct on (code) * from advice where state <> 'draft' order by code, version desc) newest where state = 'published'`;

export const publishedTopics = (db: Db): Promise<StoredTopic[]> =>
  rows(db, Row, `select ${COLUMNS} from (${PUBLISHED}) a order by a.code`);

/** Every version of a topic, the newest first. */
export const versionsOfTopic = (db: Db, code: string): Promise<StoredTopic[]> =>
  rows(db, Row, `select ${COLUMNS} from advice a where a.code = $1 order by a.version desc`, [code]);

const Counted = z.object({ code: z.string(), given: z.number(), helped: z.number(), unhelpful: z.number() });
export type GivenCounts = Omit<z.output<typeof Counted>, 'code'>;
/** The newest version of each topic, with how often it was given and what was said of it. */
export async function topicsWithCounts(db: Db): Promise<{ topic: StoredTopic; counts: GivenCounts }[]> {
  const topics = await rows(
    db,
    Row,
    `select ${COLUMNS} from (select distinct on (code) * from advice order by code, version desc) a order by a.code`,
  );
  const counts = new Map((await countsOf(db)).map(({ code, ...of }) => [code, of]));
  return topics.map((topic) => ({ topic, counts: counts.get(topic.code) ?? { given: 0, helped: 0, unhelpful: 0 } }));
}
const countsOf = (db: Db): Promise<z.output<typeof Counted>[]> =>
  rows(
    db,
    Counted,
    `select code, count(*) as given, count(*) filter (where helped) as helped, count(*) filter (where not helped) as unhelpful
       from advice_given group by code`,
  );

/** `after`: the version that the editor had before them, null for a new topic. */
export interface TopicEdit {
  topic: AdviceTopic;
  after: number | null;
  publish: boolean;
  actor: Actor;
  at: Date;
}
export type TopicSaved = { ok: true; version: number } | { ok: false; refusal: 'exists' | 'outdated' };

/** Saves a version: over the draft that stands, else as the next one. What was published stays as it was given. */
export const saveTopic = (pool: Pool, edit: TopicEdit): Promise<TopicSaved> =>
  inTransaction(pool, async (tx) => {
    const { topic, after } = edit;
    await run(tx, 'select pg_advisory_xact_lock(hashtext($1))', [`advice/${topic.code}`]);
    const [newest] = await versionsOfTopic(tx, topic.code);
    if (after === null && newest) return { ok: false, refusal: 'exists' };
    if (after !== null && newest?.version !== after) return { ok: false, refusal: 'outdated' };
    return { ok: true, version: await writeVersion(tx, edit, newest) };
  });

async function writeVersion(
  tx: Db,
  { topic, publish, actor, at }: TopicEdit,
  newest: StoredTopic | undefined,
): Promise<number> {
  const { code } = topic;
  await run(tx, `delete from advice where code = $1 and state = 'draft'`, [code]);
  const version = newest?.state === 'draft' ? newest.version : (newest?.version ?? 0) + 1;
  await insertTopic(tx, topic, { version, state: publish ? 'published' : 'draft', author: actorKey(actor), at });
  const type = publish ? 'advice.published' : 'advice.drafted';
  await record(tx, at, actor, [{ type, subject: 'register/advice', data: { code, version } }]);
  return version;
}

/** Takes a topic from the public pages and out of the letters to come; a draft of it goes. False when it is not public. */
export const withdrawTopic = (pool: Pool, code: string, actor: Actor, at: Date): Promise<boolean> =>
  inTransaction(pool, async (tx) => {
    await run(tx, 'select pg_advisory_xact_lock(hashtext($1))', [`advice/${code}`]);
    await run(tx, `delete from advice where code = $1 and state = 'draft'`, [code]);
    const [newest] = await versionsOfTopic(tx, code);
    if (newest?.state !== 'published') return false;
    const version = newest.version + 1;
    await insertTopic(tx, newest, { version, state: 'withdrawn', author: actorKey(actor), at });
    await record(tx, at, actor, [{ type: 'advice.withdrawn', subject: 'register/advice', data: { code, version } }]);
    return true;
  });

const insertTopic = (
  tx: Db,
  { code, checks, sensorTypes, general, sources, words: { fr, en } }: AdviceTopic,
  as: { version: number; state: StoredTopic['state']; author: string | null; at: Date | null },
): Promise<number> =>
  run(
    tx,
    `insert into advice (code, version, state, checks, sensor_types, general, sources, title_fr, text_fr, title_en, text_en, author, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing`,
    [
      code,
      as.version,
      as.state,
      checks,
      sensorTypes,
      general,
      sources,
      fr.title,
      fr.text,
      en.title,
      en.text,
      as.author,
      as.at,
    ],
  );

/** Gives a database the topics of this release that it has never had; what a data centre has written stays. */
export async function keepAdvice(db: Db): Promise<void> {
  for (const topic of FIRST_TOPICS)
    await insertTopic(db, topic, { version: 1, state: 'published', author: null, at: null });
}
