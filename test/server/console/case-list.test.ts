import { run } from '../../../db/query';
import { addLogin, loggedIn, type Visitor, wordsOf } from '../../support/console';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { serverDeps, startServer, type TestServer } from '../../support/server';

const db = useDatabase();
let server: TestServer;
let visitor: Visitor;

beforeAll(async () => {
  await addLogin(db.pool, 'alix');
  await addLogin(db.pool, 'enid', 'assistant', 'en');
  server = await startServer(serverDeps(db.pool, { clock: () => AT }));
  visitor = await loggedIn(server.url, 'alix');
});
afterAll(() => server.stop());

const numbersOn = (html: string): string[] => [...html.matchAll(/<tr id="([^"]+)"/g)].map((m) => m[1] ?? '');

test('without any case the list says how the first one comes', async () => {
  expect(wordsOf((await visitor.get('/')).text)).toContain(
    'Un cas s’ouvre dès qu’une chaîne de contrôle envoie une anomalie',
  );
});

describe('with cases', () => {
  beforeAll(async () => {
    await run(db.pool, `insert into supplier (code, name) values ('genavir', 'Genavir')`);
    await run(db.pool, `insert into platform (code, name) values ('35HT', 'Thalassa')`);
    await run(
      db.pool,
      `insert into anomaly_case (number, case_key, source, supplier, dataset, platform, parameter, check_code, family, policy, phase, severity, trusted,
                                 opened_at, phase_since, turn, next_step, next_due_at)
       select 'A-2026-' || lpad(n::text, 5, '0'), sha256(n::text::bytea), 'tsg', 'genavir', 'leg_' || n, case when n % 2 = 0 then '35HT' else 'IF000' end,
              'TEMP', 'qartod.spike_test', 'value', 'default', 'triage', 'error', false, '2026-03-01', '2026-03-01', 'desk', null, null
         from generate_series(1, 120) n`,
    );
    await run(
      db.pool,
      `update anomaly_case set phase = 'notified', turn = 'supplier', next_step = 'writeLetter', next_due_at = timestamptz '2026-03-05 09:00Z' where id <= 3`,
    );
    await run(
      db.pool,
      `update anomaly_case set phase = 'applying', turn = 'pipeline', source_recovered_at = opened_at where id = 4`,
    );
    await run(
      db.pool,
      `update anomaly_case set phase = 'notified', turn = 'desk', escalation_level = 2, held_until = '2026-04-01T06:00Z' where id = 5`,
    );
    await run(db.pool, `insert into task (case_id, code, created_at) values (5, 'no_answer', '2026-03-02')`);
  });

  test('each tab holds the cases of one side, with its count', async () => {
    const desk = await visitor.get('/');
    expect(wordsOf(desk.text)).toMatch(/À nous 116.*Au fournisseur 3.*À la chaîne 1.*En attente 0.*Terminés 0/);
    expect(numbersOn((await visitor.get('/?turn=supplier')).text)).toEqual([
      'A-2026-00001',
      'A-2026-00002',
      'A-2026-00003',
    ]);
    expect(desk.text).toMatch(/aria-current="page"[^>]*>À nous/);
    expect(wordsOf((await visitor.get('/?turn=clock')).text)).toContain('Aucun cas ne se regroupe');
  });

  test('a row says what it is about, since when, what comes next and when, and what is special', async () => {
    const asked = wordsOf((await visitor.get('/?turn=supplier')).text);
    expect(asked).toContain('IF000 : Température, pics');
    expect(asked).toContain('Thalassa : Température, pics');
    expect(asked).toMatch(/Genavir Fournisseur prévenu il y a 32 heures/);
    expect(asked).toMatch(/La suite \(heure de Paris\).*Rappel, faute de réponse 5 mars 2026, 10:00/);
    const pipeline = wordsOf((await visitor.get('/?turn=pipeline')).text);
    expect(pipeline).toContain('pas encore appliquée');
    expect(pipeline).toContain('la source s’est rétablie');
    const special = wordsOf((await visitor.get('/?q=leg_5&turn=desk')).text);
    for (const badge of [
      'en pause jusqu’au 1er avr. 2026',
      'escalade, niveau 2',
      'sans réponse, au bureau',
      'aucun contact n’a répondu',
    ])
      expect(special).toContain(badge);
  });

  test('the list is narrowed by words and choices; a whole number leads to its case', async () => {
    expect(numbersOn((await visitor.get('/?q=leg_12')).text)).toEqual(['A-2026-00012', 'A-2026-00120']);
    expect(numbersOn((await visitor.get('/?q=leg_11&platform=35HT&sort=newest')).text)[0]).toBe('A-2026-00118');
    expect(wordsOf((await visitor.get('/?turn=desk&q=zzz')).text)).toContain('Chercher dans tous les cas');
    expect(numbersOn((await visitor.get('/?supplier=nobody')).text)).toEqual([]);
    expect((await visitor.get('/?q=a-2026-00007')).headers.get('location')).toBe('/cases/A-2026-00007');
    expect((await visitor.get('/')).text).toContain('<option value="35HT">Thalassa</option>');
  });

  test('a person sees what they follow, and what is of one gravity, with the counts of just these', async () => {
    await run(db.pool, `update anomaly_case set assignee = 'alix' where id in (1, 7)`);
    await run(db.pool, `update anomaly_case set severity = 'critical' where id in (7, 8)`);
    const mine = await visitor.get('/?turn=all&mine=1&sort=oldest');
    expect(numbersOn(mine.text)).toEqual(['A-2026-00001', 'A-2026-00007']);
    expect(wordsOf(mine.text)).toMatch(/À nous 1 .*Au fournisseur 1 /);
    expect(numbersOn((await visitor.get('/?severity=critical&sort=oldest')).text)).toEqual([
      'A-2026-00007',
      'A-2026-00008',
    ]);
    expect(numbersOn((await visitor.get('/?severity=critical&mine=1')).text)).toEqual(['A-2026-00007']);
    expect(wordsOf((await visitor.get('/?turn=none&mine=1')).text)).toContain('Aucun cas ne répond à ces critères ici');
  });

  test.each(['newest', 'oldest', 'due'])(
    'pages in the order %s follow each other without gap or double',
    async (sort) => {
      const seen: string[] = [];
      for (let path = `/?turn=all&sort=${sort}`; path; ) {
        const { text } = await visitor.get(path);
        seen.push(...numbersOn(text));
        path = (/href="([^"]*after=[^"]*)"/.exec(text)?.[1] ?? '').replaceAll('&amp;', '&');
      }
      expect([seen.length, new Set(seen).size]).toEqual([120, 120]);
    },
  );

  test('a foreign cursor starts from the first page', async () => {
    const bad = [
      'x',
      '%7B%7D',
      ...[
        { key: "'; drop", id: 1 },
        { key: '2026-02-30 00:00:00+00', id: 1 },
        { key: 'infinity', id: -1 },
      ].map((place) => Buffer.from(JSON.stringify(place)).toString('base64url')),
    ];
    for (const after of bad) {
      const page = await visitor.get(`/?turn=all&sort=due&after=${after}`);
      expect([page.status, numbersOn(page.text).length]).toEqual([200, 50]);
    }
  });

  test('the same list in English', async () => {
    const { text } = await (await loggedIn(server.url, 'enid')).get('/?turn=supplier');
    expect(text).toContain('<html lang="en">');
    expect(wordsOf(text)).toMatch(/What is next \(Paris time\).*Reminder, for want of an answer 5 Mar 2026, 10:00/);
  });
});
