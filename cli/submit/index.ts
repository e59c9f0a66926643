import { existsSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { BodyFault } from '../../formats/fault';
import { UsageError } from '../config';
import { Api, type ApiOptions } from './api';
import type { Counts } from './wire';
import { EXIT, type Exit, gravest, SubmitFailure } from './exit';
import { type FileIo, type FileReport, noReport, submitFile } from './file';
import type { Refusal } from './refused';
import { openSource, type Source } from './source';
import type { Submission } from './submission';
import { dryTarget, noCounts, serverTarget } from './target';

export interface SubmitReport {
  exit: Exit;
  dry_run: boolean;
  totals: Counts & { sent_before: number };
  runs: string[];
  cases: string[];
  /** At most 1000; all of them are in the files beside. */
  refused: Refusal[];
  files: FileReport[];
}

export interface SubmitIo extends Pick<ApiOptions, 'say' | 'signal' | 'waitMs'>, Pick<FileIo, 'draw' | 'limits'> {
  stdin: Readable;
}

const REFUSED_SHOWN = 1000;
/** After these no other file would fare better. */
const ENDS_ALL = new Set<Exit>([EXIT.interrupted, EXIT.notPermitted, EXIT.tryAgain, EXIT.notFound]);

/** Sends files, one after the other. Sent again with the same options, only what does not stand yet is posted. */
export async function submitFiles(submission: Submission, io: SubmitIo): Promise<SubmitReport> {
  const missing = submission.files.find((file) => file !== '-' && !existsSync(file));
  if (missing) throw new UsageError(`${missing}: there is no such file.`);
  const { say, signal, waitMs, draw, limits } = io;
  const api = new Api({ url: submission.url, key: submission.key, say, signal, waitMs });
  const refused: Refusal[] = [];
  const keep = (one: Refusal): void => {
    if (refused.length < REFUSED_SHOWN) refused.push(one);
  };
  const files: FileReport[] = [];
  for (const file of submission.files) {
    const target = submission.dryRun ? dryTarget : serverTarget(api);
    const report = await reported(file, io.stdin, (source, filled) =>
      submitFile(source, submission, { target, draw, limits, refused: keep }, filled),
    );
    files.push(report);
    if (ENDS_ALL.has(report.exit)) break;
  }
  return summed(submission.dryRun, files, refused);
}

async function reported(
  file: string,
  stdin: Readable,
  submit: (source: Source, report: FileReport) => Promise<void>,
): Promise<FileReport> {
  const source = await openSource(file, stdin);
  const report = noReport(source.name);
  try {
    await submit(source, report);
  } catch (error) {
    if (!(error instanceof SubmitFailure || error instanceof BodyFault)) throw error;
    const place = error instanceof BodyFault && error.line !== null ? `line ${error.line}: ` : '';
    report.trouble = `${place}${error.message}`;
    report.exit = error instanceof SubmitFailure ? error.exit : EXIT.failed;
  } finally {
    await source.close();
  }
  return report;
}

function summed(dryRun: boolean, files: FileReport[], refused: Refusal[]): SubmitReport {
  const totals = { ...noCounts(), sent_before: 0 };
  for (const { counts, sent_before: before } of files) {
    // Safe: the keys of the record.
    for (const name of Object.keys(counts) as (keyof Counts)[]) totals[name] += counts[name];
    totals.sent_before += before;
  }
  return {
    exit: gravest(files.map(({ exit }) => exit)),
    dry_run: dryRun,
    totals,
    runs: files.flatMap(({ runs }) => runs),
    cases: [...new Set(files.flatMap(({ cases }) => cases))],
    refused,
    files,
  };
}
