import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReportFormat } from '../../formats/index';
import { ReportContext } from '../../formats/report-context';
import { type Config, UsageError } from '../config';
import type { Submission } from './submission';

/** Options that say what an anomaly or a report does not say of itself. */
export const CONTEXT: Record<keyof ReportContext, string> = {
  source: 'the pipeline that found them',
  dataset: 'what they were found in',
  cruise: 'of a report: its cruise',
  supplier: 'of a report: who answers for the data',
  platform: 'of a report: its ship, buoy or float',
  sensor: 'of a report of one parameter: its sensor',
  parameter: 'of a report of one parameter: which',
  unit: 'of a report of one parameter: the unit of its values',
  run_id: 'run of the pipeline; the same file under another one is sent anew',
  data_version: 'version of the data that were checked',
};
// Safe: the keys of the record.
export const NAMES = Object.keys(CONTEXT) as (keyof ReportContext)[];

export type Options = Partial<Record<string, string>> & {
  key?: string;
  config?: string;
  checks?: string;
  format?: ReportFormat;
  complete?: boolean;
  dryRun?: boolean;
  json?: boolean;
  quiet?: boolean;
};

export const dashed = (name: string): string => name.replace('_', '-');
const optionOf = (name: string): string => name.replace(/_(\w)/, (_, letter: string) => letter.toUpperCase());

/** What the options and the environment say. Throws UsageError. */
export function submissionOf(files: string[], options: Options, config: Config): Submission {
  const { key = config.VIGIE_KEY ?? '', dryRun = false, complete = false, format, checks, config: file } = options;
  if (!key && !dryRun) throw new UsageError('Give an API key by --key or VIGIE_KEY; vigie key create makes one.');
  const context = ReportContext.partial().safeParse(
    Object.fromEntries(NAMES.flatMap((name) => (options[optionOf(name)] ? [[name, options[optionOf(name)]]] : []))),
  );
  if (!context.success)
    throw new UsageError(`--${dashed(String(context.error.issues[0]?.path[0]))}: from 1 to 200 characters.`);
  return {
    files,
    url: urlOf(options, config),
    key,
    dryRun,
    format,
    config: file === undefined ? undefined : jsonFile(file),
    context: context.data,
    complete,
    checks,
  };
}

function jsonFile(path: string): string {
  try {
    const text = readFileSync(path, 'utf8');
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new UsageError(`--config: ${path} cannot be read as JSON (${error instanceof Error ? error.message : ''}).`);
  }
}

function urlOf(options: Options, config: Config): string {
  const url = (options['url'] ?? runningUrl(config)).replace(/\/+$/, '');
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) throw new UsageError(`--url: ${url} is no address.`);
  return url;
}

function runningUrl({ BASE_URL, VIGIE_DATA_DIR, VIGIE_PORT }: Config): string {
  if (BASE_URL) return BASE_URL;
  const file = join(VIGIE_DATA_DIR, 'port');
  return `http://127.0.0.1:${existsSync(file) ? readFileSync(file, 'utf8').trim() : (VIGIE_PORT ?? '8080')}`;
}
