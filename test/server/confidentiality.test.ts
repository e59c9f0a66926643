import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { compose } from '../../activities/letters';
import { answerLocked } from '../../db/answers';
import { readCases } from '../../db/case-row';
import { tell } from '../../db/cases';
import { placeEvents } from '../../db/events';
import { storeFile } from '../../db/files';
import { claimMails } from '../../db/mails';
import { firstRow, inTransaction, rows, run } from '../../db/query';
import type { Evidence } from '../../domain/anomaly';
import type { CaseEvent } from '../../domain/case';
import type { Side } from '../../domain/words';
import { createApp } from '../../server/app';
import { addLogin, loggedIn, type Visitor } from '../support/console';
import { useDatabase } from '../support/database';
import { AT } from '../support/facts';
import { LINK_KEY, seedContact, seedLetter } from '../support/letters';
import { item, useApi } from '../support/post';
import { routesOf } from '../support/routes';
import { addKey, addPerson, serverDeps } from '../support/server';

/**
 * Who may see what of restricted data, for every route that the app has. Each case carries marks that stand for its values, file
 * names and words; a mark in front of the wrong eyes is a leak. A new route must be given its place here.
 */
const ACCESS = ['unrestricted', 'moratorium', 'by_negotiation', 'organisation'] as const;
type Access = (typeof ACCESS)[number];

/** Whose page a route is, and whether the data of a case stand on it. */
type Place = { for: 'staff' | 'key' | 'link' | 'anybody'; shows?: true };
const staff: Place = { for: 'staff' };
const staffData: Place = { for: 'staff', shows: true };
const key: Place = { for: 'key' };
const keyData: Place = { for: 'key', shows: true };
const link: Place = { for: 'link' };
const anybody: Place = { for: 'anybody' };

