import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { type Line, send, together } from './load';
import type { Site } from './site';

const POSTS = 1_500;
const WIDTH = 16;

const body = (n: number): string =>
  JSON.stringify({
    source: 'bench',
    dataset: 'bench-single',
    platform: `S${n % 50}`,
    parameter: 'TEMP',
    check: 'qartod.spike_test',
    time: new Date(Date.UTC(2026, 2, 1) + n * 1000).toISOString(),
  });

/** One anomaly a request through the whole way to a commit, beside an Express route that does nothing, in one run. */
export async function posts(site: Site): Promise<Line> {
  const empty = express().post('/', (_, res) => void res.json({}));
  const server = empty.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const emptyUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const rate = async (url: string): Promise<number> => {
    const { totalMs } = await together(POSTS, WIDTH, async (n) => {
      const { status } = await send({
        url,
        headers: { ...site.headers, 'content-type': 'application/json' },
        body: body(n),
      });
      if (status !== 200) throw new Error(`a single post answered ${status}`);
    });
    return (POSTS / totalMs) * 1000;
  };
  await rate(emptyUrl);
  const nothing = await rate(emptyUrl);
  const ours = await rate(`${site.url}/api/v1/anomalies`);
  server.close();
  return {
    what: `Single posts, ${WIDTH} at a time`,
    measured: `${Math.round(ours)} posts/s`,
    against: `empty route ${Math.round(nothing)} posts/s`,
    ratio: (ours / nothing).toFixed(2),
  };
}
