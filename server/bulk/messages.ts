import type { PostResult } from '../../db/ingest/post';
import type { RunHead } from '../../db/runs';
import type { Actor } from '../../domain/words';
import type { Problem } from '../problem';

/** What the thread is told of a post before its bytes. */
export interface Opening {
  head: RunHead;
  actor: Actor;
  /** Of a body that can be streamed. */
  mediaType: string;
  /** The checks that were executed. */
  checks: readonly string[];
}

/** A refusal on its way from one thread to the other. */
export type Said = Pick<Problem, 'status' | 'code' | 'message' | 'more'>;

/** `post` numbers the posts of one thread. */
export type ToThread = { post: number } & (
  | { kind: 'open'; opening: Opening }
  | { kind: 'bytes'; bytes: Uint8Array }
  | { kind: 'end' }
  /** The body ended early. */
  | { kind: 'cut'; why: Said; disconnected: boolean }
);
export type FromThread = { post: number } /** So many bytes were taken in: as many may follow. */ & (
  | { kind: 'taken'; bytes: number }
  | { kind: 'done'; result: PostResult }
  | { kind: 'refused'; why: Said }
  | { kind: 'failed'; why: { message: string; stack: string | undefined; code: string | undefined } }
);
