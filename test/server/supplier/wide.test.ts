import { answerLocked } from '../../../db/answers';
import { readCases } from '../../../db/case-row';
import { revokeLinks } from '../../../db/links';
import { inTransaction } from '../../../db/query';
import type { ServerDeps } from '../../../server/deps';
import { performVerb } from '../../../server/verbs';
import { addLogin, loggedIn, type Visitor, wordsOf } from '../../support/console';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { type SeededCase, seedCase, seedContact, seedLetter } from '../../support/letters';
import { hiddenOf, type Page, textOf, visitor } from '../../support/pages';
import { serverDeps, startServer, type TestServer } from '../../support/server';

const db = useDatabase();
let deps: ServerDeps;
let server: TestServer;
let alix: Visitor;
beforeAll(async () => {
  deps = serverDeps(db.pool);
  server = await startServer(deps);
  for (const code of ['alix', 'bela', 'chloe']) await addLogin(db.pool, code);
  alix = await loggedIn(server.url, 'alix');
});
afterAll(() => server.stop());

const run = (sql: string, values: unknown[]): Promise<unknown> => db.pool.query(sql, values);
let sensors = 0;
/** Five cases of one sensor: two within 2 to 14 March, one reaching outside, one decided, one of another contact. */
async function scene() {
  sensors += 1;
  const sensor = `SBE21-${sensors}`;
  const who = await seedContact(db.pool);
  const other = await seedContact(db.pool);
  const of = async (owner: typeof who, first: string, last: string): Promise<SeededCase> => {
    const one = await seedCase(db.pool, owner);
    await run('update anomaly_case set sensor = $2, first_time = $3, last_time = $4, members = 3 where id = $1', [
      one.id,
      sensor,
      first,
      last,
    ]);
    return one;
  };
  const origin = await of(who, '2026-03-02T00:00:00Z', '2026-03-03T00:00:00Z');
  const inside = await of(who, '2026-03-10T00:00:00Z', '2026-03-14T23:59:59Z');
  const reaching = await of(who, '2026-03-14T00:00:00Z', '2026-03-15T00:00:00Z');
  const decided = await of(who, '2026-03-05T00:00:00Z', '2026-03-06T00:00:00Z');
  await run(`update anomaly_case set phase = 'applying' where id = $1`, [decided.id]);
  const foreign = await of(other, '2026-03-07T00:00:00Z', '2026-03-08T00:00:00Z');
  const { token } = await seedLetter(db.pool, who.contact, [origin]);
  await seedLetter(db.pool, who.contact, [inside, reaching, decided]);
  await seedLetter(db.pool, other.contact, [foreign]);
  return {
    sensor,
    origin,
    inside,
    reaching,
    decided,
    foreign,
    token,
  };
}
type Scene = Awaited<ReturnType<typeof scene>>;
const SAID = { answer: 'eliminate', first: '2026-03-02', last: '2026-03-14', comment: 'Capteur changé le 14 mars' };
const answersOf = async (cases: readonly SeededCase[]): Promise<string[]> =>
  (
    await db.pool.query(
      'select c.number, a.code from answer a join anomaly_case c on c.id = a.case_id where c.id = any($1) order by a.id',
      [cases.map(({ id }) => id)],
    )
  ).rows.map(({ number, code }) => `${number} ${code}`);
const everyCase = ({ origin, inside, reaching, decided, foreign }: Scene): SeededCase[] => [
  origin,
  inside,
  reaching,
  decided,
  foreign,
];
const ticksOf = (html: string): string[] =>
  [...html.matchAll(/<input[^>]*name="with"[^>]*>/g)].map(([tag]) => /value="([^"]+)"/.exec(tag)?.[1] ?? '');
const ofSupplier = async ({ token, origin }: Scene): Promise<{ who: ReturnType<typeof visitor>; preview: Page }> => {
  const who = visitor(server.url);
  return { who, preview: await who.post(`/s/${token}/wide`, { case: origin.number, ...SAID }) };
};

