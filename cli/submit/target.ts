import { BodyFault } from '../../formats/fault';
import type { Reading } from '../../formats/reading';
import type { Api, Post } from './api';
import type { Account, Counts, RowFault } from './wire';

/** One post, and the reader that the server would read it with. */
export interface Sending extends Post {
  read: (body: AsyncIterable<Uint8Array>) => Reading;
}
export interface Taken {
  /** Null when nothing was posted. */
  run: string | null;
  counts: Counts;
  cases: string[];
  /** It stood already, from an earlier submit. */
  isOld: boolean;
  refused: () => AsyncIterable<RowFault>;
}
/** Where the posts of one file go. */
export type Target = (sending: Sending) => Promise<Taken>;

export const noCounts = (): Counts => ({
  received: 0,
  created: 0,
  updated: 0,
  duplicate: 0,
  folded: 0,
  suppressed: 0,
  rejected: 0,
});

/** Posts what does not stand yet. Of a file never sent before only its first post is asked after. */
export function serverTarget(api: Api): Target {
  let mayStand = true;
  const taken = ({ run, counts, cases }: Account, isOld: boolean): Taken => ({
    run,
    counts,
    cases,
    isOld,
    refused: () => (counts.rejected > 0 ? api.refused(run) : nothing()),
  });
  return async (sending) => {
    const stands = mayStand ? await api.run(sending.id) : null;
    if (stands?.state === 'done') return taken(stands, true);
    mayStand = stands !== null;
    return taken(await api.post(sending), false);
  };
}

async function* nothing(): AsyncGenerator<RowFault> {}

/** Reads and posts nothing. */
export const dryTarget: Target = async ({ read, body }) => {
  const counts = noCounts();
  const faults: RowFault[] = [];
  try {
    for await (const item of read(body())) {
      counts.received += 1;
      if (!item.ok) faults.push(item.error);
    }
  } catch (error) {
    if (!(error instanceof BodyFault) || counts.received === 0) throw error;
    faults.push({ index: counts.received++, line: error.line, code: error.code, pointer: null, detail: error.message });
  }
  counts.rejected = faults.length;
  return { run: null, counts, cases: [], isOld: false, refused: () => each(faults) };
};

async function* each(faults: readonly RowFault[]): AsyncGenerator<RowFault> {
  yield* faults;
}
