import type { AcceptedCorrection } from '../../db/corrections/store';
import { correctionTargets, countAnomalies, TARGETS_MAX } from '../../db/corrections/targets';
import { readFileChunks } from '../../db/files';
import type { Db } from '../../db/query';
import type { CorrectionTarget } from '../../domain/correction';
import type { KeptFile } from '../../domain/link';
import type { CheckedCorrection, UnreadableCorrection } from '../../formats/correction/check';
import { checkInThread } from '../../formats/correction/in-thread';
import { decidedFlags } from '../../domain/correction/flags';
import { type ShownCorrection, shownCorrection, shownRow } from '../../web/corrections/view';
import type { Shown } from '../../web/plot/group';
import type { FieldError, RowError } from '../../web/supplier/view';

export type CorrectionResult =
  | { ok: true; accepted: AcceptedCorrection; targets: CorrectionTarget[]; anomalies: number }
  | { ok: false; error: FieldError; rows: RowError[] };

export type ReviewedCorrection = Extract<CorrectionResult, { ok: true }>;

/** Checks a stored file of corrected values against the anomalies of its case: every row, or none is taken. */
export async function readCorrections(db: Db, caseId: number, file: KeptFile): Promise<CorrectionResult> {
  if (!/\.(csv|tsv|txt|nc)$/i.test(file.name)) return refused('csv');
  const targets = await correctionTargets(db, caseId);
  const checked = await checkInThread(await bytesOf(db, file), targets);
  if (checked === undefined) return refused('busy');
  if (!checked.ok) return unreadable(checked);
  const { errorCount, good, errors, accepted, format, outside, rechecked } = checked;
  const anomalies = targets.length < TARGETS_MAX ? targets.length : await countAnomalies(db, caseId);
  const reach = anomalies > TARGETS_MAX ? TARGETS_MAX : 0;
  if (errorCount > 0) return { ...refused('rows', { count: errorCount, good, reach }), rows: errors };
  return {
    ok: true,
    targets,
    anomalies,
    accepted: { format, points: accepted, rows: linesOf(checked), outside, rechecked },
  };
}

async function bytesOf(db: Db, { sha256, size }: KeptFile): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for await (const chunk of readFileChunks(db, Buffer.from(sha256, 'hex'))) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** A line that corrects two anomalies is one. */
const linesOf = ({ accepted }: CheckedCorrection): number =>
  new Set(accepted.map(({ line, parameter }) => `${line}/${parameter}`)).size;

const unreadable = ({ code, line, column }: UnreadableCorrection): CorrectionResult =>
  refused('unreadable', { fault: code, line: line ?? 'none', column: column ?? 'none' });

const refused = (code: string, args: Record<string, string | number> = {}) => ({
  ok: false as const,
  error: { field: 'file' as const, code, args },
  rows: [] as RowError[],
});

/** More rows than a picture can tell apart. */
const DRAWN_MAX = 5000;

/** What the review page says of them; a flag that the file does not give is the one that the decision will give. */
export function shownReview(
  { accepted, targets, anomalies }: ReviewedCorrection,
  shown: Shown = { plots: [], items: [] },
): ShownCorrection {
  const { points, rows, outside, rechecked } = accepted;
  const corrected = new Set(points.map(({ anomaly }) => anomaly)).size;
  const told = {
    rows,
    outside,
    anomalies: { corrected, all: anomalies, reach: targets.length },
    failing: rechecked.rows,
    counts: rechecked.counts,
    first: rechecked.first,
  };
  return shownCorrection(told, decidedFlags(points.slice(0, DRAWN_MAX), targets).map(shownRow), shown);
}
