import { useDatabase } from '../../support/database';
import { addLogin, loggedIn, type Visitor, wordsOf } from '../../support/console';
import { useApi } from '../../support/post';

/** The clock stands on Monday, 2 March 2026, 09:00 in Paris: after the hand-over. */
const db = useDatabase();
const server = useApi(db);
let nora: Visitor;
let ana: Visitor;
let eva: Visitor;
beforeAll(async () => {
  await addLogin(db.pool, 'nora', 'manager', 'en');
  for (const code of ['ana', 'bob', 'cleo']) await addLogin(db.pool, code, 'assistant', 'en');
  await addLogin(db.pool, 'eva', 'read_only', 'en');
  nora = await loggedIn(server.url, 'nora');
  ana = await loggedIn(server.url, 'ana');
  eva = await loggedIn(server.url, 'eva');
});
const sealIn = (html: string): string => /name="seal" value="([\w-]+)"/.exec(html)?.[1] ?? '';
const levels = async (code: string, both = true) => {
  await nora.get(`/people/${code}`);
  const more = both ? ([['levels', '2']] as const) : [];
  return nora.post(
    `/people/${code}`,
    { levels: '1' },
    {},
    more.map(([name, value]) => [name, value]),
  );
};

test('an empty rota says what to do first', async () => {
  expect(wordsOf((await ana.get('/rota')).text)).toMatch(/No duty is planned yet.*Level 1: nobody/);
});

test('a manager says who holds which level, plans three months in one go, and sees who is on duty', async () => {
  for (const code of ['ana', 'bob', 'cleo']) expect((await levels(code)).status).toBe(303);
  expect(wordsOf((await nora.get('/people')).text)).toMatch(/Nom ana Assistant 1, 2 all/i);
  const form = await nora.get('/rota/plan');
  expect(wordsOf(form.text)).toContain('who was skipped comes first');
  const plan = { from: '2026-03-02', until: '2026-05-31', turn1: 'day', turn2: 'week' };
  const preview = await nora.post('/rota/plan', { ...plan, step: 'preview' });
  expect(wordsOf(preview.text)).toMatch(/Proposal for 60 days.*Nothing is written yet\..*Days for each person/);
  expect((await nora.post('/rota/plan', { ...plan, step: 'save', seal: 'another' })).status).toBe(409);
  const saved = await nora.post('/rota/plan', { ...plan, step: 'save', seal: sealIn(preview.text) });
  expect([saved.status, saved.headers.get('location')]).toEqual([303, '/rota?month=2026-03&done=rota-plan']);
  const month = wordsOf((await ana.get('/rota?month=2026-03&done=rota-plan')).text);
  expect(month).toMatch(/The plan is saved\..*On duty now Level 1: Nom bob Level 2: Nom ana/);
  expect(wordsOf((await ana.get('/rota?month=2026-05')).text)).toContain('On duty now');
  expect(month).not.toContain('things to settle');
});

test('an assistant is not offered the plan, and a reader no form at all', async () => {
  expect((await ana.get('/rota/plan')).status).toBe(403);
  const text = wordsOf((await eva.get('/rota')).text);
  expect(text).not.toContain('Swap two days');
  await eva.get('/account');
  expect(
    (await eva.post('/rota/swaps', { day: '2026-03-02', level: '1', otherDay: '2026-03-03', otherLevel: '1' })).status,
  ).toBe(403);
  expect((await eva.post('/absences', { person: 'ana' })).status).toBe(403);
});

test('somebody replaces a colleague for an afternoon; a second one for the same is refused; it can be taken back', async () => {
  await ana.get('/rota');
  const span = { level: '1', startsAt: '2026-03-02T13:00', endsAt: '2026-03-02T18:00', out: 'bob', in: 'cleo' };
  expect((await ana.post('/rota/overrides', span)).headers.get('location')).toBe('/rota?done=rota-override');
  const week = await ana.get('/rota?week=2026-03-02');
  expect(wordsOf(week.text)).toMatch(/Mon 2 Mar today Nom bob · from 13:00: Nom cleo · from 18:00: Nom bob override/);
  const twice = await ana.post('/rota/overrides', { ...span, in: 'ana' });
  expect([twice.status, wordsOf(twice.text)]).toEqual([
    422,
    expect.stringContaining('Another override has this person'),
  ]);
  const cancel = /action="(\/rota\/overrides\/\d+\/cancel)"/.exec(week.text)?.[1] ?? '';
  expect((await ana.post(cancel)).status).toBe(303);
  expect((await ana.post(cancel)).status).toBe(404);
  expect(wordsOf((await ana.get('/rota?week=2026-03-02')).text)).not.toContain('from 13:00');
  const bad = await ana.post('/rota/overrides', { ...span, startsAt: '2026-02-30T13:00' });
  expect(bad.text).toContain('href="#override-startsAt"');
});