const PLACES: Record<string, Place> = {
  'GET /': staff,
  'GET /absences': staff,
  'GET /absences/:code': staff,
  'GET /account': staff,
  'GET /anomalies/:uuid/plot.csv': staffData,
  'GET /anomalies/:uuid/plot.png': staff,
  'GET /anomalies/:uuid/plot.svg': staff,
  'GET /answer-sets/:id': staff,
  'GET /canned-answers': staff,
  'GET /canned-answers/:code': staff,
  'GET /canned-answers/new': staff,
  'GET /cases': staff,
  'GET /cases/:number': staffData,
  'GET /cases/:number/answers/:version/corrections.csv': staff,
  'GET /cases/:number/answers/:version/file': staffData,
  'GET /cases/:number/plot.csv': staffData,
  'GET /cases/:number/plot.png': staff,
  'GET /cases/:number/plot.svg': staff,
  'GET /cases/:number/why': staff,
  'GET /cases/:number/wide': staff,
  'GET /checklists': staff,
  'GET /correspondents/:code': staff,
  'GET /deliveries': staff,
  'GET /good-practice': staff,
  'GET /good-practice/:code': staff,
  'GET /good-practice/new': staff,
  'GET /holds': staff,
  'GET /mails': staff,
  'GET /mails/:id': staff,
  'GET /mails/:id/files/:number': staff,
  'GET /mails/:id/raw': staff,
  'GET /people': staff,
  'GET /people/:code': staff,
  'GET /organisations/:code': staff,
  'GET /policy': staff,
  'GET /registers': staff,
  'GET /rota': staff,
  'GET /rota.csv': staff,
  'GET /rota/calendar': staff,
  'GET /rota/plan': staff,
  'GET /rota/settings': staff,
  'GET /rota/relief': staff,
  'GET /calendars': staff,
  'GET /calendars/:code/clocks': staff,
  'GET /sla-policies': staff,
  'GET /sla-policies/:code/clocks': staff,
  'GET /rules': staff,
  'GET /rules/:code': staff,
  'GET /rules/new': staff,
  'GET /requesters/:id': staff,
  'GET /search': staff,
  'GET /statistics': staff,
  'GET /statistics.csv': staff,
  'GET /statistics/cases': staff,
  'GET /tasks': staff,
  'GET /topics': staff,
  'GET /topics/:code': staff,
  'GET /topics/new': staff,
  'GET /tickets': staff,
  'GET /tickets/relief': staff,
  'GET /tickets/:number': staff,
  'GET /tickets/:number/files/:id': staff,
  'GET /tickets/new': staff,
  'GET /webhooks': staff,
  'GET /webhooks/:code': staff,
  'GET /webhooks/new': staff,

  'GET /api/v1/anomalies/:uuid': keyData,
  'GET /api/v1/anomalies/:uuid/plot.csv': keyData,
  'GET /api/v1/anomalies/:uuid/plot.png': key,
  'GET /api/v1/anomalies/:uuid/plot.svg': key,
  'GET /api/v1/anomalies/:uuid/why': key,
  'GET /api/v1/cases': key,
  'GET /api/v1/cases/:number': keyData,
  'GET /api/v1/cases/:number/anomalies': keyData,
  'GET /api/v1/cases/:number/answers/:version/file': keyData,
  'GET /api/v1/cases/:number/corrections/:version': key,
  'GET /api/v1/cases/:number/events': key,
  'GET /api/v1/cases/:number/plot.csv': keyData,
  'GET /api/v1/cases/:number/plot.png': key,
  'GET /api/v1/cases/:number/plot.svg': key,
  'GET /api/v1/cases/:number/why': key,
  'GET /api/v1/decisions': keyData,
  'GET /api/v1/decisions/:id': keyData,
  'GET /api/v1/decisions/:id.:kind': key,
  'GET /api/v1/deliveries': key,
  'GET /api/v1/duty': key,
  'GET /api/v1/duty/relief': key,
  'GET /api/v1/events': key,
  'GET /api/v1/flag-scales': key,
  'GET /api/v1/holds': key,
  'GET /api/v1/rules': key,
  'GET /api/v1/rules/:code': key,
  'GET /api/v1/runs/:id': key,
  'GET /api/v1/runs/:id/rows': keyData,
  'GET /api/v1/service-levels': key,
  'GET /api/v1/statistics': key,
  'GET /api/v1/statistics/cases': key,
  'GET /api/v1/tickets': key,
  'GET /api/v1/tickets/:number': key,
  'GET /api/v1/tickets/:number/events': key,
  'GET /api/v1/tickets/:number/files/:id': key,
  'GET /api/v1/webhooks': key,
  'GET /api/v1/webhooks/:code': key,
  'GET /api/v1/webhooks/:code/attempts': key,
  'GET /api/v1/webhooks/:code/deliveries': key,

  'GET /s/:token': { for: 'link', shows: true },
  'GET /s/:token/answer': link,
  'GET /s/:token/correction.csv': link,
  'GET /s/:token/forward': link,
  'GET /s/:token/statistics': link,
  'GET /s/:token/statistics.csv': link,
  'GET /s/:token/statistics/cases': link,
  'GET /s/:token/wide': link,
  'GET /t/:token': link,
  'GET /t/:token/confirm': link,
  'GET /t/:token/feedback': link,
  'GET /t/:token/files/:id': link,
  'GET /t/:token/message': link,
  'GET /t/:token/refuse': link,

  'GET /accessibilite': anybody,
  'GET /advice': anybody,
  'GET /advice/:code': anybody,
  'GET /assets/console.css': anybody,
  'GET /calendar/:token.ics': anybody,
  'GET /checklist/:token': anybody,
  'GET /contacts': anybody,
  'GET /sla': anybody,
  'GET /docs': anybody,
  'GET /docs/start.js': anybody,
  'GET /healthz': anybody,
  'GET /help': anybody,
  'GET /login': anybody,
  'GET /metrics': anybody,
  'GET /openapi.json': anybody,
  'GET /readyz': anybody,
  'GET /robots.txt': anybody,
};
/** The registers hold codes, names and contacts, never data. */
for (const name of [
  'absences',
  'calendars',
  'contacts',
  'cruises',
  'datasets',
  'expectations',
  'external-desks',
  'people',
  'platforms',
  'policies',
  'rota',
  'sensors',
  'sla-policies',
  'sources',
  'suppliers',
  'topics',
]) {
  for (const end of ['', '/:code']) PLACES[`GET /api/v1/${name}${end}`] = key;
  for (const end of ['', '/:code', '/import', '/new']) PLACES[`GET /registers/${name}${end}`] = staff;
}

