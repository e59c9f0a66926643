import { setTimeout as sleepFor } from 'node:timers/promises';
import { EXIT, SubmitFailure } from './exit';
import { type Answer, ask, isPassing, type Peer } from './http';
import { packed, watched } from './packed';
import { type Account, accountOf, exitOf, type RowFault, Rows } from './wire';

export interface Post {
  path: string;
  /** Idempotency-Key and id of the run. */
  id: string;
  mediaType: string;
  /** Opens the body, again for each try. */
  body: () => AsyncIterable<Uint8Array>;
}

export interface ApiOptions extends Peer {
  say: (line: string) => void;
  /** How long to wait before a try, from 1; null when it is not worth another. */
  waitMs?: ((tried: number, hasAnswered: boolean) => number | null) | undefined;
}

const FIRST_MS = 1000;
const WAIT_MS_MAX = 60_000;
const TRIES = 8;
const TRIES_OF_SILENCE = 3;
const backOff = (tried: number, hasAnswered: boolean): number | null =>
  tried >= (hasAnswered ? TRIES : TRIES_OF_SILENCE) ? null : Math.min(FIRST_MS * 2 ** (tried - 1), WAIT_MS_MAX);

/** The API as submit uses it: what a moment may mend is tried again, all else is a SubmitFailure. */
export class Api {
  readonly #options: ApiOptions;
  #hasAnswered = false;

  constructor(options: ApiOptions) {
    this.#options = options;
  }

  /** What a run has come to; null when nothing of it was ever posted. */
  async run(id: string): Promise<Account | null> {
    const answer = await this.#ask(`/runs/${id}`, () => ({}));
    if (answer.status === 404 && answer.trouble?.code === 'unknown_run') return null;
    return accountOf(this.#good(answer));
  }

  async post({ path, id, mediaType, body }: Post): Promise<Account> {
    let cut: unknown = null;
    const open = (): AsyncIterable<Uint8Array> =>
      watched(body(), (error) => {
        cut = error;
      });
    const headers = { 'content-type': mediaType, 'content-encoding': 'gzip', 'idempotency-key': id };
    const answer = await this.#ask(
      path,
      // Safe: fetch takes any stream of bytes, and needs `duplex` then; its types say neither.
      () => ({ method: 'POST', headers, body: packed(open()) as unknown as BodyInit, duplex: 'half' }) as RequestInit,
      () => {
        if (cut !== null) throw cut;
      },
    );
    return accountOf(this.#good(answer));
  }

  /** Every refused item of a run, in order. */
  async *refused(id: string): AsyncGenerator<RowFault> {
    let next: string | null = '';
    while (next !== null) {
      const query: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
      const answer = this.#good(await this.#ask(`/runs/${id}/rows?outcome=rejected&limit=200${query}`, () => ({})));
      const page = Rows.parse(answer);
      yield* page.items;
      next = page.next;
    }
  }

  /** A JSON document that it does no harm not to get: null when it is not to be had at once. */
  async look(path: string): Promise<unknown> {
    const answer = await ask(this.#options, path, {});
    return typeof answer !== 'string' && answer.status === 200 ? answer.body : null;
  }

  #good({ status, body, trouble }: Answer): unknown {
    if (status === 200) return body;
    throw new SubmitFailure(
      exitOf(status, trouble),
      trouble ? `${trouble.detail} (${trouble.code})` : `HTTP ${status}`,
    );
  }

  async #ask(path: string, init: () => RequestInit, check: () => void = () => {}): Promise<Answer> {
    for (let tried = 1; ; tried++) {
      const answer = await ask(this.#options, path, init());
      check();
      if (typeof answer !== 'string') this.#hasAnswered = true;
      if (typeof answer !== 'string' && !isPassing(answer)) return answer;
      await this.#pause(tried, answer);
    }
  }

  async #pause(tried: number, answer: Answer | string): Promise<void> {
    const { url, say, signal, waitMs = backOff } = this.#options;
    const why =
      typeof answer === 'string'
        ? `Vigie at ${url} does not answer (${answer})`
        : (answer.trouble?.detail ?? `HTTP ${answer.status}`).replace(/\.$/, '');
    const ownMs = waitMs(tried, this.#hasAnswered);
    if (ownMs === null) throw new SubmitFailure(EXIT.tryAgain, why);
    const ms =
      typeof answer === 'string' || ownMs === 0 ? ownMs : Math.max(ownMs, Math.min(answer.retryAfterMs, WAIT_MS_MAX));
    say(`${why}; next try in ${Math.ceil(ms / 1000)} s.`);
    await sleepFor(ms, undefined, { signal }).catch(() => {
      throw new SubmitFailure(EXIT.interrupted, 'stopped');
    });
  }
}
