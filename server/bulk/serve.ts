import type { MessagePort } from 'node:worker_threads';
import type { PostDeps } from '../../db/ingest/post';
import { readAnomalies } from '../../formats/index';
import { Problem } from '../problem';
import { Arriving } from './arriving';
import type { FromThread, Opening, ToThread } from './messages';
import { takeBody } from './take';

type Answer = FromThread extends infer One ? (One extends FromThread ? Omit<One, 'post'> : never) : never;

/** Takes in the posts that come through `port`, several at once; runs in a thread of its own. */
export function serveBulk(port: MessagePort, deps: PostDeps): void {
  const bodies = new Map<number, Arriving>();
  const answer = (post: number, said: Answer): void => port.postMessage({ post, ...said });

  async function take(post: number, { head, actor, mediaType, checks }: Opening, source: Arriving): Promise<void> {
    try {
      const reading = readAnomalies(source, mediaType);
      const executed = checks.map((check) => ({ check, parameter: null }));
      const open = { source, reading, checks: () => executed };
      answer(post, { kind: 'done', result: await takeBody(deps, head, actor, open) });
    } catch (error) {
      answer(
        post,
        error instanceof Problem ? { kind: 'refused', why: said(error) } : { kind: 'failed', why: told(error) },
      );
    } finally {
      bodies.delete(post);
      source.leave();
    }
  }

  port.on('message', (message: ToThread) => {
    const { post } = message;
    if (message.kind === 'open') {
      const body = new Arriving((bytes) => answer(post, { kind: 'taken', bytes }));
      bodies.set(post, body);
      void take(post, message.opening, body);
    } else if (message.kind === 'bytes') bodies.get(post)?.add(message.bytes);
    else if (message.kind === 'end') bodies.get(post)?.end();
    else bodies.get(post)?.cut(message.why, message.disconnected);
  });
}

const said = ({ status, code, message, more }: Problem) => ({ status, code, message, more });
function told(error: unknown): { message: string; stack: string | undefined; code: string | undefined } {
  if (!(error instanceof Error)) return { message: String(error), stack: undefined, code: undefined };
  const { message, stack } = error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { message, stack, code };
}
