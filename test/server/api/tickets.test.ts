import { z } from 'zod';
import { editRow } from '../../../db/registers';
import { rows } from '../../../db/query';
import type { TicketVerb } from '../../../domain/permissions';
import * as told from '../../../server/openapi/tickets';
import { listOf } from '../../../server/openapi/answers';
import { type Api, api, type Wire } from '../../support/api';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { item, useApi } from '../../support/post';
import { DESK } from '../../support/posting';
import { addKey, addPerson } from '../../support/server';

const db = useDatabase();
const server = useApi(db);
let anne: Api;
let reader: Api;
beforeAll(async () => {
  for (const code of ['anne', 'bruno', 'carla']) await addPerson(db.pool, code);
  await addPerson(db.pool, 'rosa', 'read_only');
  anne = api(server.url, await addKey(db.pool, 'anne'));
  reader = api(server.url, await addKey(db.pool, 'rosa'));
});
afterEach(() => {
  server.at = AT;
});

const HOUR = 3_600_000;
const later = (hours: number): void => {
  server.at = new Date(AT.getTime() + hours * HOUR);
};
const ask = (patch: Record<string, unknown> = {}, headers?: Record<string, string>) =>
  anne(
    'POST',
    '/api/v1/tickets',
    { text: 'Où sont les profils ?', requester: { email: 'nora@example.org' }, ...patch },
    headers,
  );
const aTicket = async (patch: Record<string, unknown> = {}): Promise<string> =>
  String((await ask(patch)).body['number']);
const read = async (number: string) => told.FullTicket.parse((await anne('GET', `/api/v1/tickets/${number}`)).body);
const say = (number: string, verb: TicketVerb | 'messages', body?: unknown, who = anne) =>
  who('POST', `/api/v1/tickets/${number}/${verb}`, body);
const numbers = async (query: string): Promise<unknown[]> => {
  const { body } = await anne('GET', `/api/v1/tickets?${query}`);
  listOf(told.TicketAnswer).parse(body);
  return (body.items ?? []).map((one) => one['number']);
};
const mailsOf = async (number: string): Promise<string[]> =>
  (
    await rows(
      db.pool,
      z.object({ told: z.string() }),
      `select a.about || ' ' || l.to_email as told from ticket_mail a join mail l on l.id = a.mail join ticket t on t.id = a.ticket
        where t.number = $1 order by l.created_at, a.about`,
      [number],
    )
  ).map((one) => one.told);

test('words and an address are enough; what is not known is asked after, what is wrong is named', async () => {
  const { status, body } = await ask({ topic: 'no-such-topic', name: undefined });
  expect([status, told.TicketStandAnswer.parse(body)]).toMatchObject([
    201,
    { state: 'new', type: 'information', priority: 'normal', topic: null, assignee: null, level: '1', due: 'response' },
  ]);
  const full = await read(String(body['number']));
  expect(full).toMatchObject({
    subject: 'Où sont les profils ?',
    requester: { email: 'nora@example.org', name: null },
    language: 'fr',
    clocks: [
      { kind: 'response', state: 'running', paused_for: [] },
      { kind: 'resolution', state: 'running' },
    ],
    messages: [{ side: 'requester', visibility: 'public', channel: 'api', text: 'Où sont les profils ?' }],
  });
  expect(await mailsOf(full.number)).toEqual(['received nora@example.org']);
  for (const [wrong, pointer] of [
    [{ text: ' ' }, '/text'],
    [{ requester: {} }, '/requester/email'],
    [{ requester: { email: 'nobody' } }, '/requester/email'],
    [{ type: 'question' }, '/type'],
    [{ colour: 'red' }, '/colour'],
    [{ case: 'A-2026-99999' }, '/case'],
  ] as const)
    expect(await ask(wrong)).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  expect((await reader('POST', '/api/v1/tickets', { text: 'x', requester: { email: 'a@example.org' } })).status).toBe(
    403,
  );
});

