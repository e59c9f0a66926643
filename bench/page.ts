import { type Browser, chromium, type Page } from 'playwright-core';
import { installedChromium } from '../test/support/chromium';
import { type Line, send } from './load';
import type { Site } from './site';

/** What a ship downloads to answer: one request, compressed; and the whole way over a satellite link, in a real browser. */
export async function page(site: Site): Promise<Line[]> {
  const { body } = await send({ method: 'GET', url: site.supplierLink, headers: { 'accept-encoding': 'gzip' } });
  const plain = await send({ method: 'GET', url: site.supplierLink });
  const size: Line = {
    what: 'Supplier page with its plot, one request, gzip',
    measured: `${(body.length / 1024).toFixed(1)} KB`,
    against: `plain ${(plain.body.length / 1024).toFixed(1)} KB; budget 15 KB`,
    ratio: (body.length / plain.body.length).toFixed(2),
  };
  const executablePath = installedChromium();
  if (!executablePath) return [size];
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    return [size, await wholeWay(browser, site.supplierLink)];
  } finally {
    await browser.close();
  }
}

const KBIT = 1000 / 8;
const SATELLITE = { offline: false, latency: 700, downloadThroughput: 64 * KBIT, uploadThroughput: 64 * KBIT };
/** From the link to the receipt without script, at 64 kbit/s and 700 ms: page usable, review, receipt. */
async function wholeWay(browser: Browser, link: string): Promise<Line> {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const tab = await context.newPage();
  const bytes = await slowedDown(tab);
  const seconds = [await timed(() => tab.goto(link, { waitUntil: 'domcontentloaded' }))];
  await tab.click('#answer-0');
  for (let step = 0; step < 2; step += 1)
    seconds.push(
      await timed(() =>
        Promise.all([tab.waitForNavigation({ waitUntil: 'domcontentloaded' }), tab.click('form button >> nth=0')]),
      ),
    );
  const total = bytes.reduce((sum, one) => sum + one, 0);
  return {
    what: 'Supplier answers at 64 kbit/s and 700 ms: page, review, receipt',
    measured: `${seconds.map((one) => one.toFixed(1)).join(' + ')} s, 3 clicks, ${bytes.length} requests, ${(total / 1024).toFixed(1)} KB`,
    against: 'budget 5 s to the usable page, 20 KB in all',
    ratio: ((seconds[0] ?? 0) / 5).toFixed(2),
  };
}

async function slowedDown(tab: Page): Promise<number[]> {
  const line = await tab.context().newCDPSession(tab);
  await line.send('Network.enable');
  await line.send('Network.emulateNetworkConditions', SATELLITE);
  const bytes: number[] = [];
  line.on('Network.loadingFinished', ({ encodedDataLength }) => {
    if (encodedDataLength > 0) bytes.push(encodedDataLength);
  });
  return bytes;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
