import { type Dispatcher, request } from 'undici';
import { type AttemptOutcome, outcomeOfStatus, retryAfterMs } from '../../domain/webhook';
import { signedHeaders } from '../../domain/webhook-signature';
import { ForbiddenAddress } from './connect';

const ATTEMPT_MS_MAX = 15_000;
const READ_BYTES_MAX = 64 * 1024;
const KEPT_BYTES = 1024;

/** What leaves: one event for one receiver. */
export interface Parcel {
  url: string;
  id: string;
  body: string;
  /** Both secrets while one is being replaced. */
  secrets: readonly string[];
}
/** How the receiver took it; `answer` is all that was read of its answer. */
export interface Reception {
  outcome: AttemptOutcome;
  status: number | null;
  trouble: string | null;
  answer: string | null;
  retryAfterMs: number | null;
}

/** One attempt: at most 15 s in all, no redirect followed, 64 KiB read. Never throws for what the receiver does. */
export async function send(
  dispatcher: Dispatcher,
  { url, id, body, secrets }: Parcel,
  at: Date,
  attemptMsMax = ATTEMPT_MS_MAX,
): Promise<Reception> {
  const signal = AbortSignal.timeout(attemptMsMax);
  try {
    const response = await request(url, {
      dispatcher,
      signal,
      method: 'POST',
      headers: {
        'content-type': 'application/cloudevents+json; charset=utf-8',
        'user-agent': 'Vigie-Webhooks/1',
        ...signedHeaders(id, at, body, secrets),
      },
      body,
    });
    const answer = await beginningOf(response.body);
    const header = response.headers['retry-after'];
    return {
      outcome: outcomeOfStatus(response.statusCode),
      status: response.statusCode,
      trouble: null,
      answer,
      retryAfterMs: retryAfterMs(typeof header === 'string' ? header : null, at),
    };
  } catch (error) {
    const trouble = signal.aborted ? 'timed_out' : troubleOf(error);
    return { outcome: 'failed', status: null, trouble, answer: null, retryAfterMs: null };
  }
}

/** The beginning of an answer; what is beyond is not read. */
async function beginningOf(body: AsyncIterable<Uint8Array> & { destroy(): unknown }): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > READ_BYTES_MAX) break;
  }
  if (size > READ_BYTES_MAX) body.destroy();
  return Buffer.concat(chunks).subarray(0, READ_BYTES_MAX).toString('utf8').replaceAll('\0', '');
}

/** As it is kept: text that Postgres takes, and no more than a person needs. */
export const keptAnswer = (answer: string | null): string | null =>
  answer && Buffer.from(answer).subarray(0, KEPT_BYTES).toString('utf8');

/** A code, not words: what went wrong on the way. */
const troubleOf = (error: unknown): string => {
  if (error instanceof ForbiddenAddress) return 'forbidden_address';
  if (error instanceof AggregateError) return troubleOf(error.errors[0]);
  if (error instanceof Error && error.cause instanceof ForbiddenAddress) return 'forbidden_address';
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : 'no_answer';
};
