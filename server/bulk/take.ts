import { type Posted, type PostDeps, type PostResult, takePost } from '../../db/ingest/post';
import type { RunHead } from '../../db/runs';
import type { ExecutedCheck } from '../../db/ingest/executed';
import type { ReadItem } from '../../domain/anomaly';
import type { Actor } from '../../domain/words';
import { BodyFault } from '../../formats/fault';
import type { Reading } from '../../formats/reading';
import { bodyProblem } from '../body-fault';
import { Problem, problem } from '../problem';

/** A body as far as the one who reads it must know: what made it end early, and whether anybody still hears an answer. */
export interface Source {
  readonly failure: Problem | null;
  readonly disconnected: boolean;
}
export interface Open {
  source: Source;
  reading: Reading;
  checks: () => ExecutedCheck[];
}

/** Takes the post whose body this is. Throws Problem when the whole is refused. */
export const takeBody = (deps: PostDeps, head: RunHead, actor: Actor, open: Open): Promise<PostResult> =>
  takePost(deps, head, actor, { ...storable(open), checks: open.checks });

/**
 * The items of a body as far as it can be read: what came before a fault is stored, and the unreadable rest counts as one
 * rejected item with the place. A fault before any item refuses the whole, as does one refused object that came alone.
 */
function storable({ source, reading }: Open): Omit<Posted, 'checks'> {
  let isCut = false;
  const items = async function* (): AsyncGenerator<ReadItem> {
    let index = 0;
    try {
      for await (const item of reading) {
        if (!item.ok && reading.single()) throw refusedObject(item.error);
        index = (item.ok ? item.index : item.error.index) + 1;
        yield item;
      }
    } catch (error) {
      const fault = source.failure ?? error;
      if (source.disconnected || index === 0 || !isFault(fault))
        throw fault instanceof BodyFault ? bodyProblem(fault) : fault;
      isCut = true;
      yield restUnread(fault, index);
    }
  };
  return { items: items(), truncated: () => isCut };
}

const isFault = (error: unknown): error is BodyFault | Problem =>
  error instanceof BodyFault || error instanceof Problem;
const restUnread = (fault: BodyFault | Problem, index: number): ReadItem => ({
  ok: false,
  error: {
    index,
    line: fault instanceof BodyFault ? fault.line : null,
    code: fault.code,
    pointer: null,
    detail: fault.message,
  },
});

const refusedObject = ({ code: why, pointer, detail }: Extract<ReadItem, { ok: false }>['error']): Problem =>
  problem(422, why, detail, { errors: [{ ...(pointer !== null && { pointer }), code: why, detail, index: 0 }] });