const db = useDatabase();
const server = useApi(db, { proxyHops: 1 });
let visitors = 0;
const DESK = { kind: 'service', id: 'test' } as const;

interface Marked {
  access: Access;
  number: string;
  id: number;
  uuid: string;
  run: string;
  decision: string;
  /** Of a letter about this case alone. */
  token: string;
  marks: string[];
}
const made = {} as Record<Access, Marked>;
let desk: Visitor;
let otherToken = '';
const keys = { person: '', reader: '' };

const marksOf = (access: Access, i: number): string[] => [
  `731.1${i + 1}`,
  `731,1${i + 1}`,
  `mark-${access}.nc`,
  `words-of-${access}`,
  `mark-answer-${access}.csv`,
];

async function say(id: number, side: Side, event: CaseEvent): Promise<void> {
  const told = await inTransaction(db.pool, (tx) => tell(tx, id, { event, side, actor: DESK, at: AT }));
  if (!told?.ok) throw new Error(`${event.type} is refused`);
}

/** A case of this access: asked, answered with a file, approved and published. */
async function make(access: Access, i: number, who: { supplier: string; contact: number }): Promise<Marked> {
  const [value = '', , file = '', words = '', answerFile = ''] = marksOf(access, i);
  const code = `c-${access}`;
  await run(db.pool, 'insert into cruise (code, name, access_rule) values ($1, $1, $2)', [code, access]);
  const { body } = await server.call('POST', '/api/v1/anomalies', [
    item({
      dataset: `d-${access}`,
      cruise: code,
      supplier: who.supplier,
      sensor: `s-${access}`,
      locus: { file },
      message: words,
      observed: { value: Number(value) },
      flags: { scale: 'QARTOD', original: '4' },
    }),
  ]);
  const number = body.cases?.[0] ?? '';
  const found = await firstRow(
    db.pool,
    z.object({ id: z.number(), uuid: z.string() }),
    'select c.id, a.uuid from anomaly_case c join anomaly a on a.case_id = c.id where c.number = $1',
    [number],
  );
  if (!found) throw new Error(`no case of ${access}: ${JSON.stringify(body)}`);
  await say(found.id, 'desk', { type: 'send' });
  const { token } = await seedLetter(db.pool, who.contact, [{ id: found.id, number }]);
  await answerWithFile(found.id, answerFile, `${words} ${value}`);
  await say(found.id, 'desk', { type: 'approve', version: 1, approver: 'person:a' });
  await say(found.id, 'clock', { type: 'publish' });
  const decision = await firstRow(db.pool, z.object({ id: z.string() }), 'select id from decision where case_id = $1', [
    found.id,
  ]);
  await run(
    db.pool,
    'insert into evidence (anomaly, doc) select id, $2 from anomaly where case_id = $1 on conflict (anomaly) do update set doc = excluded.doc',
    [found.id, JSON.stringify(evidenceOf(Number(value)))],
  );
  return {
    access,
    number,
    ...found,
    run: String(body['run']),
    decision: decision?.id ?? '',
    token,
    marks: marksOf(access, i),
  };
}

const evidenceOf = (value: number): Evidence => ({
  kind: 'curve',
  scale: 'QARTOD',
  parameter: 'PSAL',
  unit: '1',
  expected: { min: 30, max: 40 },
  items: [],
  points: Array.from({ length: 20 }, (_, i) => ({
    t: new Date(AT.getTime() + i * 600_000).toISOString(),
    value: i === 10 ? value : 35,
    flag: i === 10 ? '4' : '1',
  })),
});

async function answerWithFile(id: number, name: string, words: string): Promise<void> {
  const bytes = Buffer.from(words);
  const sha256 = createHash('sha256').update(bytes).digest();
  await inTransaction(db.pool, async (tx) => {
    const [found] = await readCases(tx, [id], true);
    if (!found) throw new Error('no case');
    await storeFile(tx, sha256, bytes.length, Readable.from([bytes]), AT);
    const given = {
      code: 'metadata_corrected',
      cause: null,
      comment: null,
      plannedOn: null,
      file: { sha256, name },
      corrections: null,
      author: 'contact:1',
      submission: null,
    } as const;
    await answerLocked(tx, found, given, { side: 'desk', actor: DESK }, AT);
  });
}

