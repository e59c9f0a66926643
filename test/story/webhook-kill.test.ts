import { anAnomaly, api } from '../support/api';
import { useDatabase } from '../support/database';
import { eventually } from '../support/demo';
import { type Receiver, startReceiver } from '../support/receiver';
import { addKey } from '../support/server';
import { layOut, type Process, type Site } from '../support/site';

const db = useDatabase();
let site: Site;
let receiver: Receiver;
const running: Process[] = [];
beforeAll(async () => {
  receiver = await startReceiver();
  site = await layOut(db.url);
});
afterAll(async () => {
  for (const one of running.reverse()) await one.kill('SIGKILL');
  await site.remove();
  await receiver.stop();
});

test('a worker killed while a receiver has an event in hand: it comes again, under the same id', async () => {
  running.push(await site.startTemporal());
  const serving = await site.serve();
  running.push(serving);
  const work = site.work();
  const call = api(serving.url, await addKey(db.pool, null));
  const wanted = {
    code: 'kill',
    name: 'Kill',
    url: receiver.url,
    types: ['case.opened'],
    owner_email: 'o@example.org',
  };
  expect((await call('POST', '/api/v1/webhooks', wanted)).status).toBe(201);
  await eventually(
    'the validation',
    async () => (await call('GET', '/api/v1/webhooks/kill')).body['state'] === 'active',
  );
  receiver.got.length = 0;
  receiver.answer = () => undefined;
  await call('POST', '/api/v1/anomalies', anAnomaly());
  await eventually('the event', () => Promise.resolve(receiver.got.length > 0));
  await work.kill('SIGKILL');
  receiver.answer = (_, res) => void res.writeHead(204).end();
  running.push(site.work());
  await eventually('the event again', () => Promise.resolve(receiver.got.length > 1));
  expect(new Set(receiver.got.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  await eventually('its record', async () => (await call('GET', '/api/v1/webhooks/kill')).body['waiting'] === 0);
});
