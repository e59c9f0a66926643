import pg from 'pg';
import { type Line, quantile, send, together } from './load';
import type { Site } from './site';

const ASKED = 600;
const IN_FLIGHT = 16;
const HELD = 20_000;
const RUNNING = 10_000;
const READS = 60;

/** The help desk: asked by scripts, opened by workflows, read in a full house, and what its clocks cost. */
export async function tickets(site: Site): Promise<Line[]> {
  const client = new pg.Client({ connectionString: site.databaseUrl });
  await client.connect();
  try {
    const opened = await ask(site, client);
    await makeCalendar(site);
    await hold(client);
    const read = await reads(site, client);
    return [...opened, ...read, await idle(client), await lateness(client), await drain(client)];
  } finally {
    await client.end();
  }
}

const line = (what: string, measured: string, against = '', ratio = ''): Line => ({ what, measured, against, ratio });
const perSecond = (count: number, tookMs: number): string => ((count / tookMs) * 1000).toFixed(0);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
async function count(client: pg.Client, sql: string): Promise<number> {
  const { rows } = await client.query<{ n: string }>(sql);
  return Number(rows[0]?.n);
}

const post = async (site: Site, path: string, body: unknown): Promise<void> => {
  const headers = { ...site.headers, 'content-type': 'application/json' };
  const { status, body: said } = await send({ url: `${site.url}/api/v1/${path}`, headers, body: JSON.stringify(body) });
  if (status >= 300) throw new Error(`${path} answered ${status}: ${said.toString().slice(0, 300)}`);
};

/** Request Tracker 5.0.3 on two such cores: 39 a second without mail, 7.0 with its mails. */
async function ask(site: Site, client: pg.Client): Promise<Line[]> {
  const began = performance.now();
  const { totalMs } = await together(ASKED, IN_FLIGHT, (n) =>
    post(site, 'tickets', {
      subject: `Bench ${n}`,
      text: `Where are the profiles of station ${n}?`,
      requester: { email: `bench-asks-${n}@example.org`, name: `Bench ${n}`, language: 'en' },
    }),
  );
  const open = `select count(*) as n from ticket t join ticket_mail a on a.ticket = t.id and a.about = 'received' join mail m on m.id = a.mail
                 where t.subject like 'Bench %' and t.assignee is not null and m.state = 'sent'`;
  while ((await count(client, open)) < ASKED) await pause(100);
  const openedMs = performance.now() - began;
  return [
    line(
      `Tickets asked by scripts, ${IN_FLIGHT} at a time, each durable with its promises and its mail's intent`,
      `${perSecond(ASKED, totalMs)} tickets/s`,
      'Request Tracker 39/s',
    ),
    line(
      `${ASKED} tickets fully opened: workflow, somebody asked, promises, confirmation sent`,
      `${perSecond(ASKED, openedMs)} tickets/s`,
      'Request Tracker 7.0/s with its mails',
    ),
  ];
}

/** One that is always open, so that a measurement does not depend on the hour. */
async function makeCalendar(site: Site): Promise<void> {
  const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
  const always = Object.fromEntries(days.map((day) => [day, '00:00-24:00']));
  await post(site, 'calendars', { code: 'bench', name: 'Bench', zone: 'UTC', ...always });
}

const CLOCK = `insert into ticket_clock (ticket, cycle, kind, policy_code, policy_version, eras, state, target_ms, left_ms, started_at, as_of, due_at, marks)
  select id, 1, 'resolution', 'normal', 1, '[{"fromMs": null, "calendar": "bench", "version": 1}]', 'running', ms, ms, now(), now(), now() + ms * interval '1 ms',
         '[{"percent": 50, "atMs": 0, "skipped": true}, {"percent": 75, "atMs": 0, "skipped": true}, {"percent": 90, "atMs": 0, "skipped": true}]' from due`;
/** Solved tickets whose promise runs out after `ms`: nothing but their clocks is due. */
const solved = (subject: string, many: number, ms: string): string => `
  with made as (
    insert into ticket (number, type, channel, subject, requester, impact, urgency, priority, state, opened_at, state_since, closes_at, next_step, next_due_at)
    select 'T-2019-${subject}' || n, 'information', 'web', '${subject} ' || n, (select min(id) from requester), 'low', 'medium', 'normal', 'resolved', now(), now(),
           now() + interval '1 year', 'passClocks', now() + (${ms}) * interval '1 ms'
      from generate_series(1, ${many}) n returning id, next_due_at
  ), due as (select id, round(extract(epoch from next_due_at - now()) * 1000)::bigint as ms from made), clock as (${CLOCK} returning 1)
  select id from due`;