beforeAll(async () => {
  await addLogin(db.pool, 'anna');
  await addPerson(db.pool, 'paul');
  keys.person = await addKey(db.pool, 'paul');
  keys.reader = await addKey(db.pool, null, ['read']);
  const own = await seedContact(db.pool);
  const other = await seedContact(db.pool);
  for (const [i, access] of ACCESS.entries()) made[access] = await make(access, i, own);
  otherToken = (await make2(other)).token;
  await placeEvents(db.pool);
  desk = await loggedIn(server.url, 'anna');
});

/** Another supplier, with a case of their own. */
async function make2(who: { supplier: string; contact: number }): Promise<{ token: string }> {
  const { body } = await server.call('POST', '/api/v1/anomalies', [item({ dataset: 'other', supplier: who.supplier })]);
  const number = body.cases?.[0] ?? '';
  const found = await firstRow(db.pool, z.object({ id: z.number() }), 'select id from anomaly_case where number = $1', [
    number,
  ]);
  await say(found?.id ?? 0, 'desk', { type: 'send' });
  return seedLetter(db.pool, who.contact, [{ id: found?.id ?? 0, number }]);
}

/** The address of a route for a case; what it asks for beside is that very case. */
function addressOf(path: string, of: Marked, token: string): string {
  const id = path.includes('/runs/') ? of.run : path.includes('/decisions/') ? of.decision : '1';
  const codes: [RegExp, string][] = [
    [/cruises/, `c-${of.access}`],
    [/datasets/, `d-${of.access}`],
    [/good-practice|advice/, 'clock'],
    [/rules/, 'default'],
  ];
  const code = codes.find(([pattern]) => pattern.test(path))?.[1] ?? 'x';
  const whole = path
    .replace(':number/answers/:version', `${of.number}/answers/1`)
    .replace(':token', token)
    .replace('files/:number', 'files/1')
    .replace(':number', of.number)
    .replace(':uuid', of.uuid)
    .replace(':version', '1')
    .replace(':kind', 'csv')
    .replace(':code', code)
    .replace(':id', id);
  return path.startsWith('/s/') ? `${whole}?case=${of.number}&figure=episodes&by=cruise` : whole;
}

type Eyes = 'staff' | 'person_key' | 'reader_key' | 'own_link' | 'other_link' | 'nobody';
async function see(eyes: Eyes, method: string, path: string, of: Marked): Promise<{ status: number; text: string }> {
  const address = addressOf(path, of, eyes === 'own_link' ? of.token : otherToken);
  if (eyes === 'staff') return desk.get(address);
  const bearer = eyes === 'person_key' ? keys.person : eyes === 'reader_key' ? keys.reader : null;
  visitors += 1;
  const response = await fetch(server.url + address, {
    method: method === '*' ? 'POST' : method,
    redirect: 'manual',
    headers: {
      // An address of its own, so that no rate limit stands before the answer.
      'x-forwarded-for': `10.${visitors >> 16}.${(visitors >> 8) & 255}.${visitors & 255}`,
      ...(bearer !== null && { authorization: `Bearer ${bearer}` }),
    },
  });
  return { status: response.status, text: await response.text() };
}
const EYES: readonly Eyes[] = ['staff', 'person_key', 'reader_key', 'own_link', 'other_link', 'nobody'];

/** Design, section 3: restricted data go to staff and to the dataset's own supplier; data of others to no supplier at all. */
function maySee(eyes: Eyes, of: Marked): boolean {
  if (eyes === 'staff' || eyes === 'person_key' || eyes === 'own_link') return true;
  return eyes === 'reader_key' && of.access === 'unrestricted';
}
const SHOWN_TO: Record<Place['for'], Eyes[]> = {
  staff: ['staff'],
  key: ['person_key'],
  link: ['own_link'],
  anybody: [],
};

