import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, type Worker } from '@temporalio/worker';
import pino from 'pino';
import { z } from 'zod';
import type { Composed } from '../../activities/loops/post';
import { bundleWorkflows, createWorker, startLoops } from '../../activities/work';
import { liveCases } from '../../db/mails';
import { firstRow, inQuietTransaction, rows, run } from '../../db/query';
import type { OutgoingMail, Send } from '../../mail/transport';
import { caseWorkflowId, expectationWorkflowId } from '../../workflows/messages';
import type { TestDatabase } from './database';

const DAY_MS = 86_400_000;
const GATHER_MS_MAX = 5_000;
const QUIET_LOOKS = 3; // a signal needs a moment to become work of the worker
export const HISTORIES = join(__dirname, '../histories');
export const silent = pino({ level: process.env['VIGIE_TEST_LOG'] ?? 'silent' });

let ownBundle: Promise<string> | undefined;
/** The file that global-setup made once, else one of this process's own. */
export const workflowBundle = (): Promise<string> =>
  process.env['VIGIE_TEST_WORKFLOW_BUNDLE']
    ? Promise.resolve(process.env['VIGIE_TEST_WORKFLOW_BUNDLE'])
    : (ownBundle ??= mkdtemp(join(tmpdir(), 'vigie-bundle-')).then(async (directory) => {
        const file = join(directory, 'workflows.js');
        await bundleWorkflows(file);
        return file;
      }));

export const programPath = (variable: 'VIGIE_TEST_TEMPORAL_TEST_SERVER' | 'VIGIE_TEST_TEMPORAL_CLI'): string => {
  const path = process.env[variable];
  if (!path) throw new Error(`${variable} does not name a program`);
  return path;
};

export function quietRuntime(): void {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('ERROR', () => undefined),
    telemetryOptions: { logging: { forward: {}, filter: 'OFF' } },
  });
}

/** A letter of one line, for stories that are not about letters. */
export const plainLetter =
  ({ pool }: TestDatabase) =>
  async ({ id }: { id: string }): Promise<Composed | { cancelled: string }> => {
    const cases = await liveCases(pool, id);
    if (cases.length === 0) return { cancelled: 'its reason has gone' };
    const subject = cases.map(({ caseId, reason }) => `${reason} ${caseId}`).join(', ');
    return {
      subject,
      text: subject,
      html: `<p>${subject}</p>`,
      attachments: [],
      replyTo: null,
      inReplyTo: null,
      references: [],
    };
  };

export interface Time {
  env: TestWorkflowEnvironment;
  clock: () => Date;
  /** Letters as they left. */
  outbox: OutgoingMail[];
  /** What SMTP says to the next letters. */
  answer: { send: Send };
  /** Lets days pass; whatever falls due on the way is done, one due instant after the other. */
  pass: (days: number) => Promise<void>;
  /** Waits until nothing is left to do at this moment. */
  settled: () => Promise<void>;
  /** Keeps the history of a case's run in test/histories when VIGIE_RECORD_HISTORIES is set, for the replay test. */
  keepHistory: (name: string, caseId: number) => Promise<void>;
  /** The same of an expectation's run. */
  keepDeliveryHistory: (name: string, expectation: number) => Promise<void>;
  /** How a case's newest run stands: RUNNING, COMPLETED … */
  runStatus: (caseId: number) => Promise<string>;
}

