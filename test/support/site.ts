import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../cli/free-port';
import { type Mailbox, startMailbox } from '../../mail/mailbox';
import { removeDirectory } from './demo';

const MAIN = join(process.cwd(), 'dist/cli/main.js');

/** One process of ours or of Temporal's, ended the way a story wants. */
export interface Process {
  kill: (signal: NodeJS.Signals) => Promise<void>;
  printed: () => string;
}

function run(file: string, args: string[], env: NodeJS.ProcessEnv): Process {
  const child: ChildProcess = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => (printed += part.toString()));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    kill: async (signal) => {
      child.kill(signal);
      await exited;
    },
    printed: () => printed,
  };
}

/** What production has, by hand: one Postgres, one Temporal, any number of `serve` and `work`, an SMTP server. */
export interface Site {
  mailbox: Mailbox;
  startTemporal: () => Promise<Process>;
  serve: () => Promise<Process & { url: string }>;
  work: () => Process;
  remove: () => Promise<void>;
}

export async function layOut(databaseUrl: string): Promise<Site> {
  const dir = await mkdtemp(join(tmpdir(), 'vigie-site-'));
  const [temporalPort, httpPort] = [await freePort(), await freePort()];
  const mailbox = await startMailbox({ dir: join(dir, 'mailbox'), port: 0 });
  const env = {
    ...process.env,
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: `127.0.0.1:${temporalPort}`,
    SMTP_URL: mailbox.smtpUrl,
    BASE_URL: 'http://vigie.example.org',
    VIGIE_LINK_KEY: Buffer.alloc(32, 7).toString('base64'),
    VIGIE_DATA_DIR: dir,
    VIGIE_WEBHOOK_ALLOW: '127.0.0.1',
    LOG_LEVEL: 'warn',
  };
  const answers = async (what: string, url: string, of: Process): Promise<void> => {
    for (let tries = 0; tries < 600; tries += 1) {
      const answer = await fetch(url, { signal: AbortSignal.timeout(2000) }).catch(() => null);
      await answer?.body?.cancel();
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${what} does not answer:\n${of.printed()}`);
  };
  return {
    mailbox,
    startTemporal: async () => {
      const temporal = run(
        process.env['VIGIE_TEST_TEMPORAL_CLI'] ?? 'temporal',
        `server start-dev --headless --log-level error --ip 127.0.0.1 --port ${temporalPort} --http-port ${httpPort} --db-filename ${join(dir, 'temporal.db')} --sqlite-pragma journal_mode=wal --sqlite-pragma synchronous=normal`.split(
          ' ',
        ),
        { ...process.env, TEMPORAL_ENV: '' },
      );
      await answers('Temporal', `http://127.0.0.1:${httpPort}/api/v1/namespaces/default`, temporal);
      return temporal;
    },
    serve: async () => {
      const port = await freePort();
      const serving = run(process.execPath, [MAIN, 'serve'], { ...env, VIGIE_PORT: String(port) });
      const url = `http://127.0.0.1:${port}`;
      await answers('vigie serve', `${url}/healthz`, serving);
      return { ...serving, url };
    },
    work: () => run(process.execPath, [MAIN, 'work'], env),
    remove: async () => {
      await mailbox.stop();
      await removeDirectory(dir);
    },
  };
}
