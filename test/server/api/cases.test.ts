import { inTransaction } from '../../../db/query';
import { placeEvents } from '../../../db/events';
import { tell } from '../../../db/cases';
import { readCases } from '../../../db/case-row';
import { findCaseId } from '../../../db/case-deeds';
import { answerLocked } from '../../../db/answers';
import type { AnswerCode } from '../../../domain/answer';
import { api, type Api, type Wire } from '../../support/api';
import { addLogin, loggedIn } from '../../support/console';
import { useDatabase } from '../../support/database';
import { addKey, addPerson } from '../../support/server';
import { AT } from '../../support/facts';
import { item, useApi } from '../../support/post';

const db = useDatabase();
const server = useApi(db);
let anne: Api;
let bruno: Api;
let reader: Api;
beforeAll(async () => {
  await addPerson(db.pool, 'anne');
  await addPerson(db.pool, 'bruno', 'level2');
  await addPerson(db.pool, 'rosa', 'read_only');
  anne = api(server.url, await addKey(db.pool, 'anne'));
  bruno = api(server.url, await addKey(db.pool, 'bruno'));
  reader = api(server.url, await addKey(db.pool, 'rosa'));
  await db.pool.query(
    `insert into supplier (code, name) values ('genavir', 'Genavir'), ('lops', 'LOPS'), ('empty', 'Nobody')`,
  );
  await db.pool.query(
    `insert into contact (code, supplier, name, email, rank) values ('bord', 'genavir', 'Bord', 'bord@example.org', 1), ('terre', 'genavir', 'Terre', 'terre@example.org', 2), ('lab', 'lops', 'Lab', 'lab@example.org', 1)`,
  );
});

let sensors = 0;
async function aCase(patch: Record<string, unknown> = {}): Promise<string> {
  sensors += 1;
  const { body } = await server.call(
    'POST',
    '/api/v1/anomalies',
    item({ sensor: `s${sensors}`, supplier: 'genavir', ...patch }),
  );
  return String(body.cases?.[0]);
}
const say = (who: Api, number: string, verb: string, body?: unknown, headers?: Record<string, string>) =>
  who('POST', `/api/v1/cases/${number}/${verb}`, body, headers);
const read = async (number: string): Promise<Wire> => (await anne('GET', `/api/v1/cases/${number}`)).body;
const asClock = (number: string, event: Parameters<typeof tell>[2]['event']) =>
  inTransaction(db.pool, async (tx) =>
    tell(tx, (await findCaseId(tx, number)) ?? 0, { event, side: 'clock', actor: { kind: 'clock' }, at: server.at }),
  );
async function answered(code: AnswerCode = 'confirmed_real'): Promise<string> {
  const number = await aCase();
  await say(anne, number, 'send');
  await supplierAnswers(number, code);
  return number;
}
const supplierAnswers = (number: string, code: AnswerCode) =>
  inTransaction(db.pool, async (tx) => {
    const [of] = await readCases(tx, [(await findCaseId(tx, number)) ?? 0], true);
    if (!of) throw new Error(number);
    const given = {
      code,
      cause: null,
      comment: 'x',
      plannedOn: null,
      file: null,
      corrections: null,
      author: 'contact:1',
      submission: null,
    };
    return answerLocked(tx, of, given, { side: 'supplier', actor: { kind: 'contact', id: '1' } }, AT);
  });
/** Approved, published, placed in the log: the decision of this case. */
async function decided(number: string): Promise<Wire> {
  await say(anne, number, 'approve');
  await asClock(number, { type: 'publish' });
  await placeEvents(db.pool);
  for (let after = ''; ; ) {
    const { body } = await server.call('GET', `/api/v1/decisions?after=${after}`);
    const found = body.items?.find((decision) => decision['case'] === number);
    if (found) return found;
    if (body.items?.length === 0) throw new Error(`no decision of ${number}`);
    after = String(body['next']);
  }
}

