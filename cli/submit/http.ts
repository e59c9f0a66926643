import { EXIT, SubmitFailure } from './exit';
import { codeOf } from './source';
import { Trouble } from './wire';

/** Where the API is, and who asks. */
export interface Peer {
  url: string;
  key: string;
  signal: AbortSignal;
}
export interface Answer {
  status: number;
  body: unknown;
  trouble: Trouble | null;
  retryAfterMs: number;
}

/** What is answered, or in a word why nothing is. Throws SubmitFailure when the caller was stopped. */
export async function ask({ url, key, signal }: Peer, path: string, init: RequestInit): Promise<Answer | string> {
  try {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${key}`);
    const response = await fetch(`${url}/api/v1${path}`, { ...init, headers, signal });
    const text = await response.text();
    const body: unknown = text.startsWith('{') ? JSON.parse(text) : null;
    const trouble = Trouble.safeParse(body).data ?? null;
    const seconds = Number(response.headers.get('retry-after') ?? 0);
    return { status: response.status, body, trouble, retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : 0 };
  } catch (error) {
    if (signal.aborted) throw new SubmitFailure(EXIT.interrupted, 'stopped');
    return wordOf(error);
  }
}

const PASSING = new Set([408, 429, 502, 503, 504]);
/** A moment may mend it. */
export const isPassing = ({ status, trouble }: Answer): boolean =>
  PASSING.has(status) || (status === 409 && trouble?.code === 'run_in_progress');

const wordOf = (error: unknown): string => {
  const cause: unknown = (error as { cause?: unknown }).cause ?? error;
  return codeOf(cause) ?? String(cause);
};
