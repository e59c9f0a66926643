import { readReport } from '../../formats/index';
import { BodyFault } from '../../formats/fault';
import { cutList, type CutList, isUnsent, type Piece } from './cut';
import type { Kind } from './kind';
import { RefusedFile, refusal } from './refused';
import { contentOf, type Source } from './source';
import type { FileTask } from './task';

type ReportKind = Extract<Kind, { as: 'report' }>;

/** Sends a tool's report as one post: what it means may depend on all rows before. The server goes on where it was cut. */
export async function submitReport(task: FileTask, { format }: ReportKind): Promise<void> {
  const { source, progress, query, submission } = task;
  const { config, context, complete } = submission;
  const content = (): AsyncGenerator<Buffer> => {
    progress.restart();
    return contentOf(source, progress.passed);
  };
  const boundary = `vigie-${source.hash}`;
  const taken = await task.target({
    path: `/reports?${query}`,
    id: task.idOf(1),
    mediaType: `multipart/form-data; boundary=${boundary}`,
    body: task.isDry ? content : () => formOf(boundary, config ?? '', content()),
    // Safe: `queryOf` has seen to source and dataset.
    read: (body) =>
      readReport(
        format,
        body,
        context as Parameters<typeof readReport>[2],
        config && (JSON.parse(config) as unknown),
        complete,
      ),
  });
  task.took(taken, 0);
  if (taken.counts.rejected > 0) await writeRefused(task, format, taken.refused());
}

/** The configuration goes first, so that the server need not hold the report. */
async function* formOf(boundary: string, config: string, report: AsyncIterable<Buffer>): AsyncGenerator<Uint8Array> {
  const part = (name: string, more: string): string =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n`;
  yield Buffer.from(`${part('config', '')}${config}\r\n`);
  yield Buffer.from(part('report', '; filename="report"\r\ncontent-type: application/octet-stream'));
  yield* report;
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
}

const TABLES = new Set(['ioos_qc', 'flag_csv', 'csv', 'argo_exclusion_list', 'argo_min_max']);
const NO_TABLE: CutList = { header: null, delimiter: ',', pieces: none() };
async function* none(): AsyncGenerator<Piece> {}

/** A table's refused rows are read again by their lines, which come in order; of other formats there are places only. */
async function writeRefused(
  task: FileTask,
  format: string,
  faults: ReturnType<Awaited<ReturnType<FileTask['target']>>['refused']>,
): Promise<void> {
  const table = TABLES.has(format) ? await tableOf(task.source) : NO_TABLE;
  const refused = task.refusedTo(new RefusedFile(task.source.name, table, false));
  const rows = upToFault(table.pieces);
  let piece: Piece | null = null;
  for await (const fault of faults) {
    while (fault.line !== null && (piece?.line ?? 0) < fault.line) {
      const next = await rows.next();
      if (next.done) break;
      piece = next.value;
    }
    const itself = piece && piece.line === fault.line ? piece : null;
    await refused(refusal(task.source.name, fault.line, fault, table.header), itself);
  }
}

async function tableOf(source: Source): Promise<CutList> {
  try {
    return await cutList(source, { as: 'csv' });
  } catch (error) {
    if (error instanceof BodyFault) return NO_TABLE;
    throw error;
  }
}

async function* upToFault(pieces: CutList['pieces']): AsyncGenerator<Piece, undefined> {
  try {
    for await (const piece of pieces) if (!isUnsent(piece)) yield piece;
  } catch (error) {
    if (!(error instanceof BodyFault)) throw error;
  }
}
