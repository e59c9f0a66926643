import { createHash } from 'node:crypto';
import type { ReportFormat } from '../../formats/index';
import type { ReportContext } from '../../formats/report-context';
import { UsageError } from '../config';
import type { ChunkLimits } from './chunks';
import type { Kind } from './kind';
import type { Source } from './source';

/** What a caller of submit says beside the files. */
export interface Submission {
  files: string[];
  url: string;
  key: string;
  dryRun: boolean;
  /** Without it each file tells by its content what it is. */
  format?: ReportFormat | undefined;
  /** The tool's configuration, JSON as text. */
  config?: string | undefined;
  context: { [name in keyof ReportContext]?: string | undefined };
  /** The file holds all that these checks found in this dataset; `checks` by commas, for a list of anomalies. */
  complete: boolean;
  checks?: string | undefined;
}

/** Of a list of anomalies only these are asked for; each anomaly says the rest of itself. */
const OF_LISTS = new Set(['source', 'dataset', 'data_version', 'run_id']);

/** The query of every post of a file. Throws UsageError for what its kind cannot take or cannot do without. */
export function queryOf(submission: Submission, kind: Kind, name: string): URLSearchParams {
  const wrong = kind.as === 'report' ? wrongForReport(submission, name) : wrongForList(submission, name);
  if (wrong) throw new UsageError(wrong);
  const { complete, checks } = submission;
  const query = new URLSearchParams(given(submission));
  if (complete) query.set('complete', 'true');
  if (checks) query.set('checks', checks);
  if (kind.as === 'report') query.set('format', kind.format);
  else query.delete('run_id');
  return query;
}

const given = ({ context }: Submission): [string, string][] =>
  Object.entries(context).flatMap(([option, value]) => (value === undefined ? [] : [[option, value]]));

function wrongForReport({ context, checks }: Submission, name: string): string | null {
  if (!context.source || !context.dataset) return `${name} is a report: give --source and --dataset.`;
  return checks ? '--checks: a report says itself which checks ran.' : null;
}

function wrongForList(submission: Submission, name: string): string | null {
  const { context, complete, checks, config } = submission;
  const foreign = given(submission).find(([option]) => !OF_LISTS.has(option))?.[0] ?? (config && 'config');
  if (foreign)
    return `--${foreign.replace('_', '-')}: ${name} is a list of anomalies, each of which says this of itself.`;
  const isScoped = context.source && context.dataset && checks;
  return complete && !isScoped
    ? '--complete: a list of anomalies is complete for --source, --dataset and --checks.'
    : null;
}

/**
 * The Idempotency-Key of each post of a file: the same whenever the same file is sent with the same options, so that what
 * stands already is known again. `limits` is null for a file that goes as one post.
 */
export function idsOf(
  source: Source,
  { context, config = '' }: Submission,
  kind: Kind,
  query: URLSearchParams,
  limits: ChunkLimits | null,
): (number: number) => string {
  const told = [...query].sort(([a], [b]) => (a < b ? -1 : 1));
  const common = JSON.stringify([source.hash, kind.as, told, context.run_id ?? null, config, limits]);
  return (number) => createHash('sha256').update(`${common} ${number}`).digest('hex');
}