test('a case tells what it is about, whose turn it is and what this caller may do now', async () => {
  const number = await aCase({ platform: 'THALASSA', cruise: 'C1' });
  const { status, body } = await anne('GET', `/api/v1/cases/${number}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    number,
    phase: 'collecting',
    turn: 'clock',
    severity: 'error',
    supplier: 'genavir',
    platform: 'THALASSA',
    cruise: 'C1',
    parameter: 'PSAL',
    check: 'qartod.spike_test',
    source: 'tsg',
    first_time: '2026-03-01T10:00:00.000Z',
    counts: { anomalies: 1 },
    due_at: '2026-03-02T08:30:00.000Z',
    contact: { code: 'bord', why: expect.any(Array) },
  });
  expect(body['allowed']).toEqual(expect.arrayContaining(['send', 'dismiss', 'close', 'assign', 'note']));
  expect(body['allowed']).not.toContain('approve');
  expect((await reader('GET', `/api/v1/cases/${number}`)).body['allowed']).toEqual([]);
  expect((await anne('GET', '/api/v1/cases/A-2026-99999')).status).toBe(404);
});

test('lists filter, sort, page to the end once each, and come as CSV that no spreadsheet runs', async () => {
  const numbers = [];
  for (let n = 0; n < 5; n += 1) numbers.push(await aCase({ platform: 'PAGES', parameter: n === 0 ? '=2+2' : 'TEMP' }));
  const seen: unknown[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await anne('GET', `/api/v1/cases?platform=PAGES&sort=oldest&limit=2${cursor}`);
    seen.push(...(body.items ?? []).map((one) => one['number']));
    if (body['next'] === null) break;
    cursor = `&cursor=${String(body['next'])}`;
  }
  expect(seen).toEqual(numbers);
  const csv = await anne('GET', '/api/v1/cases?platform=PAGES', undefined, { accept: 'text/csv' });
  expect(String(csv.body['text'])).toContain(`'=2+2`);
  expect(String(csv.body['text']).split('\r\n')).toHaveLength(7);
  for (const bad of ['?phase=lost', '?limit=0', '?limit=201', '?unknown=1', '?phase=triage&phase=closed'])
    expect((await anne('GET', `/api/v1/cases${bad}`)).status).toBe(422);
  expect((await anne('GET', '/api/v1/cases?cursor=%7B')).status).toBe(400);
});

test('anomalies come as posted with what they are to us; events and why explain the case', async () => {
  const number = await aCase({ hint: 'kept', message: 'spike' });
  const { body } = await anne('GET', `/api/v1/cases/${number}/anomalies`);
  expect(body.items).toEqual([
    expect.objectContaining({
      source: 'tsg',
      message: 'spike',
      extra: { hint: 'kept' },
      time_range: { start: '2026-03-01T10:00:00.000Z', end: '2026-03-01T10:00:00.000Z' },
      uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      case: number,
      outcome: 'created',
    }),
  ]);
  await say(anne, number, 'note', { comment: 'telephoned' });
  await placeEvents(db.pool);
  const events = await anne('GET', `/api/v1/cases/${number}/events`);
  expect(events.body.items?.map((event) => [event['type'], event['case']])).toEqual([
    ['case.opened', number],
    ['case.note', number],
  ]);
  expect(JSON.stringify(events.body)).not.toContain('telephoned');
  const why = await anne('GET', `/api/v1/cases/${number}/why`);
  expect(why.body).toMatchObject({ contact: { code: 'bord' }, next: { step: 'endGroupingWait' } });
});

test('a person walks a case by verbs; what is not possible now is 409 with what is', async () => {
  const number = await aCase();
  expect((await say(anne, number, 'approve')).body).toMatchObject({
    status: 409,
    code: 'not_now',
    allowed: expect.arrayContaining(['send']),
  });
  expect((await say(anne, number, 'assign', { to: 'bruno' })).body).toMatchObject({ assignee: 'bruno' });
  expect((await say(anne, number, 'snooze', { until: '2026-03-09T00:00:00Z' })).body).toMatchObject({
    held_until: '2026-03-09T00:00:00.000Z',
  });
  const sent = await say(anne, number, 'send', { comment: 'Please look.' });
  expect(sent).toMatchObject({ status: 200, body: { phase: 'notified', turn: 'supplier', held_until: null } });
  expect((await say(anne, number, 'escalate')).body).toMatchObject({ escalation_level: 1 });
  expect((await read(number))['contact']).toMatchObject({ code: 'terre' });
  expect((await say(anne, number, 'escalate')).body).toMatchObject({ turn: 'desk' });
  expect((await say(anne, number, 'remind')).status).toBe(200);
  expect((await say(anne, number, 'resend')).status).toBe(200);
  expect((await say(anne, number, 'revoke-link')).status).toBe(200);
  expect((await say(anne, number, 'close', { reason: 'wont_fix', comment: 'The ship is sold.' })).body).toMatchObject({
    phase: 'closed',
    outcome: 'wont_fix',
  });
  expect((await say(anne, number, 'reopen')).body).toMatchObject({ phase: 'triage', outcome: null });
  expect((await say(anne, number, 'dismiss')).body).toMatchObject({ phase: 'dismissed' });
});

test('what a verb needs and does not get is 422 with the place', async () => {
  const number = await aCase();
  await say(anne, number, 'send');
  const refused: [string, unknown, string][] = [
    ['note', {}, '/comment'],
    ['assign', { to: 'nobody' }, '/to'],
    ['snooze', {}, '/until'],
    ['snooze', { until: 'tomorrow' }, '/until'],
    ['snooze', { until: '2020-01-01T00:00:00Z' }, '/until'],
    ['reroute', {}, '/to'],
    ['reroute', { to: 'nowhere' }, '/to'],
    ['answer', {}, '/answer'],
    ['answer', { answer: 'perhaps' }, '/answer'],
    ['answer', { answer: 'corrected_data' }, '/answer'],
    ['answer', { answer: 'sent_again' }, '/answer'],
    ['answer', { answer: 'need_info' }, '/comment'],
    ['answer', { answer: 'deferred' }, '/planned_on'],
    ['answer', { answer: 'deferred', planned_on: '2026-02-30' }, '/planned_on'],
    ['answer', { answer: 'deferred', planned_on: '2026-01-01' }, '/planned_on'],
    ['close', { reason: 'bored' }, '/reason'],
    ['merge', {}, '/into'],
    ['merge', { into: number }, '/into'],
    ['note', { comment: 'x', colour: 'red' }, '/colour'],
    ['approve', { answer_version: 'one' }, '/answer_version'],
  ];
  for (const [verb, body, pointer] of refused) {
    const answer = await say(anne, number, verb, body);
    expect([verb, answer.status, (answer.body['errors'] as Wire[] | undefined)?.[0]?.['pointer']]).toEqual([
      verb,
      422,
      pointer,
    ]);
  }
  expect((await say(anne, number, 'dance', {})).status).toBe(404);
  expect((await say(reader, number, 'note', { comment: 'x' })).status).toBe(403);
});

test('an answer by telephone has the person as its author, who then may not approve an elimination; two others do', async () => {
  const number = await aCase();
  await say(anne, number, 'send');
  expect(
    (await say(anne, number, 'answer', { answer: 'eliminate', cause: 'biofouling', comment: 'by phone' })).body,
  ).toMatchObject({ phase: 'answered', turn: 'desk' });
  expect(await read(number)).toMatchObject({
    answers: [{ version: 1, answer: 'eliminate', author: 'person:anne', cause: 'biofouling' }],
  });
  expect((await say(anne, number, 'approve')).body).toMatchObject({ status: 409, code: 'author_may_not_approve' });
  expect((await say(bruno, number, 'approve', { answer_version: 1 })).body).toMatchObject({ phase: 'answered' });
  expect((await say(bruno, number, 'approve')).body).toMatchObject({ status: 409, code: 'already_approved' });
  await addPerson(db.pool, 'chloe');
  const chloe = api(server.url, await addKey(db.pool, 'chloe'));
  expect((await say(chloe, number, 'approve')).body).toMatchObject({ phase: 'approved' });
});

test('approve and reject name the newest answer; an older one is 409; a service approves nothing', async () => {
  const number = await answered();
  await supplierAnswers(number, 'flags_accepted');
  for (const verb of ['approve', 'reject'])
    expect((await say(anne, number, verb, { answer_version: 1, comment: 'x' })).body).toMatchObject({
      status: 409,
      code: 'stale_answer',
    });
  expect((await say(server.call, number, 'approve')).status).toBe(403);
  expect((await say(anne, number, 'reject', { comment: 'Which rows?' })).body).toMatchObject({
    phase: 'notified',
    turn: 'supplier',
  });
});

test('an anomaly of a case bears the same outcome as in the account of its run, whatever became of the case', async () => {
  const number = await aCase({ sensor: 'told-twice' });
  const again = item({ sensor: 'told-twice', supplier: 'genavir', message: 'corrected' });
  const { body } = await server.call('POST', '/api/v1/anomalies', again);
  await say(anne, number, 'close', { reason: 'planned_maintenance', comment: 'x' });
  const ofCase = await anne('GET', `/api/v1/cases/${number}/anomalies`);
  const ofRun = await server.call('GET', `/api/v1/runs/${String(body['run'])}/rows`);
  expect([ofCase.body.items?.[0]?.['outcome'], ofRun.body.items?.[0]?.['outcome']]).toEqual(['updated', 'updated']);
});

test('reroute mends an unknown supplier, to a supplier or to a contact', async () => {
  const number = await aCase({ supplier: 'unknown-lab' });
  expect((await read(number))['contact']).toBeNull();
  expect((await say(anne, number, 'send')).body).toMatchObject({ code: 'no_contact' });
  expect((await say(anne, number, 'reroute', { to: 'lops' })).body).toMatchObject({ supplier: 'lops' });
  expect((await read(number))['contact']).toMatchObject({ code: 'lab' });
  await say(anne, number, 'reroute', { to: 'terre' });
  expect(await read(number)).toMatchObject({ supplier: 'genavir', contact: { code: 'terre' } });
});

test('a merged case hands its anomalies and its future ones to the survivor; a split gives them back', async () => {
  const [from, into] = [await aCase({ sensor: 'm1' }), await aCase({ sensor: 'm2' })];
  expect((await say(anne, from, 'merge', { into })).body).toMatchObject({
    phase: 'closed',
    outcome: 'duplicate',
    counts: { anomalies: 0 },
  });
  expect(await read(into)).toMatchObject({ counts: { anomalies: 2 } });
  const later = await server.call(
    'POST',
    '/api/v1/anomalies',
    item({ sensor: 'm1', supplier: 'genavir', time: '2026-06-01T00:00:00Z' }),
  );
  expect(later.body.cases).toEqual([into]);
  expect((await say(anne, from, 'split', { reason: 'not the same' })).body).toMatchObject({
    phase: 'triage',
    counts: { anomalies: 1 },
  });
  const after = await server.call(
    'POST',
    '/api/v1/anomalies',
    item({ sensor: 'm1', supplier: 'genavir', time: '2026-07-01T00:00:00Z' }),
  );
  expect(after.body.cases).toEqual([from]);
});

test('a command with an Idempotency-Key is done once, its twins get its answer, another body 422', async () => {
  const number = await aCase();
  const headers = { 'idempotency-key': 'note-1' };
  const twins = await Promise.all(
    Array.from({ length: 8 }, () => say(anne, number, 'note', { comment: 'once' }, headers)),
  );
  for (const twin of twins) expect(twin).toEqual(twins[0]);
  expect(twins[0]?.status).toBe(200);
  const events = await anne('GET', `/api/v1/cases/${number}/events`);
  expect(events.body.items?.filter((event) => event['type'] === 'case.note')).toHaveLength(1);
  expect((await say(anne, number, 'note', { comment: 'other' }, headers)).status).toBe(422);
  const refused = { 'idempotency-key': 'approve-1' };
  expect((await say(anne, number, 'approve', {}, refused)).status).toBe(409);
  await say(anne, number, 'send');
  await supplierAnswers(number, 'confirmed_real');
  expect((await say(anne, number, 'approve', {}, refused)).status).toBe(200);
});

test('a decision reaches the pipeline as it is, its receipt closes the loop once, and a complete run verifies it', async () => {
  const number = await answered();
  const decision = await decided(number);
  expect(decision).toEqual({
    id: expect.any(String),
    case: number,
    outcome: 'expected_phenomenon',
    answer: 'confirmed_real',
    changes: [expect.objectContaining({ anomaly: expect.any(String), withdrawn: false })],
    approved_by: ['person:anne'],
    at: AT.toISOString(),
  });
  const receipt = () =>
    server.call('POST', `/api/v1/decisions/${String(decision['id'])}/applied`, { data_version: '2.10' });
  const first = await receipt();
  expect(first).toMatchObject({ status: 200, body: { receipt: 'applied', case: number, data_version: '2.10' } });
  expect(await receipt()).toEqual(first);
  expect(await read(number)).toMatchObject({ phase: 'verifying', decisions: [{ receipt: 'applied' }] });
  const scope = 'source=tsg&dataset=leg-1&complete=true&checks=qartod.spike_test';
  const run = (query: string, items: unknown[] = []) => server.call('POST', `/api/v1/anomalies?${query}`, items);
  const still = item({ sensor: `s${sensors}`, supplier: 'genavir' });
  await run(`${scope}&data_version=2.9`);
  await run(`${scope.replace('spike', 'gap')}&data_version=2.10`);
  await run(`${scope}&data_version=2.11`, [still]);
  await run('source=tsg&dataset=leg-1&data_version=2.11');
  expect(await read(number)).toMatchObject({ phase: 'verifying' });
  expect((await run(`${scope}&data_version=2.11`)).status).toBe(200);
  expect(await read(number)).toMatchObject({ phase: 'closed', outcome: 'expected_phenomenon' });
  expect((await run('complete=true')).status).toBe(422);
});

test('a refused decision comes back to the desk, and once followed by another it takes no receipt', async () => {
  const number = await answered();
  const first = await decided(number);
  const refuse = await server.call('POST', `/api/v1/decisions/${String(first['id'])}/refused`, {
    comment: 'no such file',
  });
  expect(refuse.body).toMatchObject({ receipt: 'refused' });
  expect(await read(number)).toMatchObject({ phase: 'answered', turn: 'desk' });
  server.at = new Date(server.at.getTime() + 1000);
  await supplierAnswers(number, 'flags_accepted');
  await say(anne, number, 'approve');
  await asClock(number, { type: 'publish' });
  const late = await server.call('POST', `/api/v1/decisions/${String(first['id'])}/applied`);
  expect(late.body).toMatchObject({ status: 409, code: 'superseded', case: number });
  expect((await server.call('POST', '/api/v1/decisions/00000000-0000-4000-8000-000000000000/applied')).status).toBe(
    404,
  );
  expect((await server.call('POST', '/api/v1/decisions/x/applied')).status).toBe(404);
});

test('what a pipeline refused is approved anew: page and API show the approvals of this round only', async () => {
  const number = await answered();
  const first = await decided(number);
  expect(await read(number)).toMatchObject({ answers: [{ approvals: [{ person: 'person:anne' }] }] });
  await server.call('POST', `/api/v1/decisions/${String(first['id'])}/refused`, { comment: 'no such file' });
  expect(await read(number)).toMatchObject({ phase: 'answered', answers: [{ approvals: [] }] });
  await addLogin(db.pool, 'odile');
  const page = await (await loggedIn(server.url, 'odile')).get(`/cases/${number}`);
  expect(page.text).not.toContain('Déjà approuvée par');
  expect(page.text).toContain(`action="/cases/${number}/approve"`);
  server.at = new Date(server.at.getTime() + 1000);
  expect((await say(anne, number, 'approve')).body).toMatchObject({ phase: 'approved' });
  expect(await read(number)).toMatchObject({
    answers: [
      { approvals: [{ person: 'person:anne', at: expect.stringContaining(server.at.toISOString().slice(0, 19)) }] },
    ],
  });
});

test('the feed is read by its cursor to the end; an old epoch is 410 with the place to start; a wait ends with the event', async () => {
  const number = await aCase();
  await placeEvents(db.pool);
  let after = '';
  const types: unknown[] = [];
  for (;;) {
    const { body } = await server.call('GET', `/api/v1/events?after=${after}&limit=7&types=case.opened`);
    after = String(body['next']);
    if (body.items?.length === 0) break;
    types.push(...(body.items ?? []).map((event) => event['type']));
    expect(String(body.items?.at(-1)?.['id']).replace('-', '.')).toBe(after);
  }
  expect(new Set(types)).toEqual(new Set(['case.opened']));
  const gone = await server.call('GET', '/api/v1/events?after=0000.5');
  expect(gone).toMatchObject({ status: 410, body: { next: expect.stringMatching(/^[0-9a-f]+\.0$/) } });
  expect((await server.call('GET', '/api/v1/decisions?after=0000.5')).status).toBe(410);
  expect((await server.call('GET', '/api/v1/events?after=%27')).status).toBe(400);
  expect((await server.call('GET', '/api/v1/events?wait=31')).status).toBe(422);
  const head = (await server.call('GET', `/api/v1/events?after=${after}&limit=200`)).body['next'];
  const waiting = Promise.all(
    Array.from({ length: 5 }, () => server.call('GET', `/api/v1/events?after=${String(head)}&types=case.note&wait=30`)),
  );
  await say(anne, number, 'note', { comment: 'now' });
  for (let isDone = false; !isDone; ) {
    await placeEvents(db.pool);
    isDone = await Promise.race([
      waiting.then(() => true),
      new Promise<boolean>((go) => setTimeout(() => go(false), 50)),
    ]);
  }
  for (const { body } of await waiting)
    expect(body.items).toEqual([expect.objectContaining({ type: 'case.note', case: number })]);
  const brief = await server.call('GET', `/api/v1/events?after=${String(head)}&types=none&wait=0.1`);
  expect(brief.body).toEqual({ items: [], next: head });
});

test('restricted data stay hidden from a service that only reads', async () => {
  await db.pool.query(`insert into dataset (code, name, access_rule) values ('secret', 'Secret', 'by_negotiation')`);
  const number = await aCase({ dataset: 'secret', message: 'at 41.2' });
  const only = api(server.url, await addKey(db.pool, null, ['read']));
  const hidden = await only('GET', `/api/v1/cases/${number}/anomalies`);
  expect(hidden.body.items).toEqual([expect.objectContaining({ check: 'qartod.spike_test', restricted: true })]);
  expect(JSON.stringify(hidden.body)).not.toContain('41.2');
  expect((await only('GET', `/api/v1/cases/${number}/plot.csv`)).status).toBe(403);
  expect(JSON.stringify((await anne('GET', `/api/v1/cases/${number}/anomalies`)).body)).toContain('41.2');
});

test('who asked for no more mail gets none by a click either; the case can be rerouted to somebody else only', async () => {
  const number = await aCase();
  await say(anne, number, 'send');
  await db.pool.query(`update contact set declined_at = $1 where code = 'bord'`, [AT]);
  const mails = async () => (await db.pool.query('select from mail')).rowCount;
  const before = await mails();
  for (const verb of ['remind', 'resend'])
    expect((await say(anne, number, verb)).body).toMatchObject({ status: 409, code: 'contact_declined' });
  expect((await say(anne, number, 'reroute', { to: 'bord' })).body).toMatchObject({
    status: 422,
    code: 'contact_declined',
  });
  expect(await mails()).toBe(before);
  expect((await say(anne, number, 'reroute', { to: 'terre' })).status).toBe(200);
  expect(await read(number)).toMatchObject({ contact: { code: 'terre' } });
  await db.pool.query('update contact set declined_at = null');
});
