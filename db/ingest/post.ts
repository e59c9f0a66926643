import type { ReadItem } from '../../domain/anomaly';
import type { Actor } from '../../domain/words';
import type { Pool } from '../query';
import {
  type Account,
  accountOf,
  type Beginning,
  batchHashes,
  findRun,
  finishRun,
  insertRuns,
  type Counts,
  type RunHead,
  type RunState,
} from '../runs';
import { RunLocks } from '../run-locks';
import { recordObservations } from '../statistics/observations';
import { recoverAbsent } from './absent';
import { hashOf, type Item } from './batch';
import { Committer } from './commit';
import type { ExecutedCheck } from './executed';
import { SmallPosts } from './small';
import { cut, LANES, type NumberedBatch } from './lanes';
import { Turns } from './turns';
import { verifyCases } from './verify';

export interface PostDeps {
  pool: Pool;
  clock: () => Date;
  locks: RunLocks;
  small: SmallPosts;
  turns: Turns;
}

/** Batches of large posts that commit at once, of all posts: the pool's other connections are for everybody else. */
const LARGE_AT_ONCE = 4;
/** What the posts of one server share. */
export const postDeps = (pool: Pool, clock: () => Date): PostDeps => ({
  pool,
  clock,
  locks: new RunLocks(pool),
  small: new SmallPosts(pool, clock),
  turns: new Turns(LARGE_AT_ONCE),
});
/** What came of the items of a post. */
export type Taken = Pick<Account, 'run' | keyof Counts | 'cases'>;
export type PostResult =
  | { ok: true; account: Taken }
  /** `running`: somebody posts it now. `other_body`, `other_owner`: the id was used for something else. */
  | { ok: false; refusal: 'running' }
  | { ok: false; refusal: 'other_owner' }
  | { ok: false; refusal: 'other_body'; at: { index: number | null; line: number | null } };

/** What a post is made of: its items, and after the last of them whether the body could be read to its end. */
export interface Posted {
  items: AsyncIterable<ReadItem>;
  truncated: () => boolean;
  checks: () => ExecutedCheck[];
}

/**
 * Takes one post: every item ends in the account of its run. A run that stands already is replayed: batches that agree are
 * skipped, the first that does not ends it, and what had not been committed is.
 */
export async function takePost(deps: PostDeps, head: RunHead, actor: Actor, posted: Posted): Promise<PostResult> {
  const post = new Post(deps, head, actor, posted);
  const batches = cut(posted.items);
  const first = await batches.next();
  if (first.done) throw new Error('a post is cut into no batch');
  return first.value.whole ? post.small(first.value) : post.large(first.value, batches);
}

class Post {
  readonly #deps: PostDeps;
  readonly #head: RunHead;
  readonly #posted: Posted;
  readonly #actor: Actor;
  readonly #committer: Committer;
  constructor(deps: PostDeps, head: RunHead, actor: Actor, posted: Posted) {
    this.#deps = deps;
    this.#head = head;
    this.#actor = actor;
    this.#posted = posted;
    this.#committer = new Committer(deps.pool, deps.clock, actor);
  }

