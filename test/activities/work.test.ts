import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { startWork, type Work } from '../../activities/work';
import { freePort } from '../../cli/free-port';
import { run } from '../../db/query';
import type { OutgoingMail } from '../../mail/transport';
import { NOTHING_ALLOWED } from '../../domain/webhook-address';
import { SWEEP_SCHEDULE_ID } from '../../workflows/messages';
import { useDatabase } from '../support/database';
import { aSupplier, factsOf, openCase, say } from '../support/stories';
import { plainLetter, programPath, quietRuntime, silent, workflowBundle } from '../support/temporal';

const db = useDatabase();
const clock = (): Date => new Date();
const dir = mkdtempSync(join(tmpdir(), 'vigie-temporal-'));
const sent: OutgoingMail[] = [];
let address: string;
let temporal: ChildProcess | undefined;
let work: Work;

const startTemporal = (): void => {
  const [ip = '', port = ''] = address.split(':');
  temporal = spawn(
    programPath('VIGIE_TEST_TEMPORAL_CLI'),
    `server start-dev --headless --log-level never --ip ${ip} --port ${port} --db-filename ${join(dir, 't.db')} --sqlite-pragma journal_mode=wal --sqlite-pragma synchronous=normal`.split(
      ' ',
    ),
    { stdio: 'ignore' },
  );
};
async function killTemporal(): Promise<void> {
  if (!temporal) return;
  const gone = once(temporal, 'exit');
  temporal.kill('SIGKILL');
  await gone;
  temporal = undefined;
}
const start = async (): Promise<void> => {
  work = await startWork(
    {
      pool: db.pool,
      clock,
      log: silent,
      compose: plainLetter(db),
      mailHost: 'example.org',
      webhooks: { baseUrl: 'http://vigie.example.org', sealingKey: Buffer.alloc(32, 7), allow: NOTHING_ALLOWED },
      send: async (mail) => {
        sent.push(mail);
        return 'sent';
      },
    },
    { address, namespace: 'default', workflowBundle: await workflowBundle() },
  );
};
async function eventually(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 800; tries += 1) {
    if (await holds()) return;
    await sleep(50);
  }
  throw new Error('never came true');
}
const openTrusted = async (): Promise<number> =>
  openCase(db.pool, {
    at: clock(),
    supplier: await aSupplier(db.pool),
    severity: 'critical',
    trusted: true,
  });
const isAsked = (id: number) => async (): Promise<boolean> => (await factsOf(db.pool, id)).letterSentAt !== null;
const waiting = (): Promise<number> => run(db.pool, 'select from outbox');

beforeAll(async () => {
  quietRuntime();
  address = `127.0.0.1:${await freePort()}`;
});
afterAll(async () => {
  await work.stop();
  await killTemporal();
  rmSync(dir, { recursive: true, force: true });
});

test('work starts without Temporal, keeps every wake-up, and catches up when Temporal comes', async () => {
  await start();
  const id = await openTrusted();
  await sleep(1500);
  expect(await waiting()).toBe(1);
  expect((await factsOf(db.pool, id)).phase).toBe('collecting');
  startTemporal();
  await eventually(isAsked(id));
  expect(sent).toHaveLength(1);
});

test('events get their place in the log without Temporal having a part in it', async () => {
  await eventually(async () => (await run(db.pool, 'select from event where position is null')) === 0);
});

test('the sweep is on Temporal’s schedule, and wakes a case whose run is gone', async () => {
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  try {
    const schedule = client.schedule.getHandle(SWEEP_SCHEDULE_ID);
    await eventually(async () =>
      schedule.describe().then(
        () => true,
        () => false,
      ),
    );
    const lost = await openCase(db.pool, {
      at: new Date(clock().getTime() - 3_600_000),
      supplier: await aSupplier(db.pool),
      severity: 'critical',
      trusted: true,
      unheard: true,
    });
    await sleep(500);
    expect((await factsOf(db.pool, lost)).phase).toBe('collecting');
    await schedule.trigger();
    await eventually(isAsked(lost));
  } finally {
    await connection.close();
  }
});

test('with Temporal killed commands still commit, and the cases go on when it is back, each letter once', async () => {
  const before = await openTrusted();
  await eventually(isAsked(before));
  await killTemporal();
  const during = await openTrusted();
  await say(db.pool, before, 'desk', { type: 'remind' }, clock());
  await sleep(500);
  startTemporal();
  await eventually(isAsked(during));
  await eventually(async () => (await waiting()) === 0);
  const subjects = sent.map(({ subject }) => subject);
  expect(new Set(subjects).size).toBe(subjects.length);
  expect(subjects).toContain(`reminder ${before}`);
});

test('work that is stopped in the middle goes on where it stood', async () => {
  const ids = await Promise.all(Array.from({ length: 10 }, openTrusted));
  await sleep(50);
  await work.stop();
  await start();
  for (const id of ids) await eventually(isAsked(id));
  for (const id of ids) expect(sent.filter(({ subject }) => subject === `first ${id}`)).toHaveLength(1);
});