/** The time-skipping server with the real worker and loops on this file's database. Use its members inside tests only. */
export function useTime(db: TestDatabase): Time {
  let offsetMs = 0;
  let stopLoops: () => Promise<void>;
  let worker: Worker;
  let running: Promise<void>;
  const time = { outbox: [], clock: () => new Date(Date.now() + offsetMs) } as unknown as Time;
  time.answer = { send: async () => 'sent' };

  const send: Send = async (mail) => {
    const result = await time.answer.send(mail);
    if (result === 'sent') time.outbox.push(mail);
    return result;
  };
  const syncClock = async (): Promise<void> => {
    offsetMs = (await time.env.currentTimeMs()) - Date.now();
  };

  /** Waits until nothing is left to do, and tells at which instant that was so: what falls due right after it is not passed over. */
  const settledAt = async (): Promise<Date> => {
    await syncClock();
    let quiet = 0;
    for (let tries = 0; ; tries += 1) {
      const at = time.clock();
      const busy = (await stillToDo(db, at)) ?? inFlight(worker);
      quiet = busy === null && !(await gathering()) ? quiet + 1 : 0;
      if (quiet === QUIET_LOOKS) return at;
      if (tries > 1500) throw new Error(`never settled: ${busy}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  time.settled = async () => void (await settledAt());
  /** A letter that only waits for what comes within the same seconds is let leave. */
  const gathering = async (): Promise<boolean> => {
    const soon = await firstRow(
      db.pool,
      z.object({ at: z.date() }),
      'select min(next_due_at) as at from contact where next_due_at < $1 having count(*) > 0',
      [new Date(time.clock().getTime() + GATHER_MS_MAX)],
    );
    if (!soon) return false;
    await time.env.sleep(Math.max(1, soon.at.getTime() - (await time.env.currentTimeMs())));
    await syncClock();
    return true;
  };
  time.pass = async (days) => {
    let at = await settledAt();
    const endMs = (await time.env.currentTimeMs()) + days * DAY_MS;
    for (;;) {
      const dueMs = Math.min(endMs, await nextDueMs(db, at));
      await time.env.sleep(Math.max(1, dueMs - (await time.env.currentTimeMs())));
      at = await settledAt();
      if (dueMs === endMs) return;
    }
  };

  const handleOf = async (caseId: number) => {
    const found = await firstRow(
      db.pool,
      z.object({ number: z.string() }),
      'select number from anomaly_case where id = $1',
      [caseId],
    );
    return time.env.client.workflow.getHandle(caseWorkflowId(found?.number ?? ''));
  };
  time.runStatus = async (caseId) => (await (await handleOf(caseId)).describe()).status.name;
  const keep = async (name: string, handle: WorkflowHandle): Promise<void> => {
    const text = historyToJSON(await handle.fetchHistory());
    await writeFile(join(HISTORIES, `${name}.json`), `${withoutMachine(text)}\n`);
  };
  time.keepHistory = async (name, caseId) => {
    if (process.env['VIGIE_RECORD_HISTORIES']) await keep(name, await handleOf(caseId));
  };
  time.keepDeliveryHistory = async (name, expectation) => {
    if (process.env['VIGIE_RECORD_HISTORIES'])
      await keep(name, time.env.client.workflow.getHandle(expectationWorkflowId(expectation)));
  };

  beforeAll(async () => {
    quietRuntime();
    time.env = await TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: programPath('VIGIE_TEST_TEMPORAL_TEST_SERVER') } },
    });
    await syncClock();
    worker = await createWorker({ pool: db.pool, log: silent }, time.env.nativeConnection, {
      namespace: 'default',
      workflowBundle: await workflowBundle(),
    });
    running = worker.run();
    stopLoops = startLoops(
      { pool: db.pool, clock: time.clock, log: silent, compose: plainLetter(db), send, mailHost: 'example.org' },
      time.env.client,
    );
  });
  afterEach(async () => {
    time.outbox.length = 0;
    time.answer.send = async () => 'sent';
    await endAllStories(db);
    await time.settled();
  });
  afterAll(async () => {
    await stopLoops();
    worker.shutdown();
    await running;
    await time.env.teardown();
  });
  return time;
}

/** Where and by which process a history was made is of no use to a replay. */
export const withoutMachine = (text: string): string =>
  JSON.stringify(
    JSON.parse(text, (key, value: unknown) =>
      key === 'identity' || key === 'stackTrace' ? '' : key === 'binaryChecksum' || key === 'buildId' ? 'any' : value,
    ),
    null,
    1,
  );

/** What the worker has in its hands: a workflow that reads its agenda has set no timer yet, and time must not pass it by. */
const inFlight = (worker: Worker): string | null => {
  const { numInFlightWorkflowActivations: activations, numInFlightActivities: activities } = worker.getStatus();
  const works = activations + activities > 0;
  return works ? `${activations} activations, ${activities} activities` : null;
};

const Busy = z.object({
  outbox: z.number(),
  mails: z.number(),
  cases: z.string().nullable(),
  contacts: z.number(),
  expectations: z.number(),
  holds: z.number(),
  checklists: z.number(),
  tickets: z.number(),
});
async function stillToDo({ pool }: TestDatabase, at: Date): Promise<string | null> {
  const found = await firstRow(
    pool,
    Busy,
    `select (select count(*) from outbox) as outbox,
            (select count(*) from mail where state = 'pending' and not_before <= $1) as mails,
            (select string_agg(number || ' ' || next_step, ', ') from anomaly_case where next_due_at <= $1) as cases,
            (select count(*) from contact where next_due_at <= $1) as contacts,
            (select count(*) from expectation where next_due_at <= $1) as expectations,
            (select count(*) from hold where next_due_at <= $1) as holds,
            (select count(*) from checklist where next_due_at <= $1) as checklists,
            (select count(*) from ticket where next_due_at <= $1) as tickets`,
    [at],
  );
  return !found ||
    (found.outbox === 0 &&
      found.mails === 0 &&
      found.cases === null &&
      found.contacts === 0 &&
      found.expectations === 0 &&
      found.holds === 0 &&
      found.checklists === 0 &&
      found.tickets === 0)
    ? null
    : JSON.stringify(found);
}

async function nextDueMs({ pool }: TestDatabase, after: Date): Promise<number> {
  const found = await rows(
    pool,
    z.object({ at: z.date().nullable() }),
    `select min(at) as at from (
       select next_due_at as at from anomaly_case union all select next_due_at from contact union all select next_due_at from expectation union all select next_due_at from hold union all select next_due_at from checklist union all select next_due_at from ticket
       union all select not_before from mail where state = 'pending') due where at > $1`,
    [after],
  );
  return found[0]?.at?.getTime() ?? Number.POSITIVE_INFINITY;
}

/** Ends every run, so that the next story has the stage to itself. */
const endAllStories = ({ pool }: TestDatabase): Promise<number> =>
  inQuietTransaction(pool, async (tx) => {
    await run(tx, `update mail set state = 'cancelled' where state = 'pending'`);
    await run(tx, 'delete from letter_line');
    await run(tx, 'update contact set next_step = null, next_due_at = null, refused_at = null');
    await run(tx, `update expectation set watched_from = null, next_step = null, next_due_at = null`);
    await run(tx, `update ticket set state = 'merged', next_step = null, next_due_at = null`);
    await run(tx, `update anomaly_case set phase = 'closed', accepting = false, next_step = null, next_due_at = null`);
    return run(
      tx,
      `insert into outbox (kind, subject_id) select 'case', id from anomaly_case union all select 'expectation', id from expectation union all select 'ticket', id from ticket`,
    );
  });