  /** One transaction, shared perhaps; its first insert is the run, so a twin waits for it and then replays. */
  async small(batch: NumberedBatch): Promise<PostResult> {
    const { number, items } = batch;
    const state = this.#head.complete ? 'running' : this.#endState();
    const share = { runId: this.#head.id, number, items, begins: this.#begins(state) };
    const stored = await this.#deps.small.commit(this.#actor, share);
    if (!stored) return this.#replay(batch, none());
    if (this.#head.complete) return this.#finish();
    await this.#observe();
    return { ok: true, account: { run: this.#head.id, ...stored.counts, cases: stored.cases } };
  }

  async large(first: NumberedBatch, others: AsyncIterable<NumberedBatch>): Promise<PostResult> {
    const { pool, clock, locks } = this.#deps;
    const { id } = this.#head;
    const begun = await insertRuns(pool, [this.#begins('running')], clock());
    if (!begun.has(id)) return this.#replay(first, others);
    if (!(await locks.take(id))) return { ok: false, refusal: 'running' };
    try {
      return await this.#stream(first, others, new Map());
    } finally {
      await locks.release(id);
    }
  }

  async #replay(first: NumberedBatch, others: AsyncIterable<NumberedBatch>): Promise<PostResult> {
    const { pool, locks } = this.#deps;
    const { id, owner } = this.#head;
    const stands = await findRun(pool, id);
    if (stands?.owner !== owner) return { ok: false, refusal: 'other_owner' };
    if (stands.state === 'done') return this.#stream(first, others, await batchHashes(pool, id), true);
    if (!(await locks.take(id))) return { ok: false, refusal: 'running' };
    try {
      return await this.#stream(first, others, await batchHashes(pool, id));
    } finally {
      await locks.release(id);
    }
  }

  /** At most one batch a lane in flight while the next is read. `closed`: nothing may be added any more. */
  async #stream(
    first: NumberedBatch,
    others: AsyncIterable<NumberedBatch>,
    stored: Map<number, string>,
    closed = false,
  ): Promise<PostResult> {
    const lanes: Promise<unknown>[] = Array.from({ length: LANES }, () => Promise.resolve());
    try {
      for await (const batch of chain(first, others)) {
        const hash = stored.get(batch.number);
        if (hash === undefined && !closed) {
          await lanes[batch.lane];
          lanes[batch.lane] = this.#start(batch);
        } else if (hash !== hashOf(batch.items).toString('hex')) {
          await Promise.all(lanes);
          return otherBody(batch.items[0]);
        }
        stored.delete(batch.number);
      }
      await Promise.all(lanes);
    } catch (error) {
      await Promise.allSettled(lanes);
      await finishRun(this.#deps.pool, this.#head.id, 'failed', this.#deps.clock());
      throw error;
    }
    if (stored.size > 0) return otherBody();
    return closed ? this.#account() : this.#finish();
  }

  /** A failure is met when the lane is awaited, not by the process. */
  #start(batch: NumberedBatch): Promise<unknown> {
    const { number, items } = batch;
    const share = { runId: this.#head.id, number, items, begins: null };
    const done = this.#deps.turns.take(() => this.#committer.commit([share], () => Promise.resolve()));
    done.catch(() => undefined);
    return done;
  }

  /** A run that could not be read to its end verifies nothing and proves nothing absent. */
  async #finish(): Promise<PostResult> {
    const { pool, clock } = this.#deps;
    if (this.#head.complete && !this.#posted.truncated()) {
      await verifyCases(pool, this.#head, this.#posted.checks(), this.#actor, clock());
      await recoverAbsent(pool, this.#head, this.#posted.checks(), this.#actor, clock());
    }
    await this.#observe();
    await finishRun(pool, this.#head.id, this.#endState(), clock(), this.#executed());
    return this.#account();
  }

  #observe(): Promise<void> {
    const { pool, clock } = this.#deps;
    return recordObservations(pool, this.#head.id, this.#posted.checks(), this.#actor, clock());
  }

  #begins = (state: RunState): Beginning => ({ head: this.#head, state, checks: this.#executed() });

  #executed = (): number => this.#posted.checks().filter(({ check }) => check !== '').length;

  #endState = (): 'done' | 'failed' => (this.#posted.truncated() ? 'failed' : 'done');

  async #account(): Promise<PostResult> {
    const account = await accountOf(this.#deps.pool, this.#head.id);
    if (!account) throw new Error('a run has gone');
    const { run, received, created, updated, duplicate, folded, suppressed, rejected, cases } = account;
    return { ok: true, account: { run, received, created, updated, duplicate, folded, suppressed, rejected, cases } };
  }
}

async function* none(): AsyncGenerator<NumberedBatch> {}
async function* chain(first: NumberedBatch, others: AsyncIterable<NumberedBatch>): AsyncGenerator<NumberedBatch> {
  yield first;
  yield* others;
}

const otherBody = (at?: Item): PostResult => ({
  ok: false,
  refusal: 'other_body',
  at: { index: at?.index ?? null, line: at?.line ?? null },
});
