import pg from 'pg';
import { type Line, quantile, send, together } from './load';
import type { Site } from './site';

const READS = 60;

/** Lists and one case, with all that the benchmarks before have left in the database. */
export async function reads(site: Site): Promise<Line[]> {
  const held = await fill(site.databaseUrl);
  const lists = await p95(site, [
    '/api/v1/cases?limit=50',
    '/api/v1/cases?limit=50&source=bench&phase=collecting',
    '/api/v1/cases?limit=50&q=P17',
  ]);
  const one = await p95(site, [`/api/v1/cases/${held.number}`]);
  return [
    {
      what: `A page of 50 cases, filtered and searched, ${held.anomalies} anomalies in ${held.cases} cases`,
      measured: `p95 ${lists.toFixed(0)} ms`,
      against: 'budget 100 ms',
      ratio: '',
    },
    {
      what: `One case of ${held.ofCase} anomalies among them`,
      measured: `p95 ${one.toFixed(0)} ms`,
      against: 'budget 20 ms',
      ratio: '',
    },
  ];
}

async function p95(site: Site, paths: readonly string[]): Promise<number> {
  const { eachMs } = await together(READS, 1, async (n) => {
    const path = paths[n % paths.length] ?? '';
    const { status, body } = await send({ method: 'GET', url: `${site.url}${path}`, headers: site.headers });
    if (status !== 200) throw new Error(`${path} answered ${status}: ${body.toString().slice(0, 300)}`);
  });
  return quantile(eachMs, 0.95);
}

interface Held {
  anomalies: number;
  cases: number;
  number: string;
  ofCase: number;
}
async function fill(databaseUrl: string): Promise<Held> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query('analyze');
    const { rows } = await client.query<Held>(
      `select (select count(*)::int from anomaly) as anomalies, (select count(*)::int from anomaly_case) as cases, c.number, m.n::int as "ofCase"
         from (select case_id, count(*) as n from anomaly group by case_id order by n desc limit 1) m join anomaly_case c on c.id = m.case_id`,
    );
    if (!rows[0]) throw new Error('nothing is held');
    return rows[0];
  } finally {
    await client.end();
  }
}
