import type { lookup } from 'node:dns';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { composePaused } from '../../../activities/webhooks/paused-mail';
import { rows, run } from '../../../db/query';
import { findWebhook } from '../../../db/webhooks/store';
import { replayEvents, skipStopped } from '../../../db/webhooks/turn';
import { inTransaction } from '../../../db/query';
import { NOTHING_ALLOWED } from '../../../domain/webhook-address';
import { newSecretFor, pauseWebhook, resumeWebhook } from '../../../server/webhook-deeds';
import { api } from '../../support/api';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { DESK } from '../../support/posting';
import { type Receiver, startReceiver } from '../../support/receiver';
import { addKey, serverDeps, startServer } from '../../support/server';
import { openCase } from '../../support/stories';
import { addWebhook, BASE_URL, happen, stepOf, trustWebhook, webhookDeps, webhookState } from '../../support/webhooks';

const db = useDatabase();
let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.stop();
  await run(db.pool, `update webhook set state = 'paused', next_due_at = null`);
});
const later = (ms: number): Date => new Date(AT.getTime() + ms);
const deps = () => webhookDeps(db.pool);
const cases = (count: number): Promise<number[]> =>
  Promise.all(Array.from({ length: count }, () => openCase(db.pool, { at: AT })));
const made = async (types = ['case.note'], url = receiver.url) => {
  const webhook = await addWebhook(db.pool, url, types, AT);
  await trustWebhook(db.pool, webhook.id);
  return webhook;
};
const found = async (code: string) => {
  const webhook = await findWebhook(db.pool, code);
  if (!webhook) throw new Error('no webhook');
  return webhook;
};
const heard = (): unknown[] => receiver.got.map(({ event }) => event.data['n']);

test('it validates first, then takes what happened since, signed, as the same objects that the feed gives', async () => {
  const webhook = await addWebhook(db.pool, receiver.url, ['case.note'], AT);
  const [one = 0] = await cases(1);
  await happen(db.pool, [one], AT);
  await happen(db.pool, [one], AT, 'case.assign');
  expect(await stepOf(deps(), webhook.id, AT)).toBe('prove');
  expect(receiver.got[0]?.event).toMatchObject({ type: 'webhook.validate', data: { webhook: webhook.code } });
  expect(await webhookState(db.pool, webhook.id)).toMatchObject({ state: 'active' });
  expect(await stepOf(deps(), webhook.id, later(1000))).toBe('deliver');
  expect(await stepOf(deps(), webhook.id, later(2000))).toBeNull();
  const [, got] = receiver.got;
  if (!got || receiver.got.length !== 2) throw new Error('not one event');
  for (const { text, headers } of receiver.got)
    expect(() => new Webhook(webhook.secret).verify(text, headers as Record<string, string>)).not.toThrow();
  expect(got.headers['webhook-id']).toBe(got.event.id);
  expect(got.headers['content-type']).toMatch(/^application\/cloudevents\+json/);
  const server = await startServer(serverDeps(db.pool, { baseUrl: BASE_URL }));
  const ask = api(server.url, await addKey(db.pool, null, ['read']));
  const { body } = await ask('GET', '/api/v1/events?types=case.note&limit=200');
  expect(body.items?.at(-1)).toEqual(got.event);
  await server.stop();
});

test('each case comes in its order, one at a time, and no more than four are under way', async () => {
  const webhook = await made();
  const all = await cases(6);
  for (let round = 0; round < 5; round += 1) await happen(db.pool, all, AT);
  let underWay = 0;
  let most = 0;
  const busy = new Set<unknown>();
  receiver.answer = ({ event }, res) => {
    if (busy.has(event.case)) throw new Error('two of one case');
    busy.add(event.case);
    underWay += 1;
    most = Math.max(most, underWay);
    setTimeout(() => {
      busy.delete(event.case);
      underWay -= 1;
      res.writeHead(200).end();
    }, 5);
  };
  await stepOf(deps(), webhook.id, AT);
  expect(receiver.got).toHaveLength(30);
  expect(most).toBe(4);
  for (const one of all) {
    const ids = receiver.got
      .flatMap(({ event }) => (event.data['n'] === one ? event.id.split('-')[1] : []))
      .map(Number);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  }
});

