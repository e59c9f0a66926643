import { readAnomalies } from '../../formats/index';
import type { Chunk } from './chunks';
import { chunksOf } from './chunks';
import { bodyOf, cutList, type CutList, isUnsent, MEDIA_TYPE, type Piece, type Unsent } from './cut';
import { EXIT, SubmitFailure } from './exit';
import type { ListKind } from './kind';
import { RefusedFile, refusal } from './refused';
import type { Sending, Taken } from './target';
import type { FileTask } from './task';

/** Sends a list of anomalies chunk by chunk, holding one. */
export async function submitList(task: FileTask, kind: ListKind): Promise<void> {
  const { source, progress, limits } = task;
  const cut = await cutList(source, kind, progress.passed);
  const refused = task.refusedTo(new RefusedFile(source.name, cut, kind.as !== 'csv'));
  for await (const chunk of chunksOf(cut.pieces, limits)) {
    const { pieces, unsent, number } = chunk;
    const sending = { ...sendingOf(task, kind, number), body: () => bodyOf(kind, cut, pieces) };
    const taken = pieces.length > 0 ? await task.target(sending) : null;
    task.took(taken, unsent.length);
    for (const { at, piece } of await refusedIn(task, cut, chunk, taken)) await refused(at, piece);
  }
}

const sendingOf = ({ idOf, query }: FileTask, { as }: ListKind, number: number): Omit<Sending, 'body'> => ({
  path: `/anomalies?${query}`,
  id: idOf(number),
  mediaType: MEDIA_TYPE[as],
  read: (body) => readAnomalies(body, MEDIA_TYPE[as]),
});

/** The refused items of a chunk in the order of the file, by the file's own lines. */
async function refusedIn({ source }: FileTask, { header }: CutList, { pieces, unsent }: Chunk, taken: Taken | null) {
  const found = unsent.map(({ line, why }) => ({
    at: refusal(source.name, line, why, header),
    piece: null as Piece | null,
  }));
  for await (const fault of taken?.refused() ?? []) {
    const piece = pieces[fault.index] ?? null;
    found.push({ at: refusal(source.name, piece?.line ?? null, fault, header), piece });
  }
  const last = Number.POSITIVE_INFINITY;
  return found.sort((a, b) => (a.at.line ?? last) - (b.at.line ?? last));
}

/** Sends a list that is complete as one post: a part of it would prove that the rest has recovered. */
export async function submitComplete(task: FileTask, kind: ListKind): Promise<void> {
  const { source, progress } = task;
  const open = await cutList(source, kind);
  await open.pieces.return(undefined);
  const body = async function* (): AsyncGenerator<Buffer> {
    progress.restart();
    const cut = await cutList(source, kind, progress.passed);
    yield* bodyOf(kind, cut, whole(cut.pieces));
  };
  const taken = await task.target({ ...sendingOf(task, kind, 1), body });
  task.took(taken, 0);
  if (taken.counts.rejected === 0) return;
  const refused = task.refusedTo(new RefusedFile(source.name, open, kind.as !== 'csv'));
  const pieces = whole((await cutList(source, kind)).pieces);
  let index = -1;
  let piece: Piece | null = null;
  for await (const fault of taken.refused()) {
    for (; index < fault.index; index++) piece = (await pieces.next()).value ?? null;
    await refused(refusal(source.name, piece?.line ?? null, fault, open.header), piece);
  }
}

async function* whole(pieces: AsyncIterable<Piece | Unsent>): AsyncGenerator<Piece, undefined> {
  for await (const piece of pieces) {
    if (isUnsent(piece))
      throw new SubmitFailure(EXIT.failed, `line ${piece.line}: ${piece.why.detail} Such a list is not complete.`);
    yield piece;
  }
}