test('two days are swapped', async () => {
  const before = wordsOf((await ana.get('/rota?week=2026-03-02')).text);
  expect(before).toMatch(/Tue 3 Mar Nom cleo .*Wed 4 Mar Nom bob/);
  const swap = { day: '2026-03-03', level: '1', otherDay: '2026-03-04', otherLevel: '1' };
  expect((await ana.post('/rota/swaps', swap)).headers.get('location')).toBe('/rota?done=rota-swap');
  expect(wordsOf((await ana.get('/rota?week=2026-03-02')).text)).toMatch(/Tue 3 Mar Nom bob .*Wed 4 Mar Nom cleo/);
  const nobody = await ana.post('/rota/swaps', { ...swap, otherDay: '2026-12-01' });
  expect(wordsOf(nobody.text)).toContain('Nobody is on duty on one of these days.');
});

test('time off on a day of duty without a cover is a task that leads to the absence; a cover settles it', async () => {
  await ana.get('/absences');
  const absence = {
    person: 'ana',
    kind: 'leave',
    firstDay: '2026-03-03',
    firstHour: '',
    lastDay: '2026-03-03',
    lastHour: '',
    cover: '',
  };
  expect((await ana.post('/absences', absence)).headers.get('location')).toBe('/absences?done=absence');
  const list = await ana.get('/absences');
  expect(wordsOf(list.text)).toMatch(/Nom ana leave, Tue,? 3 Mar 2026 absence without cover/);
  const tasks = await ana.get('/tasks');
  const link = /href="(\/absences\/[^"]+)"/.exec(tasks.text)?.[1] ?? '';
  expect(wordsOf(tasks.text)).toContain('Absence of Nom ana');
  expect(wordsOf(tasks.text)).toContain('Duty of 3 Mar 2026, level 2');
  const one = await ana.get(link);
  expect(one.text).toContain('value="2026-03-03"');
  expect((await ana.post(link, { ...absence, cover: 'ana' })).status).toBe(422);
  expect((await ana.post(link, { ...absence, cover: 'cleo' })).status).toBe(303);
  expect(wordsOf((await ana.get('/tasks')).text)).not.toContain('Absence of');
  expect(wordsOf((await ana.get('/rota?week=2026-03-02')).text)).toContain('Nom ana, covered by Nom cleo');
  expect((await ana.post(`${link}/cancel`)).status).toBe(303);
  expect(wordsOf((await ana.get('/absences')).text)).toContain('Nobody is away');
  expect((await ana.post('/absences', { ...absence, firstDay: '' })).text).toContain('href="#firstDay"');
});

test('a plan with days on which nobody can is saved only by who says so, and the days become tasks', async () => {
  await ana.get('/absences');
  for (const person of ['ana', 'bob'])
    await ana.post('/absences', {
      person,
      kind: 'training',
      firstDay: '2026-03-16',
      lastDay: '2026-03-17',
      cover: 'cleo',
    });
  await nora.get('/rota/plan');
  const plan = { from: '2026-03-16', until: '2026-03-20', turn1: 'day', turn2: 'week' };
  const preview = await nora.post('/rota/plan', { ...plan, step: 'preview' });
  expect(wordsOf(preview.text)).toMatch(/2 things to settle Monday 16 March, level 2: nobody is planned\./);
  const seal = sealIn(preview.text);
  expect((await nora.post('/rota/plan', { ...plan, step: 'save', seal })).status).toBe(422);
  expect((await nora.post('/rota/plan', { ...plan, step: 'save', seal, lacking: 'yes' })).status).toBe(303);
  expect(wordsOf((await nora.get('/tasks')).text)).toContain('Duty of 16 Mar 2026, level 2');
  for (const [from, until] of [
    ['2026-02-01', '2026-03-20'],
    ['2026-03-20', '2026-03-01'],
    ['2026-03-20', '2027-03-01'],
  ])
    expect(
      (await nora.post('/rota/plan', { ...plan, from: from ?? '', until: until ?? '', step: 'preview' })).status,
    ).toBe(422);
});

