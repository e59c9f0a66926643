import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

const MAIN = join(process.cwd(), 'dist/cli/main.js');
const DemoFile = z.object({
  url: z.string(),
  api_key: z.string(),
  logins: z.array(z.object({ email: z.string(), password: z.string(), role: z.string() })),
  supplier_code: z.string(),
  supplier_link: z.string(),
  mailbox_url: z.string(),
  database_url: z.string(),
  temporal_address: z.string(),
});
export type DemoFile = z.output<typeof DemoFile>;

/** The demo as a new user starts it, in a data directory of its own and on free ports. */
export interface Demo extends DemoFile {
  /** Words printed so far. */
  printed: () => string;
  process: ChildProcess;
  /** Ends it as Ctrl-C does; the data stay. */
  stop: () => Promise<void>;
}

export const demoDirectory = (): Promise<string> => mkdtemp(join(tmpdir(), 'vigie-demo-'));
export const removeDirectory = (dataDir: string): Promise<void> =>
  rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });

export async function startDemo(dataDir: string): Promise<Demo> {
  const started = Date.now();
  const child = spawn(process.execPath, [MAIN, 'demo'], {
    env: { VIGIE_WEBHOOK_ALLOW: '127.0.0.1', ...process.env, VIGIE_DATA_DIR: dataDir, VIGIE_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => (printed += bytes.toString()));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for (;;) {
    const ready = await readReady(dataDir, started);
    if (ready)
      return {
        ...ready,
        printed: () => printed,
        process: child,
        stop: async () => {
          child.kill('SIGTERM');
          await exited;
        },
      };
    if (child.exitCode !== null) throw new Error(`the demo ended early:\n${printed}`);
    if (Date.now() - started > 90_000) throw new Error(`the demo is not ready:\n${printed}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** demo.json, once this start has written it. */
async function readReady(dataDir: string, started: number): Promise<DemoFile | null> {
  const file = join(dataDir, 'demo.json');
  try {
    const { mtimeMs } = await import('node:fs/promises').then(({ stat }) => stat(file));
    return mtimeMs >= started ? DemoFile.parse(JSON.parse(await readFile(file, 'utf8'))) : null;
  } catch {
    return null;
  }
}

/** Asks until the answer is there; a story waits for what must come, however busy the machine. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false>,
  seconds = 60,
): Promise<T> {
  for (const until = Date.now() + seconds * 1000; ; ) {
    const found = await ask();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > until) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}
