import { CHUNK, type ChunkLimits } from './chunks';
import type { Counts } from './wire';
import { EXIT, type Exit } from './exit';
import { type Kind, kindOf } from './kind';
import { submitComplete, submitList } from './list';
import { Progress } from './progress';
import type { Refusal, RefusedFile } from './refused';
import { submitReport } from './report';
import type { Source } from './source';
import type { FileTask } from './task';
import { idsOf, queryOf, type Submission } from './submission';
import { noCounts, type Taken, type Target } from './target';

/** What came of one file. */
export interface FileReport {
  file: string;
  format: string;
  runs: string[];
  counts: Counts;
  /** Of `counts.received`, what stood already from an earlier submit of this file. */
  sent_before: number;
  cases: string[];
  refused_to: string | null;
  exit: Exit;
  /** Why it was not sent to its end. */
  trouble: string | null;
}
export const noReport = (file: string): FileReport => ({
  file,
  format: '',
  runs: [],
  counts: noCounts(),
  sent_before: 0,
  cases: [],
  refused_to: null,
  exit: EXIT.ok,
  trouble: null,
});

export interface FileIo {
  target: Target;
  /** Where progress is drawn; null where nobody looks. */
  draw: ((text: string) => void) | null;
  limits?: ChunkLimits | undefined;
  refused: (refusal: Refusal) => void;
}

const CASES_MAX = 1000;

/** Sends one file and fills its report as it goes, so that after a failure it tells what stands. */
export async function submitFile(
  source: Source,
  submission: Submission,
  io: FileIo,
  report: FileReport,
): Promise<void> {
  const kind = await kindOf(source, submission.format);
  report.format = kind.as === 'report' ? kind.format : kind.as;
  const query = queryOf(submission, kind, source.name);
  const isWhole = kind.as === 'report' || submission.complete;
  const limits = io.limits ?? CHUNK;
  const progress = new Progress(io.draw, source.name, source.bytes);
  const cases = new Set<string>();
  let written: RefusedFile | null = null;
  const task: FileTask = {
    source,
    submission,
    query,
    idOf: idsOf(source, submission, kind, query, isWhole ? null : limits),
    isDry: submission.dryRun,
    target: io.target,
    limits,
    progress,
    took: (taken, unsent) => {
      report.counts.received += unsent;
      report.counts.rejected += unsent;
      if (taken) add(report, taken, cases);
      progress.took(unsent + (taken?.counts.received ?? 0), taken?.isOld ?? false);
    },
    refusedTo: (file) => {
      written = file;
      return async (refused, piece) => {
        io.refused(refused);
        if (!submission.dryRun) await file.write(refused, piece);
      };
    },
  };
  try {
    await sent(task, kind);
    if (report.counts.rejected > 0) report.exit = EXIT.someRefused;
  } finally {
    progress.end();
    report.refused_to = (await (written as RefusedFile | null)?.close()) ?? null;
  }
}

const sent = (task: FileTask, kind: Kind): Promise<void> => {
  if (kind.as === 'report') return submitReport(task, kind);
  return task.submission.complete ? submitComplete(task, kind) : submitList(task, kind);
};

function add(report: FileReport, { run, counts, cases: numbers, isOld }: Taken, cases: Set<string>): void {
  // Safe: the keys of the record.
  for (const name of Object.keys(counts) as (keyof Counts)[]) report.counts[name] += counts[name];
  if (isOld) report.sent_before += counts.received;
  if (run !== null) report.runs.push(run);
  for (const number of numbers) if (cases.size < CASES_MAX) cases.add(number);
  report.cases = [...cases];
}