test('a receiver that fails is asked with one event, by the schedule, and everything follows once it takes one', async () => {
  const webhook = await made();
  const all = await cases(8);
  await happen(db.pool, all, AT);
  receiver.answer = (_, res) => void res.writeHead(503).end();
  await stepOf(deps(), webhook.id, AT);
  expect(receiver.got.length).toBeLessThanOrEqual(4);
  expect(await webhookState(db.pool, webhook.id)).toMatchObject({ state: 'active', failures: 1 });
  expect(await stepOf(deps(), webhook.id, later(3000))).toBeNull();
  receiver.got.length = 0;
  expect(await stepOf(deps(), webhook.id, later(10_000))).toBe('deliver');
  expect(receiver.got).toHaveLength(1);
  expect(await webhookState(db.pool, webhook.id)).toMatchObject({ failures: 2 });
  receiver.got.length = 0;
  receiver.answer = (_, res) => void res.writeHead(204).end();
  await stepOf(deps(), webhook.id, later(10 * 60_000));
  expect(new Set(heard())).toEqual(new Set(all));
  expect(await webhookState(db.pool, webhook.id)).toMatchObject({ failures: 0, next_due_at: null });
});

test('what it refuses stops its case and is shown; other cases go on; it may be skipped, or sent again', async () => {
  const webhook = await made();
  const [bad = 0, good = 0] = await cases(2);
  for (let round = 0; round < 2; round += 1) await happen(db.pool, [bad, good], AT);
  receiver.answer = ({ event }, res) => void res.writeHead(event.data['n'] === bad ? 422 : 204).end('no such\0case');
  await stepOf(deps(), webhook.id, AT);
  expect(heard().sort((a, b) => Number(a) - Number(b))).toEqual([bad, good, good].sort((a, b) => a - b));
  expect(await found(webhook.code)).toMatchObject({ state: 'active', stopped: 1, waiting: 1 });
  expect(await stepOf(deps(), webhook.id, later(86_400_000))).toBeNull();
  receiver.got.length = 0;
  receiver.answer = (_, res) => void res.writeHead(204).end();
  await inTransaction(db.pool, async (tx) => skipStopped(tx, await found(webhook.code), DESK, later(1000)));
  await stepOf(deps(), webhook.id, later(1000));
  expect(heard()).toEqual([bad]);
  receiver.got.length = 0;
  const [first] = await rows(
    db.pool,
    z.object({ from: z.number(), to: z.number() }),
    'select min(position) as from, max(position) as to from webhook_delivery where webhook = $1',
    [webhook.id],
  );
  const range = first ?? { from: 0, to: 0 };
  const again = await inTransaction(db.pool, async (tx) =>
    replayEvents(tx, await found(webhook.code), range, DESK, later(2000)),
  );
  expect(again).toBe(4);
  await stepOf(deps(), webhook.id, later(2000));
  expect(receiver.got).toHaveLength(4);
});

test('410 disables it and its owner is told by mail; what waits is kept, and goes out when it is resumed', async () => {
  const webhook = await made();
  const [one = 0] = await cases(1);
  for (let round = 0; round < 3; round += 1) await happen(db.pool, [one], AT);
  receiver.answer = (_, res) => void res.writeHead(410).end();
  await stepOf(deps(), webhook.id, AT);
  expect(await found(webhook.code)).toMatchObject({ state: 'disabled', why: 'gone', waiting: 3 });
  const [mail] = await rows(
    db.pool,
    z.object({ id: z.string(), to: z.string() }),
    `select id, to_email as "to" from mail where webhook = $1`,
    [webhook.id],
  );
  expect(mail?.to).toBe('owner@example.org');
  const centre = { name: 'SISMER', email: 'qualite@example.org' };
  const words = await composePaused(
    { pool: db.pool, baseUrl: BASE_URL, centre },
    { id: mail?.id ?? '', language: 'en' },
  );
  expect(words).toMatchObject({ text: expect.stringMatching(/3 events wait[^]*\/webhooks\/hook-/) });
  receiver.got.length = 0;
  receiver.answer = (_, res) => void res.writeHead(204).end();
  await resumeWebhook(serverDeps(db.pool), await found(webhook.code), DESK);
  expect(
    await composePaused({ pool: db.pool, baseUrl: BASE_URL, centre }, { id: mail?.id ?? '', language: 'en' }),
  ).toEqual({
    cancelled: 'the receiver goes on again',
  });
  for (const n of [1, 2]) await stepOf(deps(), webhook.id, later(n * 1000));
  expect(receiver.got).toHaveLength(4);
});

test('a redirect is a failure and is not followed; Retry-After is honoured', async () => {
  const webhook = await made();
  const other = await startReceiver();
  await happen(db.pool, await cases(1), AT);
  receiver.answer = (_, res) => void res.writeHead(307, { location: other.url, 'retry-after': '7200' }).end();
  await stepOf(deps(), webhook.id, AT);
  expect(other.got).toEqual([]);
  await other.stop();
  const state = await webhookState(db.pool, webhook.id);
  expect(state?.failures).toBe(1);
  expect(state?.next_due_at?.getTime()).toBeGreaterThanOrEqual(later(7_200_000).getTime());
});

