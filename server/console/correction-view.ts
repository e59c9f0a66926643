import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import { findSummary } from '../../db/case-list';
import {
  correctedAnswer,
  correctedRows,
  correctionsOf,
  correctionTotals,
  referencesOf,
} from '../../db/corrections/store';
import { anomalyFlags, TARGETS_MAX } from '../../db/corrections/targets';
import type { Db } from '../../db/query';
import type { Evidence } from '../../domain/anomaly';
import { correctedFlag } from '../../domain/decision';
import type { ShownEnclosures } from '../../web/console/case-correction';
import { shownCorrection, type ShownRow } from '../../web/corrections/view';
import { groupEvidence } from '../../web/plot/group';
import { correctionLines } from '../correction-lines';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';

const DRAWN_MAX = 5000;

/** What came with the answers to a case besides words; the newest correction with its pictures. */
export async function enclosuresOf(db: Db, caseId: number, evidence: readonly Evidence[]): Promise<ShownEnclosures> {
  const [reports, references] = [await correctionsOf(db, caseId), await referencesOf(db, caseId)];
  const [newest] = reports;
  const answer = newest ? await correctedAnswer(db, caseId, newest.version) : null;
  const drawn =
    newest && answer !== null
      ? shownCorrection(
          { ...newest, anomalies: withReach(await correctionTotals(db, answer)) },
          await shownRows(db, answer),
          groupEvidence(evidence),
        )
      : null;
  return {
    failing: new Map(reports.map(({ version, failing }) => [version, failing])),
    references: new Map(references.map(({ version, ...reference }) => [version, reference])),
    newest: newest && drawn ? { version: newest.version, correction: drawn } : null,
  };
}

const withReach = (totals: { corrected: number; all: number }) => ({
  ...totals,
  reach: Math.min(totals.all, TARGETS_MAX),
});

/** A flag that the file does not give is the one that the decision gives. */
async function shownRows(db: Db, answer: number): Promise<ShownRow[]> {
  const flags = await anomalyFlags(db, answer);
  return (await correctedRows(db, answer, null, DRAWN_MAX)).map(({ time, anomaly, number: _number, ...row }) => {
    const { scale, version } = flags.get(anomaly) ?? { scale: 'L20', version: null };
    return { ...row, at: time, flag: row.flag ?? correctedFlag(scale, version) };
  });
}

/** How many rows of the newest correction still fail. */
export async function failingOf({ pool }: Pick<ServerDeps, 'pool'>, number: string): Promise<number> {
  const of = await findSummary(pool, number);
  const [newest] = of ? await correctionsOf(pool, of.id) : [];
  return newest?.failing ?? 0;
}

/** The corrected values of one answer, as the pipeline gets them. */
export async function sendCorrectedRows(
  { pool }: Pick<ServerDeps, 'pool'>,
  req: Request,
  res: Response,
): Promise<void> {
  const of = await findSummary(pool, String(req.params['number']));
  const version = /^\d{1,6}$/.test(String(req.params['version'])) ? Number(req.params['version']) : 0;
  const answer = of && (await correctedAnswer(pool, of.id, version));
  if (!of || answer === null) throw problem(404, 'no_corrections', 'No corrected rows came with this answer.');
  res.attachment(`${of.number}-corrections-${version}.csv`).type('text/csv; charset=utf-8');
  await pipeline(Readable.from(correctionLines({ pool }, answer, null)), res);
}