test('one answer of the supplier goes to every case of the sensor that lies within the interval, and only theirs', async () => {
  const seen = await scene();
  const page = await visitor(server.url).get(`/s/${seen.token}`);
  expect(page.html).toContain(`/s/${seen.token}/wide?case=${seen.origin.number}`);
  const { who, preview } = await ofSupplier(seen);
  expect(ticksOf(preview.html)).toEqual([seen.origin.number, seen.inside.number]);
  const text = textOf(preview);
  expect(text).toContain(SAID.comment);
  expect(text).toContain('2 anomalies concernées');
  expect(text).toMatch(new RegExp(`${seen.reaching.number}.*Déborde de la période`));
  for (const hidden of [seen.foreign.number, seen.decided.number]) expect(text).not.toContain(hidden);
  expect(await answersOf(everyCase(seen))).toEqual([]);
  const sent = { ...hiddenOf(preview), with: [seen.origin.number, seen.inside.number, seen.foreign.number] };
  const pressed = await Promise.all([1, 2, 3].map(() => who.post(`/s/${seen.token}/wide`, sent)));
  expect(pressed.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(await answersOf(everyCase(seen))).toEqual([
    `${seen.origin.number} eliminate`,
    `${seen.inside.number} eliminate`,
  ]);
  const sets = await db.pool.query('select sensor, starts_at, ends_at from answer_set where sensor = $1', [
    seen.sensor,
  ]);
  expect(sets.rows).toEqual([
    {
      sensor: seen.sensor,
      starts_at: new Date('2026-03-02T00:00:00Z'),
      ends_at: new Date('2026-03-15T00:00:00Z'),
    },
  ]);
});

test('exceptions are ticked off; another answer that stands is replaced only when ticked; nothing ticked is asked after', async () => {
  const seen = await scene();
  await inTransaction(db.pool, async (tx) => {
    const [one] = await readCases(tx, [seen.inside.id], true);
    const given = {
      code: 'confirmed_real',
      cause: null,
      comment: null,
      plannedOn: null,
      file: null,
      corrections: null,
    } as const;
    await answerLocked(
      tx,
      one!,
      { ...given, author: 'contact:1', submission: null },
      { side: 'supplier', actor: { kind: 'contact', id: '1' } },
      AT,
    );
  });
  const { who, preview } = await ofSupplier(seen);
  expect(preview.html).toMatch(new RegExp(`value="${seen.origin.number}"[^>]*checked`));
  expect(preview.html).not.toMatch(new RegExp(`value="${seen.inside.number}"[^>]*checked`));
  expect((await who.post(`/s/${seen.token}/wide`, hiddenOf(preview))).status).toBe(422);
  await who.post(`/s/${seen.token}/wide`, { ...hiddenOf(preview), with: seen.origin.number });
  expect(await answersOf([seen.inside, seen.origin])).toEqual([
    `${seen.inside.number} confirmed_real`,
    `${seen.origin.number} eliminate`,
  ]);
});

test('a case whose links were revoked is reached by no other link either', async () => {
  const seen = await scene();
  await revokeLinks(db.pool, seen.inside.id, AT);
  const { preview } = await ofSupplier(seen);
  expect(ticksOf(preview.html)).toEqual([seen.origin.number]);
  expect(textOf(preview)).not.toContain(seen.inside.number);
});

test('days in the wrong order, no answer, or one that needs a file are asked after', async () => {
  const { token, origin } = await scene();
  for (const wrong of [{ first: '2026-03-20' }, { answer: '' }, { answer: 'corrected_data' }, { last: 'x' }]) {
    const { status } = await visitor(server.url).post(`/s/${token}/wide`, { case: origin.number, ...SAID, ...wrong });
    expect([wrong, status]).toEqual([wrong, 422]);
  }
});

/** The desk's answer, told by telephone, as the address of its set. */
const byDesk = async (seen: Scene): Promise<string> => {
  await alix.get(`/cases/${seen.origin.number}/wide`);
  const preview = await alix.post(`/cases/${seen.origin.number}/wide`, SAID);
  const submission = /name="submission" value="([^"]+)"/.exec(preview.text)?.[1] ?? '';
  const ticks = ticksOf(preview.text).map((value): [string, string] => ['with', value]);
  const sent = await alix.post(`/cases/${seen.origin.number}/wide`, { ...SAID, submission }, {}, ticks);
  return sent.headers.get('location') ?? '';
};