test('the same Idempotency-Key is the same ticket, and another body under it is refused', async () => {
  const key = { 'idempotency-key': 'form-1' };
  const [first, second] = await Promise.all([ask({ subject: 'once' }, key), ask({ subject: 'once' }, key)]);
  expect(second.body['number']).toBe(first.body['number']);
  expect((await ask({ subject: 'twice' }, key)).body['code']).toBe('idempotency_key_reused');
  const { rowCount } = await db.pool.query(`select from ticket where subject = 'once'`);
  expect(rowCount).toBe(1);
});

test('a ticket is taken, answered, waited for, resolved, reopened and closed, each only where it is possible', async () => {
  const number = await aTicket();
  expect((await say(number, 'take')).body).toMatchObject({ state: 'open', assignee: 'anne' });
  expect((await say(number, 'messages', { text: 'voir Marc', visibility: 'internal' })).status).toBe(200);
  expect((await read(number)).clocks.find(({ kind }) => kind === 'response')?.state).toBe('running');
  expect((await say(number, 'messages', { text: 'Les voici.' })).status).toBe(200);
  expect((await read(number)).clocks.find(({ kind }) => kind === 'response')?.state).toBe('met');
  expect(await mailsOf(number)).toEqual(['answer nora@example.org', 'received nora@example.org']);
  const waits = await say(number, 'wait', { reason: 'colleague', until: '2026-03-20', comment: 'Marc revient lundi' });
  expect(waits.body).toMatchObject({ state: 'waiting', waiting: ['colleague'] });
  expect((await read(number)).messages.at(-1)).toMatchObject({ visibility: 'internal', text: 'Marc revient lundi' });
  expect((await say(number, 'wait', { until: '2020-01-01' })).body['errors']).toMatchObject([{ pointer: '/until' }]);
  expect((await say(number, 'resume')).body).toMatchObject({ state: 'open', waiting: [] });
  expect((await say(number, 'resolve')).body['state']).toBe('resolved');
  const refused = await say(number, 'wait');
  expect(refused).toMatchObject({ status: 409, body: { code: 'not_now' } });
  expect(refused.body['allowed']).toEqual(expect.arrayContaining(['reopen', 'close', 'merge']));
  expect((await say(number, 'reopen')).body['state']).toBe('open');
  expect((await say(number, 'close')).body['state']).toBe('closed');
  expect((await say(number, 'explode' as TicketVerb)).status).toBe(404);
  expect((await say('T-2026-99999', 'take')).status).toBe(404);
});

test('it goes to a person, a level, the specialists of a topic or another desk, and who held it is kept', async () => {
  const values = { name: 'DOI', name_en: 'DOI', active: true, specialists: ['carla'] };
  await editRow(db.pool, { register: 'topics', values: { ...values, code: 'doi-2' }, code: null, actor: DESK, at: AT });
  const number = await aTicket();
  expect((await say(number, 'assign', { to: 'bruno' })).body).toMatchObject({ assignee: 'bruno', level: '1' });
  expect((await say(number, 'assign', { to: 'rosa' })).body['errors']).toMatchObject([{ pointer: '/to' }]);
  expect((await say(number, 'transfer')).body['code']).toBe('required');
  expect((await say(number, 'transfer', { topic: 'none' })).body['code']).toBe('unknown_topic');
  expect((await say(number, 'transfer', { to: 'carla', level: '2' })).body).toMatchObject({
    assignee: 'carla',
    level: '2',
  });
  expect((await say(number, 'handover', { reference: 'RIC-7' })).body).toMatchObject({
    assignee: null,
    level: 'external',
  });
  expect((await say(number, 'handover')).status).toBe(409);
  const { rows: hops } = await db.pool.query(
    `select h.level, h.person, h.foreign_number from ticket_hop h join ticket t on t.id = h.ticket where t.number = $1 order by h.id`,
    [number],
  );
  expect(hops).toEqual([
    { level: '1', person: 'bruno', foreign_number: null },
    { level: '2', person: 'carla', foreign_number: null },
    { level: 'external', person: null, foreign_number: 'RIC-7' },
  ]);
});