const routes = routesOf(createApp(serverDeps(db.pool)));
const gets = routes.filter((route) => route.startsWith('GET '));

test('every route that answers has its place in the matrix, and the matrix has no other', () => {
  expect(gets.filter((route) => !(route in PLACES))).toEqual([]);
  expect(Object.keys(PLACES).filter((route) => !gets.includes(route))).toEqual([]);
});

test.each(gets)('%s shows the data of a case to those who may see them, and to nobody else', async (route) => {
  const [method = '', path = ''] = route.split(' ');
  const place = PLACES[route];
  for (const access of ACCESS) {
    const of = made[access];
    for (const eyes of EYES) {
      const { text } = await see(eyes, method, path, of);
      const seen = ACCESS.filter((one) => made[one].marks.some((mark) => text.includes(mark)));
      const wrong = seen.filter((one) => !maySee(eyes, made[one]) || (eyes === 'own_link' && one !== access));
      expect([access, eyes, wrong]).toEqual([access, eyes, []]);
      if (place?.shows && SHOWN_TO[place.for].includes(eyes))
        expect([access, eyes, seen.includes(access)]).toEqual([access, eyes, true]);
    }
  }
});

test.each(routes.filter((route) => !route.startsWith('GET ')))('%s tells strangers nothing', async (route) => {
  const [method = '', path = ''] = route.split(' ');
  for (const access of ACCESS)
    for (const eyes of ['reader_key', 'other_link', 'nobody'] as const) {
      const { text } = await see(eyes, method, path, made[access]);
      const seen = ACCESS.filter(
        (one) => made[one].marks.some((mark) => text.includes(mark)) && !maySee(eyes, made[one]),
      );
      expect([access, eyes, seen]).toEqual([access, eyes, []]);
    }
});

test('the figures of a supplier count no case of restricted data, and name none', async () => {
  const { text } = await see('own_link', 'GET', '/s/:token/statistics/cases', made.unrestricted);
  expect(text).toContain(made.unrestricted.number);
  for (const access of ['moratorium', 'by_negotiation', 'organisation'] as const) {
    expect(text).not.toContain(made[access].number);
    const figures = await see('own_link', 'GET', '/s/:token/statistics', made[access]);
    expect(figures.text).not.toContain(`c-${access}`);
    const reader = await see('reader_key', 'GET', '/api/v1/statistics/cases', made[access]);
    expect(reader.text).not.toContain(made[access].number);
  }
});

test('the log, which feed and webhooks tell, holds no value, name or word of any data', async () => {
  const log = await rows(db.pool, z.object({ text: z.string() }), 'select data::text as text from event');
  for (const access of ACCESS)
    for (const mark of made[access].marks) expect(log.filter(({ text }) => text.includes(mark))).toEqual([]);
});

test.each(ACCESS)('a mail about %s data carries values and a plot only when they are for everybody', async (access) => {
  const { id, number, marks } = made[access];
  const [contact] = await rows(
    db.pool,
    z.object({ contact: z.number() }),
    'select contact from anomaly_case where id = $1',
    [id],
  );
  await run(db.pool, `update mail set state = 'cancelled' where state = 'pending'`);
  await run(db.pool, `update anomaly_case set phase = 'notified' where id = $1`, [id]);
  await seedLetter(db.pool, contact?.contact ?? 0, [{ id, number }], { sent: false });
  const [mail] = await claimMails(db.pool, AT, new Date(AT.getTime() + 1000), 1, 'example.org');
  if (!mail) throw new Error('no mail');
  const centre = { name: 'SISMER', email: 'qualite@example.org' };
  const deps = { pool: db.pool, baseUrl: 'http://vigie.example.org', linkKey: LINK_KEY, replyAddress: null, centre };
  const composed = await compose(deps, mail, AT);
  if ('cancelled' in composed) throw new Error(composed.cancelled);
  const { subject, text, html, attachments } = composed;
  const told = [subject, text, html ?? ''].join('\n');
  if (access === 'unrestricted') expect(attachments).toHaveLength(1);
  else {
    expect(attachments).toEqual([]);
    for (const mark of marks) expect(told).not.toContain(mark);
  }
});
