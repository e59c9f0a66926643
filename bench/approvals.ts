import { type Line, quantile, send, together } from './load';
import type { Site } from './site';

const CASES = 100;

/** An approval through the API: authentication, lock, table, facts, event, wake-up, commit, and the case as answer. */
export async function approvals(site: Site): Promise<Line> {
  const call = async (path: string, body: unknown): Promise<string> => {
    const { status, body: said } = await send({
      url: `${site.url}/api/v1/${path}`,
      headers: { ...site.headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (status !== 200) throw new Error(`${path} answered ${status}: ${said.toString().slice(0, 300)}`);
    return said.toString();
  };
  const numbers: string[] = [];
  await together(CASES, 4, async (n) => {
    const anomaly = {
      source: 'bench',
      dataset: 'bench-approve',
      platform: `A${n}`,
      check: 'qartod.spike_test',
      parameter: 'TEMP',
      time: '2026-03-02T10:10:00Z',
    };
    const number = String((JSON.parse(await call('anomalies', anomaly)) as { cases: string[] }).cases[0]);
    numbers.push(number);
  });
  await untilInTriage(site, CASES);
  await together(CASES, 4, async (n) => void (await call(`cases/${numbers[n]}/answer`, { answer: 'flags_accepted' })));
  const { eachMs } = await together(CASES, 1, async (n) => void (await call(`cases/${numbers[n]}/approve`, {})));
  return {
    what: 'Approval through the API, one at a time',
    measured: `p50 ${quantile(eachMs, 0.5).toFixed(1)} ms, p95 ${quantile(eachMs, 0.95).toFixed(1)} ms`,
    against: '',
    ratio: '',
  };
}

async function untilInTriage(site: Site, count: number): Promise<void> {
  for (;;) {
    const { body } = await send({
      method: 'GET',
      url: `${site.url}/api/v1/cases?source=bench&phase=triage&q=bench-approve&limit=200`,
      headers: site.headers,
    });
    if ((JSON.parse(body.toString()) as { items: unknown[] }).items.length >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