test('topics are kept in both languages with ordered specialists, each with a cover', async () => {
  await nora.get('/topics/new');
  const topic = { code: 'waves', name: 'Vagues', nameEn: 'Waves', active: 'yes' };
  const pairs: [string, string][] = [
    ['specialist', 'bob'],
    ['cover', ''],
    ['specialist', 'cleo'],
    ['cover', 'bob'],
  ];
  expect((await nora.post('/topics/new', topic, {}, pairs)).headers.get('location')).toBe('/topics?done=topic');
  expect(wordsOf((await ana.get('/topics')).text)).toContain('Vagues Waves Nom bob Nom cleo (cover: Nom bob)');
  expect((await nora.post('/topics/new', topic, {}, pairs)).status).toBe(422);
  expect((await nora.post('/topics/waves', { ...topic, name: '' })).text).toContain('href="#name"');
  expect((await nora.post('/topics/waves', { ...topic, straightToExternal: 'yes' })).status).toBe(303);
  expect(wordsOf((await ana.get('/topics')).text)).toContain('Vagues Waves external desk');
  await ana.get('/topics/waves');
  expect((await ana.post('/topics/waves', topic)).status).toBe(403);
});

test('the hand-over and the rotations that hold where nothing is planned are set by who plans', async () => {
  await nora.get('/rota/settings');
  const given = {
    zone: 'Europe/Paris',
    handOver: '09:15',
    turn1: 'day',
    startsOn1: '2026-03-02',
    turn2: 'week',
    startsOn2: '',
  };
  const bad = await nora.post('/rota/settings', { ...given, handOver: '9' }, {}, [['member2', 'bob']]);
  expect(bad.status).toBe(422);
  expect([bad.text.includes('href="#handOver"'), bad.text.includes('href="#startsOn2"')]).toEqual([true, true]);
  const members: [string, string][] = [
    ['member1', 'ana'],
    ['member1', 'bob'],
  ];
  expect((await nora.post('/rota/settings', given, {}, members)).headers.get('location')).toBe(
    '/rota?done=rota-settings',
  );
  expect(wordsOf((await ana.get('/rota?week=2026-08-03')).text)).toMatch(/Mon 3 Aug Nom (ana|bob) by rule/);
});

test('a calendar program reads the rota by a secret address until that is revoked, and nothing but levels and names', async () => {
  await ana.get('/rota/calendar');
  await ana.post('/rota/calendar', { whose: 'own' });
  const page = await ana.get('/rota/calendar');
  const path = /\/calendar\/dql_[\w-]+\.ics/.exec(page.text)?.[0] ?? '';
  const feed = await fetch(server.url + path, { headers: { 'accept-language': 'en' } });
  expect([feed.status, feed.headers.get('content-type')]).toEqual([200, 'text/calendar; charset=utf-8']);
  const text = await feed.text();
  expect(text.startsWith('BEGIN:VCALENDAR\r\n')).toBe(true);
  expect(text).toContain('SUMMARY:Duty level 1: Nom ana\r\n');
  expect(text).not.toMatch(/example\.org.*@|@example|training|Nom cleo/);
  const revoke = /action="(\/rota\/calendar\/[\w-]+\/revoke)"/.exec(page.text)?.[1] ?? '';
  await nora.get('/rota/calendar');
  expect((await nora.post(revoke)).status).toBe(404);
  expect((await ana.post(revoke)).status).toBe(303);
  expect((await fetch(server.url + path)).status).toBe(404);
  expect((await fetch(`${server.url}/calendar/nothing.ics`)).status).toBe(404);
});

test('a temporary shift stands before the plan until it is taken out', async () => {
  const shift = { day: '2026-04-01', level: '1', layer: 'temporary', person: 'nora' };
  expect((await server.call('POST', '/api/v1/rota', shift)).status).toBe(201);
  const week = await nora.get('/rota?week=2026-04-01');
  expect(wordsOf(week.text)).toMatch(/Wed 1 Apr Nom nora temporary/);
  const remove = /action="(\/rota\/shifts\/[^"]+)"/.exec(week.text)?.[1] ?? '';
  expect((await nora.post(remove)).headers.get('location')).toBe('/rota?week=2026-04-01&done=rota-shift-removed');
  expect((await nora.post(remove)).status).toBe(404);
  expect(wordsOf((await nora.get('/rota?week=2026-04-01')).text)).not.toContain('Nom nora temporary');
  await ana.get('/rota');
  expect((await ana.post('/rota/shifts/2026-04-02-1-t/remove')).status).toBe(403);
});

test('the rota leaves as a CSV that its own import takes back', async () => {
  const csv = (await ana.get('/rota.csv')).text;
  expect(csv.split('\n')[0]).toMatch(/^code[,;]day[,;]level[,;]layer[,;]person[,;]name/);
  const back = await server.call('POST', '/api/v1/rota?preview=true', csv, { 'content-type': 'text/csv' });
  expect(back.body['counts']).toMatchObject({ new: 0, changed: 0 });
});