async function hold(client: pg.Client): Promise<void> {
  await client.query(solved('Held', RUNNING, '30 * 86400000.0 + n * 1000'));
  await client.query(
    `insert into ticket (number, type, channel, subject, requester, impact, urgency, priority, state, opened_at, state_since, closed_at, ending)
     select 'T-2018-' || n, 'advice', 'mail', 'Closed ' || n, (select min(id) from requester), 'low', 'medium', 'normal', 'closed', now(), now(), now(), 'silent'
       from generate_series(1, ${HELD - RUNNING}) n`,
  );
  await client.query(
    `insert into ticket_message (ticket, side, visibility, author, channel, at, text)
     select t.id, case m when 1 then 'requester' else 'desk' end, 'public', 'person:bench', 'mail', now(), 'Words of ' || t.subject || ': profiles of station ' || m
       from ticket t, generate_series(1, 4) m where t.number like 'T-201%'`,
  );
  await client.query('vacuum analyze ticket, ticket_message, ticket_clock, requester');
}

async function reads(site: Site, client: pg.Client): Promise<Line[]> {
  const held = await count(client, 'select count(*) as n from ticket');
  const { rows } = await client.query<{ number: string }>('select number from ticket order by id desc limit 20');
  const lists = await p95(site, [
    'tickets?limit=50',
    'tickets?limit=50&tab=at_risk&sort=due',
    'tickets?limit=50&type=advice&state=closed',
    'tickets?limit=50&q=station%204711',
  ]);
  const one = await p95(
    site,
    rows.map(({ number }) => `tickets/${number}`),
  );
  return [
    line(
      `A page of 50 tickets, filtered and searched, of ${held}`,
      `p95 ${lists.toFixed(0)} ms`,
      'Request Tracker 37 ms',
    ),
    line('One ticket among them with all its words', `p95 ${one.toFixed(0)} ms`, 'Request Tracker 37 ms'),
  ];
}
async function p95(site: Site, paths: readonly string[]): Promise<number> {
  const { eachMs } = await together(READS, 1, async (n) => {
    const path = paths[n % paths.length] ?? '';
    const { status, body } = await send({ method: 'GET', url: `${site.url}/api/v1/${path}`, headers: site.headers });
    if (status !== 200) throw new Error(`${path} answered ${status}: ${body.toString().slice(0, 300)}`);
  });
  return quantile(eachMs, 0.95);
}

const LOOKED_MS = 10_000;
/** What the tickets asked before have left to do. */
const LEFT = `select (select count(*) from outbox) + (select count(*) from mail where state = 'pending' and not_before <= now()) as n`;
/** Clocks run, nothing is due: what the database is asked meanwhile is the same as with none. */
async function idle(client: pg.Client): Promise<Line> {
  const commits = `select xact_commit as n from pg_stat_database where datname = current_database()`;
  while ((await count(client, LEFT)) > 0) await pause(200);
  await pause(2000);
  const before = await count(client, commits);
  await pause(LOOKED_MS);
  const done = (await count(client, commits)) - before;
  return line(`${RUNNING} running clocks, none due`, `${((done * 1000) / LOOKED_MS).toFixed(1)} transactions/s`);
}

const DUE = 200;
const EVERY_MS = 100;
const AHEAD_MS = 15_000;
/** From the instant of a breach until it stands in the database, at ten a second. */
async function lateness(client: pg.Client): Promise<Line> {
  const { rows: due } = await client.query<{ id: number }>(solved('Late', DUE, `${AHEAD_MS} + n * ${EVERY_MS}.0`));
  await poke(client, due);
  const lateMs: number[] = [];
  const seen = new Set<number>();
  while (seen.size < DUE) {
    const { rows } = await client.query<{ id: number; late: number; exact: boolean }>(
      `select c.ticket as id, extract(epoch from clock_timestamp() - c.due_at)::float8 * 1000 as late, abs(extract(epoch from c.breached_at - t.started) * 1000 - c.target_ms) < 2 as exact
         from ticket_clock c join (select id, opened_at as started from ticket where number like 'T-2019-Late%') t on t.id = c.ticket
        where c.breached_at is not null and c.ticket <> all($1::bigint[])`,
      [[...seen]],
    );
    for (const row of rows) {
      seen.add(row.id);
      lateMs.push(row.late);
      if (!row.exact) throw new Error(`the breach of ${row.id} is not at its instant`);
    }
    await pause(10);
  }
  const [p50, p99] = [quantile(lateMs, 0.5), quantile(lateMs, 0.99)];
  return line(
    `Lateness of breaches, ${1000 / EVERY_MS} due a second`,
    `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`,
    'each stamped at its own instant',
  );
}
const poke = (client: pg.Client, due: readonly { id: number }[]): Promise<unknown> =>
  client.query(`insert into outbox (kind, subject_id) select 'ticket', unnest($1::bigint[])`, [
    due.map(({ id }) => id),
  ]);

const DRAINED = 1000;
/** As after an outage: all are due already, and none has a run. */
async function drain(client: pg.Client): Promise<Line> {
  const { rows: due } = await client.query<{ id: number }>(solved('Drain', DRAINED, '1.0'));
  const began = performance.now();
  await poke(client, due);
  const breached = `select count(*) as n from ticket where number like 'T-2019-Drain%' and breached`;
  while ((await count(client, breached)) < DRAINED) await pause(100);
  return line(
    `${DRAINED} breaches due after an outage, worked off`,
    `${perSecond(DRAINED, performance.now() - began)} breaches/s`,
  );
}
