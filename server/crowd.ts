import type { Request, RequestHandler } from 'express';
import { isStreamed } from '../formats/index';
import { mediaTypeOf } from './body';
import { type Problem, problem } from './errors';
import { HELD_BYTES_MAX, JSON_BYTES_MAX, POSTS_AT_ONCE_MAX } from './limits';

/** What is being read at one time: so many posts, and so many bytes that have to be held for them. */
class Crowd {
  #posts = 0;
  #bytes = 0;

  /** Lets a post in, and gives back how it leaves; null when there is no room. Alone it finds room whatever it holds. */
  enter(bytes: number): (() => void) | null {
    const isFull = this.#posts >= POSTS_AT_ONCE_MAX || this.#bytes + bytes > HELD_BYTES_MAX;
    if (isFull && this.#posts > 0) return null;
    this.#posts += 1;
    this.#bytes += bytes;
    return () => {
      this.#posts -= 1;
      this.#bytes -= bytes;
    };
  }
}

/** Refuses a post before it is read when too much is being read already: later it finds room. */
export function roomForPosts(): RequestHandler {
  const crowd = new Crowd();
  return (req, res, next) => {
    const leave = crowd.enter(bytesHeld(req));
    if (!leave) throw tooMany(req);
    res.once('close', leave);
    next();
  };
}

const STREAM_BYTES = 1024 * 1024;

/** As its head says: what is streamed is never held whole. */
function bytesHeld(req: Request): number {
  const type = mediaTypeOf(req);
  const streams = isStreamed(type) || type === 'text/plain';
  const told = Number(req.get('content-length') ?? Number.NaN);
  const isTold = Number.isFinite(told) && req.get('content-encoding') === undefined;
  if (streams) return isTold ? Math.min(told, STREAM_BYTES) : STREAM_BYTES;
  return isTold ? told : Math.max(told || 0, JSON_BYTES_MAX);
}

/** Alertmanager gives up at 429, and tries again after 503. */
function tooMany(req: Request): Problem {
  const isAlertmanager = req.query['format'] === 'alertmanager' || /^Alertmanager\//i.test(req.get('user-agent') ?? '');
  return problem(isAlertmanager ? 503 : 429, 'overloaded', 'Too much is being posted at once. Try again soon.', {
    headers: { 'Retry-After': '5' },
  });
}
