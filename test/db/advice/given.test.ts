import { compose } from '../../../activities/letters';
import { adviceForMail, adviceOfMail, sayIfHelped } from '../../../db/advice/given';
import {
  publishedTopics,
  saveTopic,
  topicsWithCounts,
  versionsOfTopic,
  withdrawTopic,
} from '../../../db/advice/topics';
import { claimMails } from '../../../db/mails';
import { run } from '../../../db/query';
import { FIRST_TOPICS } from '../../../domain/advice-data';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { LINK_KEY, seedCase, seedContact, seedLetter } from '../../support/letters';

const db = useDatabase();
const DAY_MS = 86_400_000;
const DESK = { kind: 'person', id: 'nora' } as const;
const days = (n: number): Date => new Date(AT.getTime() + n * DAY_MS);

/** A letter of a supplier about one case of a check, with its advice by code. */
async function letter(who: { supplier: string; contact: number }, at: Date, check = 'qartod.spike_test') {
  const of = await seedCase(db.pool, who, { check });
  const { mail } = await seedLetter(db.pool, who.contact, [of], { at });
  const advice = async () => (await adviceForMail(db.pool, mail, [of.id], at)).map(({ code }) => code);
  return { mail, advice };
}

test('a new database knows every topic of the release, published in both languages', async () => {
  const topics = await publishedTopics(db.pool);
  expect(topics.map(({ code }) => code).sort()).toEqual(FIRST_TOPICS.map(({ code }) => code).sort());
  expect(topics.every(({ version, author }) => version === 1 && author === null)).toBe(true);
});

test('a topic goes with a letter once per supplier and sensor within the time of the policy, and the same mail keeps its own', async () => {
  const who = await seedContact(db.pool);
  const first = await letter(who, AT);
  expect(await first.advice()).toEqual(['spikes']);
  expect(await first.advice()).toEqual(['spikes']);
  expect(await (await letter(who, days(10))).advice()).toEqual([]);
  expect(await (await letter(who, days(20), 'flat_line')).advice()).toEqual(['stuck-values']);
  expect(await (await letter(who, days(91))).advice()).toEqual(['spikes']);
  expect(await (await letter(await seedContact(db.pool), AT)).advice()).toEqual(['spikes']);
});

test('the type of the sensor chooses the topic; a check that no topic knows brings none', async () => {
  await run(db.pool, `insert into sensor (code, name, type) values ('SBE21-3421', 'TSG', 'SDN:L05::133')`);
  const who = await seedContact(db.pool);
  expect(await (await letter(who, AT)).advice()).toEqual(['underway-water']);
  expect(await (await letter(who, AT, 'qc.moon_phase')).advice()).toEqual([]);
  await run(db.pool, 'delete from sensor');
});

test('two letters at once do not give the same advice twice; one that never left does not count', async () => {
  const who = await seedContact(db.pool);
  const [a, b] = [await letter(who, AT), await letter(who, AT)];
  expect((await Promise.all([a.advice(), b.advice()])).flat()).toEqual(['spikes']);
  await run(db.pool, `update mail set state = 'cancelled' where contact = $1`, [who.contact]);
  expect(await (await letter(who, days(1))).advice()).toEqual(['spikes']);
});

test('what a supplier says of advice is counted by topic, and their last word stands', async () => {
  const who = await seedContact(db.pool);
  const { mail, advice } = await letter(who, AT, 'density_inversion');
  await advice();
  const say = (helped: boolean, code = 'density-inversion') =>
    sayIfHelped(db.pool, { mail, code, helped, contact: who.contact, at: AT });
  expect(await say(true)).toBe(true);
  expect(await say(true)).toBe(true);
  expect(await say(false)).toBe(true);
  expect(await say(true, 'clock')).toBe(false);
  expect((await adviceOfMail(db.pool, mail)).map(({ code, helped }) => [code, helped])).toEqual([
    ['density-inversion', false],
  ]);
  const counts = (await topicsWithCounts(db.pool)).find(({ topic }) => topic.code === 'density-inversion')?.counts;
  expect(counts).toEqual({ given: 1, helped: 0, unhelpful: 1 });
  const { rows } = await db.pool.query(`select data from event where type = 'advice.judged' order by id`);
  expect(rows.map((row: { data: unknown }) => row.data)).toEqual([
    { code: 'density-inversion', helped: true },
    { code: 'density-inversion', helped: false },
  ]);
});

test('a draft changes nothing for readers until it is published; what was given keeps its version', async () => {
  const [topic] = FIRST_TOPICS.filter(({ code }) => code === 'bottles');
  if (!topic) throw new Error('no topic');
  const who = await seedContact(db.pool);
  const { mail, advice } = await letter(who, AT, 'bottle');
  await advice();
  const words = { ...topic.words, en: { title: 'Mind the bottles', text: 'x' } };
  const edit = (after: number | null, publish: boolean) =>
    saveTopic(db.pool, { topic: { ...topic, words }, after, publish, actor: DESK, at: AT });
  const published = async () => (await publishedTopics(db.pool)).find(({ code }) => code === 'bottles');
  expect(await edit(null, false)).toEqual({ ok: false, refusal: 'exists' });
  expect(await edit(1, false)).toEqual({ ok: true, version: 2 });
  expect((await published())?.version).toBe(1);
  expect(await edit(1, true)).toEqual({ ok: false, refusal: 'outdated' });
  expect(await edit(2, true)).toEqual({ ok: true, version: 2 });
  expect((await published())?.words.en.title).toBe('Mind the bottles');
  expect((await adviceOfMail(db.pool, mail))[0]?.titleEn).toBe('Note the state of each bottle');
  expect(await withdrawTopic(db.pool, 'bottles', DESK, AT)).toBe(true);
  expect(await published()).toBeUndefined();
  expect(await withdrawTopic(db.pool, 'bottles', DESK, AT)).toBe(false);
  expect((await versionsOfTopic(db.pool, 'bottles')).map(({ version, state }) => [version, state])).toEqual([
    [3, 'withdrawn'],
    [2, 'published'],
    [1, 'published'],
  ]);
});

test('a letter names the advice and its page, in its text and in its HTML', async () => {
  const who = await seedContact(db.pool, 'en');
  const of = await seedCase(db.pool, who, { check: 'qartod.spike_test' });
  const { mail } = await seedLetter(db.pool, who.contact, [of], { sent: false });
  await run(db.pool, `update mail set state = 'cancelled' where id <> $1 and state = 'pending'`, [mail]);
  const [claimed] = await claimMails(db.pool, AT, days(1), 1, 'example.org');
  if (!claimed) throw new Error('no mail');
  const composed = await compose(
    {
      pool: db.pool,
      baseUrl: 'http://vigie.example.org',
      linkKey: LINK_KEY,
      replyAddress: null,
      centre: { name: 'SISMER', email: 'qualite@example.org' },
    },
    claimed,
    AT,
  );
  const { text, html } = composed as { text: string; html: string };
  expect(text).toContain(
    'A word of advice for next time: Look for the source of spikes before\nfiltering\nhttp://vigie.example.org/advice/spikes?lang=en\n',
  );
  expect(html).toContain('href="http://vigie.example.org/advice/spikes?lang=en"');
});
