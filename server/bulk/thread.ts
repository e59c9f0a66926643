import type { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { PostResult } from '../../db/ingest/post';
import { Problem, problem } from '../problem';
import type { FromThread, Opening, ToThread } from './messages';
import type { Source } from './take';

/** Bytes of one body that may wait in the thread: enough that it never waits for us, little beside a batch. */
const WINDOW_BYTES = 1024 * 1024;

const OVER = Symbol('over');

interface Waiting {
  /** Bytes sent and not yet taken in. */
  ahead: number;
  /** Called when some were taken in. */
  more: () => void;
  isOver: boolean;
  /** Called when the result is there, however much of the body is still to come. */
  over: () => void;
  done: (result: PostResult) => void;
  failed: (error: unknown) => void;
}

/**
 * Takes large posts in, in a thread of its own: however much they are, whoever asks this process for something else is
 * answered. The thread is started when it is first needed, and again after it has died.
 */
export class BulkThread {
  readonly #start: () => Worker;
  readonly #log: Logger;
  readonly #waiting = new Map<number, Waiting>();
  #thread: Worker | null = null;
  #posts = 0;
  constructor(start: () => Worker, log: Logger) {
    this.#start = start;
    this.#log = log;
  }

  async take(opening: Opening, body: AsyncIterable<Uint8Array> & Source): Promise<PostResult> {
    const post = (this.#posts += 1);
    const thread = this.#running();
    const nothing = (): void => undefined;
    const waiting: Waiting = { ahead: 0, more: nothing, isOver: false, over: nothing, done: nothing, failed: nothing };
    const result = new Promise<PostResult>((done, failed) => Object.assign(waiting, { done, failed }));
    const end = (): void => {
      waiting.isOver = true;
      waiting.over();
    };
    result.then(end, end);
    this.#waiting.set(post, waiting);
    thread.postMessage({ post, kind: 'open', opening } satisfies ToThread);
    await this.#send(thread, post, body, waiting);
    return result.finally(() => this.#waiting.delete(post));
  }

  async #send(thread: Worker, post: number, body: AsyncIterable<Uint8Array> & Source, waiting: Waiting): Promise<void> {
    const chunks = body[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await unlessOver(waiting, chunks.next());
        if (next === OVER) return;
        if (next.done) break;
        const bytes = new Uint8Array(next.value);
        waiting.ahead += bytes.length;
        thread.postMessage({ post, kind: 'bytes', bytes } satisfies ToThread, [bytes.buffer]);
        while (waiting.ahead >= WINDOW_BYTES) {
          const more = new Promise<void>((resolve) => (waiting.more = resolve));
          if ((await unlessOver(waiting, more)) === OVER) return;
        }
      }
      thread.postMessage({ post, kind: 'end' } satisfies ToThread);
    } catch (error) {
      const { status, code, message, more } = body.failure ?? cut(error);
      const why = { status, code, message, more };
      thread.postMessage({ post, kind: 'cut', why, disconnected: body.disconnected } satisfies ToThread);
    }
  }

  async stop(): Promise<void> {
    await this.#thread?.terminate();
  }

  #running(): Worker {
    if (this.#thread) return this.#thread;
    const thread = this.#start();
    this.#thread = thread;
    let reason: unknown = null;
    thread.on('message', (message: FromThread) => this.#hear(message));
    thread.on('error', (error) => {
      reason = error;
    });
    thread.on('exit', () => {
      this.#thread = null;
      if (reason !== null) this.#log.error({ err: reason }, 'the thread of large posts has died');
      for (const { failed } of this.#waiting.values()) failed(tryAgain());
    });
    return thread;
  }

  #hear(message: FromThread): void {
    const waiting = this.#waiting.get(message.post);
    if (!waiting) return;
    if (message.kind === 'taken') {
      waiting.ahead -= message.bytes;
      waiting.more();
    } else if (message.kind === 'done') waiting.done(message.result);
    else if (message.kind === 'refused') {
      const { status, code, message: detail, more } = message.why;
      waiting.failed(new Problem(status, code, detail, more));
    } else {
      const { message: text, stack, code } = message.why;
      waiting.failed(Object.assign(new Error(text), { code }, stack === undefined ? {} : { stack }));
    }
  }
}

/** What is decided before the body ends is answered at once. (A race with one long promise would keep a memory of every chunk.) */
const unlessOver = <T>(waiting: Waiting, next: Promise<T>): Promise<T | typeof OVER> =>
  new Promise((resolve, reject) => {
    waiting.over = () => resolve(OVER);
    if (waiting.isOver) resolve(OVER);
    next.then(resolve, reject);
  });

const cut = (error: unknown): Problem =>
  error instanceof Problem ? error : problem(400, 'body_cut', 'The body ended before its end.');
const tryAgain = (): Problem =>
  problem(503, 'not_available', 'The post was interrupted. Send it again: what was stored is not stored twice.', {
    headers: { 'Retry-After': '5' },
  });