test('a new secret and the old one both sign for a day', async () => {
  const webhook = await made();
  const secret = await newSecretFor(serverDeps(db.pool, { clock: () => new Date() }), await found(webhook.code), DESK);
  expect(secret).not.toBe(webhook.secret);
  await happen(db.pool, await cases(1), AT);
  await stepOf(deps(), webhook.id, AT);
  const [got] = receiver.got;
  if (!got) throw new Error('nothing came');
  const headers = got.headers as Record<string, string>;
  for (const one of [secret, webhook.secret]) expect(() => new Webhook(one).verify(got.text, headers)).not.toThrow();
  const [stored] = await rows(
    db.pool,
    z.object({ t: z.string() }),
    'select t::text as t from webhook t where id = $1',
    [webhook.id],
  );
  expect(stored?.t).not.toContain(Buffer.from(secret).toString('hex'));
});

type Answers = { address: string; family: number }[];
/** A resolver of a test's own. */
const resolving = (answers: Answers, asked: string[] = []): typeof lookup =>
  // Safe: only this one of its forms is called.
  ((name: string, _options: unknown, done: (error: null, addresses: Answers) => void) => {
    asked.push(name);
    done(null, answers);
  }) as unknown as typeof lookup;

test('a name of which any address is not public is refused at the attempt, whatever it was when it was saved', async () => {
  const webhook = await made(['case.note'], 'https://hooks.example.org/');
  await happen(db.pool, await cases(1), AT);
  const troubles: unknown[] = [];
  for (const [n, addresses] of [
    ['127.0.0.1'],
    ['93.184.215.14', '10.0.0.1'],
    ['169.254.169.254'],
    ['::1'],
    ['::ffff:10.0.0.1'],
    ['2002:7f00:1::'],
  ].entries()) {
    const resolve = resolving(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })));
    const at = later(n * 10 * 86_400_000);
    await run(db.pool, 'update webhook set not_before = null, failures = 0 where id = $1', [webhook.id]);
    await stepOf(webhookDeps(db.pool, { resolve, allow: NOTHING_ALLOWED }), webhook.id, at);
    const [attempt] = await rows(
      db.pool,
      z.object({ trouble: z.string().nullable() }),
      'select trouble from webhook_attempt where webhook = $1 order by id desc limit 1',
      [webhook.id],
    );
    troubles.push(attempt?.trouble);
  }
  expect(troubles).toEqual(Array(6).fill('forbidden_address'));
  expect(receiver.got).toEqual([]);
});

test('the connection goes to the address that was looked at, under the name that was asked for', async () => {
  const { port } = new URL(receiver.url);
  const asked: string[] = [];
  const names = { names: new Set([`hooks.example.org:${port}`]), networks: [] };
  const webhook = await made(['case.note'], receiver.url);
  await run(db.pool, 'update webhook set url = $2 where id = $1', [
    webhook.id,
    `http://hooks.example.org:${port}/hook`,
  ]);
  await happen(db.pool, await cases(1), AT);
  const resolve = resolving([{ address: '127.0.0.1', family: 4 }], asked);
  await stepOf(webhookDeps(db.pool, { resolve, allow: names }), webhook.id, AT);
  expect(asked).toEqual(['hooks.example.org']);
  expect(receiver.got[0]?.headers.host).toBe(`hooks.example.org:${port}`);
});

test('a receiver that is paused meanwhile gets nothing more, and no late result changes it', async () => {
  const webhook = await made();
  const [one = 0] = await cases(1);
  for (let round = 0; round < 3; round += 1) await happen(db.pool, [one], AT);
  receiver.answer = (_, res) => {
    void found(webhook.code)
      .then((of) => pauseWebhook(serverDeps(db.pool), of, DESK))
      .then(() => res.writeHead(204).end());
  };
  await stepOf(deps(), webhook.id, AT);
  expect(receiver.got).toHaveLength(1);
  expect(await found(webhook.code)).toMatchObject({ state: 'paused', why: 'person', waiting: 3 });
});

test('a step that comes twice or late does nothing', async () => {
  const webhook = await made();
  await happen(db.pool, await cases(1), AT);
  const both = await Promise.all([stepOf(deps(), webhook.id, AT), stepOf(deps(), webhook.id, AT)]);
  expect(both).toContain('deliver');
  expect(new Set(receiver.got.map(({ event }) => event.id)).size).toBe(1);
  expect(await stepOf(deps(), webhook.id, later(1000))).toBeNull();
});
