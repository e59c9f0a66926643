import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Line, quantile, send } from './load';
import type { Site } from './site';

const EVENTS = 3000;
const SINGLE = 40;

interface Taker {
  url: string;
  got: Map<string, number>;
  server: Server;
}
/** `isDead`: takes the connection and never answers, which costs its sender the most. */
async function taker(isDead: boolean): Promise<Taker> {
  const got = new Map<string, number>();
  const server = createServer((req, res) => {
    req.resume();
    if (isDead) return;
    got.set(String(req.headers['webhook-id']), performance.now());
    res.writeHead(204).end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, got, server };
}

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
};

async function post(site: Site, path: string, body: string, type = 'application/json'): Promise<void> {
  const { status, body: said } = await send({
    url: `${site.url}/api/v1/${path}`,
    headers: { ...site.headers, 'content-type': type },
    body,
  });
  if (status >= 300) throw new Error(`${path} answered ${status}: ${said.toString().slice(0, 300)}`);
}

/** One case each, so that none waits for another of its case. */
const anomalies = (from: number, count: number): string =>
  Array.from({ length: count }, (_, n) =>
    JSON.stringify({
      source: 'bench-hooks',
      dataset: 'bench-hooks',
      parameter: 'PSAL',
      sensor: `bench-hook-${from + n}`,
      check: 'qartod.spike_test',
      severity: 'info',
      time: '2026-03-02T10:10:00Z',
    }),
  ).join('\n');

/** Thousands of events for a healthy receiver, beside one that never answers and has as many in its queue. */
export async function webhooks(site: Site): Promise<Line[]> {
  const healthy = await taker(false);
  const before = await measured(site, healthy, 'alone', 0);
  const dead = await taker(true);
  await addWebhook(site, 'bench-dead', dead.url);
  const beside = await measured(site, healthy, 'beside', EVENTS + SINGLE);
  for (const { server } of [healthy, dead]) {
    server.closeAllConnections();
    server.close();
  }
  return [
    {
      what: `Webhook deliveries to a healthy receiver, ${EVENTS} events of as many cases sent again`,
      measured: `${beside.rate.toFixed(0)} /s beside a dead receiver`,
      against: `${before.rate.toFixed(0)} /s without it`,
      ratio: (beside.rate / before.rate).toFixed(2),
    },
    {
      what: `From the answer to a post to the webhook, ${SINGLE} single posts, median (95 %)`,
      measured: `${quantile(beside.delays, 0.5).toFixed(0)} ms (${quantile(beside.delays, 0.95).toFixed(0)} ms) beside a dead receiver`,
      against: `${quantile(before.delays, 0.5).toFixed(0)} ms (${quantile(before.delays, 0.95).toFixed(0)} ms) without it`,
      ratio: (quantile(beside.delays, 0.5) / quantile(before.delays, 0.5)).toFixed(2),
    },
  ];
}

const addWebhook = (site: Site, code: string, url: string): Promise<void> =>
  post(
    site,
    'webhooks',
    JSON.stringify({ code, name: code, url, types: ['case.opened'], owner_email: 'bench@example.org' }),
  );

async function measured(site: Site, healthy: Taker, code: string, from: number) {
  if (from === 0) {
    await addWebhook(site, `bench-${code}`, healthy.url);
    await until(() => healthy.got.size > 0);
  }
  healthy.got.clear();
  await post(site, 'anomalies', anomalies(from, EVENTS), 'application/x-ndjson');
  await until(() => healthy.got.size >= EVENTS);
  const rate = await replayed(site, healthy);
  const delays: number[] = [];
  for (let n = 0; n < SINGLE; n += 1) {
    const seen = healthy.got.size;
    await post(site, 'anomalies', anomalies(from + EVENTS + n, 1));
    const posted = performance.now();
    await until(() => healthy.got.size > seen);
    delays.push(performance.now() - posted);
  }
  return { rate, delays };
}

/** All of them again, with no case to be opened meanwhile: deliveries a second. */
async function replayed(site: Site, healthy: Taker): Promise<number> {
  const places = [...healthy.got.keys()].map((id) => Number(id.split('-').at(-1))).sort((a, b) => a - b);
  const [epoch] = [...healthy.got.keys()].map((id) => id.split('-')[0]);
  healthy.got.clear();
  const began = performance.now();
  const range = { from: `${epoch}-${places[0]}`, to: `${epoch}-${places.at(-1)}` };
  await post(site, 'webhooks/bench-alone/replay', JSON.stringify(range));
  await until(() => healthy.got.size >= places.length);
  return (places.length / (performance.now() - began)) * 1000;
}
