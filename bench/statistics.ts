import pg from 'pg';
import { type Line, quantile, send, together } from './load';
import type { Site } from './site';

const CASES = 14_300;
const READS = 10;

/** Reports over a year of cases, 100,000 events of them beside what the other benchmarks have left in the log. */
export async function statistics(site: Site): Promise<Line[]> {
  const events = await fill(site.databaseUrl);
  const of = async (what: string, path: string): Promise<Line> => {
    const { eachMs } = await together(READS, 1, async () => {
      const { status, body } = await send({ method: 'GET', url: `${site.url}/api/v1${path}`, headers: site.headers });
      if (status !== 200) throw new Error(`${path} answered ${status}: ${body.toString().slice(0, 300)}`);
    });
    return {
      what: `${what}, ${events} events of cases in the log`,
      measured: `p50 ${quantile(eachMs, 0.5).toFixed(0)} ms, p95 ${quantile(eachMs, 0.95).toFixed(0)} ms`,
      against: '',
      ratio: '',
    };
  };
  return [
    await of('Statistics of a year by check', '/statistics?by=check'),
    await of('Statistics of one supplier by check', '/statistics?by=check&supplier=bench-supplier-1'),
    await of('The list behind one of their numbers', '/statistics/cases?figure=answer&limit=50'),
  ];
}

/** Cases of twenty suppliers with a whole story each, seven events a case, in the order in which they happened. */
async function fill(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(
      `with made as (
         insert into anomaly_case (number, case_key, accepting, source, supplier, dataset, platform, check_code, family, policy, phase, severity, trusted, opened_at, phase_since, turn)
         select 'A-1999-' || lpad(n::text, 5, '0'), sha256(('statistics ' || n)::bytea), false, 'bench', 'bench-supplier-' || n % 20, 'd' || n % 300, 'P' || n % 40,
                (array['spike_test', 'flat_line_test', 'gross_range_test', 'impossible_date'])[1 + n % 4], 'value', 'default', 'closed', 'error', false,
                now() - make_interval(days => 5 + n % 300), now(), 'none'
           from generate_series(1, $1::int) n on conflict do nothing returning id, opened_at
       )
       insert into event (at, type, subject, actor, data)
       select m.opened_at + make_interval(hours => s.h * (1 + (m.id % 5)::int)), s.type, 'case/' || m.id, 'clock', s.data::jsonb
         from made m, (values (0, 'case.opened', '{"added":7,"updated":0}'), (1, 'case.letter_sent', '{"from":"notified","phase":"notified"}'),
                (9, 'case.answer', '{"answer":"sensor_intervention","version":1,"from":"notified","phase":"answered"}'),
                (10, 'case.snooze', '{"until":"2100-01-01T00:00:00Z","from":"answered","phase":"answered"}'),
                (12, 'case.approve', '{"from":"answered","phase":"approved"}'), (14, 'case.applied', '{"from":"applying","phase":"verifying"}'),
                (20, 'case.verified', '{"from":"verifying","phase":"closed"}')) s (h, type, data)
        order by m.id, s.h`,
      [CASES],
    );
    for (;;) {
      const { rows } = await client.query<{ waiting: number }>(
        'select count(*)::int as waiting from event where position is null',
      );
      if ((rows[0]?.waiting ?? 0) === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    await client.query('analyze event; analyze anomaly_case');
    const { rows } = await client.query<{ n: number }>(
      `select count(*)::int as n from event where subject like 'case/%'`,
    );
    return rows[0]?.n ?? 0;
  } finally {
    await client.end();
  }
}