test('the desk gives one answer to every case of a sensor, whoever’s, and two others approve the set of an elimination as one', async () => {
  const seen = await scene();
  const path = await byDesk(seen);
  expect(path).toMatch(/^\/answer-sets\/[0-9a-f-]{36}\?done=wide$/);
  const told = [seen.origin, seen.inside, seen.foreign];
  expect((await answersOf(everyCase(seen))).toSorted()).toEqual(
    told.map(({ number }) => `${number} eliminate`).toSorted(),
  );
  expect(wordsOf((await alix.get(path)).text)).toContain('deux autres personnes');
  const [set = ''] = path.split('?');
  const approve = async (code: string): Promise<string> => {
    const who = await loggedIn(server.url, code);
    const page = await who.get(set);
    const ticks = ticksOf(page.text).map((value): [string, string] => ['with', value]);
    return (await who.post(`${set}/approve`, {}, {}, ticks)).text;
  };
  const phases = async (): Promise<string[]> =>
    (
      await db.pool.query('select phase from anomaly_case where id = any($1) order by id', [told.map(({ id }) => id)])
    ).rows.map(({ phase }) => phase);
  await approve('bela');
  expect(await phases()).toEqual(['answered', 'answered', 'answered']);
  expect(ticksOf((await (await loggedIn(server.url, 'bela')).get(set)).text)).toEqual([]);
  await approve('chloe');
  expect(await phases()).toEqual(['approved', 'approved', 'approved']);
});

test('a case that moved since the page was shown is named and left out; the others are approved', async () => {
  const seen = await scene();
  const { who, preview } = await ofSupplier(seen);
  await who.post(`/s/${seen.token}/wide`, {
    ...hiddenOf(preview),
    answer: 'flags_accepted',
    with: [seen.origin.number, seen.inside.number],
  });
  const { rows } = await db.pool.query('select id from answer_set where sensor = $1', [seen.sensor]);
  const set = `/answer-sets/${rows[0].id}`;
  const page = await alix.get(set);
  const ticks = ticksOf(page.text).map((value): [string, string] => ['with', value]);
  expect(ticks).toHaveLength(2);
  const again = await who.post(`/s/${seen.token}/answer`, { answer: 'confirmed_real' });
  await who.post(`/s/${seen.token}/answer`, hiddenOf(again));
  const done = await alix.post(`${set}/approve`, {}, {}, ticks);
  expect(done.status).toBe(200);
  expect(wordsOf(done.text)).toMatch(new RegExp(`Un cas a changé et reste de côté ${seen.origin.number}`));
  const after = await db.pool.query('select number, phase from anomaly_case where id = any($1) order by id', [
    [seen.origin.id, seen.inside.id],
  ]);
  expect(after.rows.map(({ phase }) => phase)).toEqual(['answered', 'approved']);
  const twice = await alix.post(`${set}/approve`, {}, {}, ticks);
  expect(twice.status).toBe(409);
  expect(
    (
      await performVerb(
        deps,
        { actor: { kind: 'person', id: 'bela' }, role: 'assistant' },
        seen.inside.number,
        'approve',
        {},
      )
    ).ok,
  ).toBe(false);
});

test('who may only read sees the set and approves nothing', async () => {
  const seen = await scene();
  const path = await byDesk(seen);
  const [set = ''] = path.split('?');
  await addLogin(db.pool, `reader-${sensors}`, 'read_only');
  const reader = await loggedIn(server.url, `reader-${sensors}`);
  const page = await reader.get(set);
  expect([page.status, ticksOf(page.text)]).toEqual([200, []]);
  expect((await reader.post(`${set}/approve`, {})).status).toBe(403);
  expect((await reader.get(`/cases/${seen.origin.number}/wide`)).status).toBe(403);
  expect((await alix.get('/answer-sets/x')).status).toBe(404);
});
