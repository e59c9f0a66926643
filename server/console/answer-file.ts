import type { Request, Response } from 'express';
import { findSummary } from '../../db/case-list';
import { fileOfAnswer } from '../../db/files';
import type { FieldFault } from '../../web/console/layout';
import { sayError, sayRow } from '../../web/supplier/errors';
import type { Translate } from '../../web/words';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { sendFile } from '../send-file';
import { readCorrections } from '../supplier/correction';
import { fileTrouble, keepFile } from '../uploads';
import type { GivenFile } from '../verbs';
import { uploadOf } from './form';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

export type Taken = { ok: true; file: GivenFile | null } | { ok: false; faults: FieldFault[] };
export const NO_FILE: Taken = { ok: true, file: null };
const ROWS_SHOWN = 20;

/** The file that came with an answer given by telephone, kept for good; corrected values are checked row by row first. */
export async function takeFile(
  { pool, clock }: Deps,
  res: Response,
  number: string,
  answer: string | undefined,
  t: Translate,
): Promise<Taken> {
  const sent = uploadOf(res);
  if (!sent) return answer === 'corrected_data' ? refuse([t('error.file.required')]) : NO_FILE;
  const trouble = await fileTrouble(sent);
  if (trouble) return refuse([t(`error.file.${trouble}`)]);
  await keepFile(pool, sent, clock());
  const file = { sha256: sent.sha256.toString('hex'), name: sent.name };
  const of = answer === 'corrected_data' ? await findSummary(pool, number) : null;
  if (!of) return { ok: true, file };
  const checked = await readCorrections(pool, of.id, { ...file, size: sent.size });
  if (checked.ok) return { ok: true, file: { ...file, corrections: checked.accepted } };
  const rows = checked.rows.slice(0, ROWS_SHOWN).map((row) => {
    const why = sayRow(row, t);
    return row.line === null ? why : t('refused.row', { line: row.line, why });
  });
  return refuse([sayError(checked.error, t), ...rows]);
}
const refuse = (texts: string[]): Taken => ({
  ok: false,
  faults: texts.map((text) => ({ field: 'answer-file', text })),
});

/** Hands out what the supplier sent. */
export async function sendAnswerFile({ pool }: Deps, req: Request, res: Response): Promise<void> {
  const of = await findSummary(pool, String(req.params['number']));
  const version = /^\d{1,6}$/.test(String(req.params['version'])) ? Number(req.params['version']) : 0;
  const file = of && (await fileOfAnswer(pool, of.id, version));
  if (!file) throw problem(404, 'no_such_file', 'There is no such file.');
  await sendFile(pool, res, file);
}
