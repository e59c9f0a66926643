import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

export interface Opened {
  from: { address: string; name: string }[];
  /** To and Cc. */
  to: string[];
  subject: string;
  /** The plain text as the sender wrote it; empty when there is only HTML. */
  text: string;
  html: string | null;
  files: { name: string | null; type: string; content: Uint8Array; isInline: boolean }[];
}
export type Parsed = { ok: true; mail: Opened } | { ok: false; fault: 'unreadable' | 'parse_timeout' };
/** Opens mails in a thread of its own, one after the other. */
export interface Parser {
  open(raw: Buffer): Promise<Parsed>;
  stop(): Promise<void>;
}

const ANSWER_MS_MAX = 10_000;
const HEAP_MB_MAX = 256;
type Answer = { id: number; mail: Opened } | { id: number; fault: string };

/** A mail that takes too long, or breaks the thread, is refused; the next one has a fresh thread. */
export function startParser(answerMsMax = ANSWER_MS_MAX): Parser {
  let worker: Worker | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  let last = 0;

  async function end(): Promise<void> {
    const ending = worker;
    worker = null;
    await ending?.terminate();
  }

  function ask(raw: Buffer): Promise<Parsed> {
    worker ??= startThread();
    const thread = worker;
    const id = (last += 1);
    return new Promise((resolve) => {
      const settle = (parsed: Parsed, isBroken: boolean): void => {
        clearTimeout(timer);
        thread.off('message', hear).off('error', broken).off('exit', broken);
        if (isBroken) void end().then(() => resolve(parsed));
        else resolve(parsed);
      };
      const hear = (answer: Answer): void => {
        if (answer.id !== id) return;
        settle('mail' in answer ? { ok: true, mail: answer.mail } : { ok: false, fault: 'unreadable' }, false);
      };
      const broken = (): void => settle({ ok: false, fault: 'unreadable' }, true);
      const timer = setTimeout(() => settle({ ok: false, fault: 'parse_timeout' }, true), answerMsMax);
      thread.on('message', hear).on('error', broken).on('exit', broken);
      thread.postMessage({ id, raw });
    });
  }

  return {
    open: (raw) => {
      const opened = queue.then(() => ask(raw));
      queue = opened;
      return opened;
    },
    stop: async () => {
      await queue;
      await end();
    },
  };
}

function startThread(): Worker {
  const thread = new Worker(join(__dirname, 'thread/main.js'), {
    execArgv: [],
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX },
  });
  thread.unref();
  return thread;
}