test('lists hold what is mine, nobody’s, in danger, waiting, of a state, a topic or with a word, and come as CSV', async () => {
  const mine = await aTicket({ type: 'incident', subject: 'Kerguelen' });
  await say(mine, 'take');
  const free = await aTicket({ type: 'advice' });
  const waiting = await aTicket();
  await say(waiting, 'assign', { to: 'bruno' });
  await say(waiting, 'wait');
  expect(await numbers('tab=mine&type=incident')).toEqual([mine]);
  expect(await numbers('tab=unassigned&type=advice')).toEqual([free]);
  expect(await numbers('tab=waiting')).toEqual([waiting]);
  expect(await numbers('state=waiting')).toEqual([waiting]);
  expect(await numbers('q=kerguelen')).toEqual([mine]);
  expect(await numbers('tab=level1')).toEqual(expect.arrayContaining([mine, free]));
  expect(await numbers('tab=at_risk')).toEqual([]);
  later(24 * 30);
  expect(await numbers('tab=at_risk&sort=due')).toEqual(expect.arrayContaining([mine, free]));
  const seen: unknown[] = [];
  for (let cursor = ''; ; ) {
    const { body } = await anne('GET', `/api/v1/tickets?limit=2&sort=due${cursor}`);
    seen.push(...(body.items ?? []).map((one) => one['number']));
    if (body['next'] === null) break;
    cursor = `&cursor=${z.string().parse(body['next'])}`;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toEqual(expect.arrayContaining([mine, free, waiting]));
  const { body } = await anne('GET', '/api/v1/tickets', undefined, { accept: 'text/csv' });
  expect(String(body['text'])).toContain(mine);
  expect((await anne('GET', '/api/v1/tickets?sort=due&cursor=AAAA')).status).toBe(400);
  expect((await anne('GET', '/api/v1/tickets?tab=none')).status).toBe(422);
});

test('merged, it goes on in the other, where whoever has waited longer comes first; circles and ends are refused', async () => {
  const older = await aTicket({ text: 'Toujours rien ?' });
  later(1);
  const newer = await aTicket();
  const dueBefore = (await read(newer)).due_at;
  expect((await say(older, 'merge', { into: older })).body['code']).toBe('same_ticket');
  expect((await say(older, 'merge', { into: newer })).body).toMatchObject({
    state: 'merged',
    links: [{ kind: 'merged', number: newer, direction: 'to' }],
  });
  const [from, into] = [await read(older), await read(newer)];
  expect(from.merged_into).toBe(newer);
  expect(from.clocks.map(({ state }) => state)).toEqual(['merged', 'merged']);
  expect(into.messages.map(({ text }) => text)).toEqual(['Toujours rien ?', 'Où sont les profils ?']);
  expect(into.clocks.find(({ kind }) => kind === 'response')?.started_at).toBe(AT.toISOString());
  expect(Date.parse(into.due_at ?? '')).toBeLessThan(Date.parse(dueBefore ?? ''));
  expect(await say(newer, 'merge', { into: older })).toMatchObject({ status: 409, body: { code: 'into_is_over' } });
  expect(await say(older, 'messages', { text: 'x' })).toMatchObject({ status: 409, body: { code: 'not_now' } });
});

test('another person’s words stay theirs when tickets are merged, and the answer reaches both', async () => {
  const [hers, his] = [await aTicket(), await aTicket({ requester: { email: 'yann@example.org', language: 'en' } })];
  await say(his, 'merge', { into: hers });
  expect((await read(hers)).messages).toHaveLength(1);
  await say(hers, 'messages', { text: 'Les voici.' });
  expect(await mailsOf(hers)).toContain('answer nora@example.org');
  expect(await mailsOf(his)).toContain('answer yann@example.org');
});

test('a second question becomes a ticket of its own whose requester has waited since, and tickets and cases are linked once', async () => {
  const number = await aTicket({ subject: 'Profils' });
  const [first] = (await read(number)).messages;
  later(2);
  expect((await say(number, 'split')).body['code']).toBe('required');
  expect((await say(number, 'split', { messages: [1e9] })).body['code']).toBe('unknown_message');
  const { body } = await say(number, 'split', { messages: [first?.id], subject: 'Bathymétrie' });
  const [link] = told.TicketStandAnswer.parse(body).links;
  const made = await read(link?.number ?? '');
  expect(made).toMatchObject({
    state: 'new',
    subject: 'Bathymétrie',
    messages: [{ text: 'Où sont les profils ?' }],
    links: [{ kind: 'split', number, direction: 'from' }],
  });
  expect(made.clocks.find(({ kind }) => kind === 'response')?.started_at).toBe(AT.toISOString());
  const posted = await server.call('POST', '/api/v1/anomalies', item());
  const ofCase = posted.body.cases?.[0] ?? '';
  for (let twice = 0; twice < 2; twice += 1) {
    await say(number, 'link', { to: ofCase });
    await say(made.number, 'link', { to: number });
  }
  expect((await read(number)).links).toEqual([
    { kind: 'case', number: ofCase, direction: 'to' },
    { kind: 'split', number: made.number, direction: 'to' },
  ]);
  expect((await say(number, 'link', { to: 'X-1' })).body['code']).toBe('unknown_number');
  const fromCase = await aTicket({ case: ofCase });
  expect((await read(fromCase)).links).toEqual([{ kind: 'case', number: ofCase, direction: 'to' }]);
});

test('impact and urgency make the priority, with why in words; tags and watchers stand beside', async () => {
  const number = await aTicket();
  await say(number, 'prioritise', { impact: 'high', urgency: 'high', comment: 'panne générale' });
  await say(number, 'tag', { tags: ['CTD', 'ctd', 'moratoire'] });
  await say(number, 'watch');
  expect(await read(number)).toMatchObject({
    priority: 'urgent',
    priority_reason: 'panne générale',
    tags: ['ctd', 'moratoire'],
    watchers: ['anne'],
  });
  await say(number, 'watch', { watch: false });
  expect((await read(number)).watchers).toEqual([]);
});

test('a reader does nothing, a service answers and takes nothing, is told of no person, and notes what it knows', async () => {
  const number = await aTicket();
  const service = server.call;
  for (const verb of ['take', 'close', 'link'] as const) expect((await say(number, verb, {}, reader)).status).toBe(403);
  expect((await say(number, 'messages', { text: 'x' }, reader)).status).toBe(403);
  expect((await reader('GET', `/api/v1/tickets/${number}`)).body['allowed']).toEqual([]);
  expect((await say(number, 'take', {}, service)).status).toBe(403);
  expect((await say(number, 'messages', { text: 'x' }, service)).status).toBe(403);
  expect((await say(number, 'messages', { text: 'note', visibility: 'internal' }, service)).status).toBe(200);
  const seen = (await service('GET', `/api/v1/tickets/${number}`)).body as Wire & { messages: unknown[] };
  expect([seen['requester'], seen.messages.length]).toEqual([null, 1]);
  expect((await say(number, 'assign', { to: 'bruno' }, service)).body['assignee']).toBe('bruno');
});

test('its events tell what happened, in codes only', async () => {
  const number = await aTicket({ text: 'secret words' });
  await say(number, 'take', { comment: 'secret note' });
  const { body } = await anne('GET', `/api/v1/tickets/${number}/events`);
  listOf(told.TicketEventAnswer).parse(body);
  expect(body.items?.map((one) => one['type'])).toEqual(['ticket.opened', 'ticket.message', 'ticket.take']);
  expect(JSON.stringify(body)).not.toMatch(/secret|example\.org/);
});

const becomes = (number: string, body?: unknown, who = anne) =>
  who('POST', `/api/v1/tickets/${number}/open-case`, body);
const caseLinks = (body: Wire): unknown[] => (body['links'] as Wire[]).map((one) => one['number']);

test('a remark on data becomes a case by one command, as an anomaly that anybody posts; again it is the same case', async () => {
  await editRow(db.pool, {
    register: 'cruises',
    values: { code: 'pelgas-1', name: 'Pelgas', platform: 'thalassa' },
    code: null,
    actor: DESK,
    at: AT,
  });
  await editRow(db.pool, {
    register: 'datasets',
    values: { code: 'pelgas-1-tsg', name: 'TSG', cruise: 'pelgas-1' },
    code: null,
    actor: DESK,
    at: AT,
  });
  const number = await aTicket({ type: 'remark', cruise: 'pelgas-1', text: 'Ces salinités sont fausses.' });
  const { status, body } = await becomes(number);
  told.TicketStandAnswer.parse(body);
  const [opened] = caseLinks(body);
  expect([status, body['links']]).toEqual([200, [{ kind: 'case', number: opened, direction: 'to' }]]);
  const found = await anne('GET', `/api/v1/cases/${String(opened)}/anomalies`);
  expect(found.body.items).toEqual([
    expect.objectContaining({
      source: 'user_remark',
      check: 'user_remark',
      dataset: 'pelgas-1-tsg',
      cruise: 'pelgas-1',
      platform: 'thalassa',
      message: 'Ces salinités sont fausses.',
    }),
  ]);
  const others = [becomes(number, { dataset: 'other', text: 'x' }), becomes(number, {}, server.call), becomes(number)];
  for (const again of await Promise.all(others)) expect([again.status, caseLinks(again.body)]).toEqual([200, [opened]]);
  const { body: told2 } = await anne('GET', `/api/v1/tickets/${number}/events`);
  expect(told2.items?.map((one) => [one['type'], one['actor']])).toEqual([
    ['ticket.opened', expect.anything()],
    ['ticket.link', expect.stringContaining('anne')],
  ]);
});

test('what is not known of a remark is said, two at once are one case, and each of two remarks on the same data is kept', async () => {
  const [number, other] = [await aTicket(), await aTicket()];
  const none = await becomes(number);
  expect([none.status, none.body['errors']]).toMatchObject([422, [{ pointer: '/dataset' }]]);
  const time_range = { start: '2026-03-01T10:00:00Z', end: '2026-03-01T09:00:00Z' };
  const backwards = await becomes(number, { dataset: 'd', time_range });
  expect([backwards.status, backwards.body['code']]).toEqual([422, 'end_before_start']);
  const said = { dataset: 'd', parameter: 'PSAL', time_range: { start: time_range.end, end: time_range.start } };
  const twins = await Promise.all([
    becomes(number, said),
    becomes(number, { ...said, text: 'x' }),
    becomes(other, said),
  ]);
  expect(new Set(twins.flatMap(({ body }) => caseLinks(body))).size).toBe(1);
  const found = await anne('GET', `/api/v1/cases/${String(caseLinks(twins[0]?.body ?? {})[0])}/anomalies`);
  expect(found.body.items?.map((one) => one['time_range'])).toEqual(
    [said.time_range, said.time_range].map((range) =>
      expect.objectContaining({
        start: expect.stringContaining('09:00'),
        end: expect.stringContaining(range.end.slice(11, 16)),
      }),
    ),
  );
  expect((await becomes(number, said, reader)).status).toBe(403);
  expect((await becomes('T-2026-99999', said)).status).toBe(404);
  expect((await becomes(number, { colour: 'blue' })).status).toBe(422);
});
