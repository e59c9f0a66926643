import { summariesOf } from '../../db/case-list';
import { anomaliesOf, evidenceOf } from '../../db/case-view';
import { readFileChunks } from '../../db/files';
import type { Db } from '../../db/query';
import { type CorrectedPoint, checkCorrection, type Correction, type CorrectionScope } from '../../domain/correction';
import { describe } from '../../domain/describe';
import type { KeptFile } from '../../domain/link';
import { readCorrection } from '../../formats/correction';
import { BodyFault } from '../../formats/fault';
import type { FieldError, RowError } from '../../web/supplier/view';

export type CorrectionResult =
  | { ok: true; accepted: CorrectedPoint[] }
  | { ok: false; error: FieldError; rows: RowError[] };

/** Checks a stored file of corrected values against the anomalies of its case: every row, or none is taken. */
export async function readCorrections(db: Db, caseId: number, file: KeptFile): Promise<CorrectionResult> {
  if (!/\.(csv|tsv|txt)$/i.test(file.name)) return refused('csv');
  const chunks: Buffer[] = [];
  for await (const chunk of readFileChunks(db, Buffer.from(file.sha256, 'hex'))) chunks.push(chunk);
  let correction: Correction;
  try {
    correction = readCorrection(Buffer.concat(chunks));
  } catch (error) {
    if (!(error instanceof BodyFault)) throw error;
    return refused('unreadable', { fault: error.code });
  }
  const { accepted, errors } = checkCorrection(correction, await scopeOf(db, caseId));
  return errors.length === 0
    ? { ok: true, accepted }
    : { ...refused('rows', { count: errors.length, good: accepted.length }), rows: errors };
}

const refused = (code: string, args: Record<string, string | number> = {}) => ({
  ok: false as const,
  error: { field: 'file' as const, code, args },
  rows: [] as RowError[],
});

/** What the anomalies of a case say about their values; what they leave open is not asked of the rows. */
async function scopeOf(db: Db, caseId: number): Promise<CorrectionScope> {
  const shown = await evidenceOf(db, caseId);
  const [of] = await summariesOf(db, [caseId]);
  const evidence = shown.map(({ doc }) => doc);
  return {
    interval:
      of?.firstTime && of.lastTime ? { start: of.firstTime.toISOString(), end: of.lastTime.toISOString() } : null,
    parameter: of?.parameter ?? null,
    unit: of ? describe(of, await anomaliesOf(db, caseId, 1), evidence).unit : null,
    points: evidence.flatMap(({ points }) => points.map((p) => ({ ...p, t: new Date(p.t).toISOString() }))),
  };
}
