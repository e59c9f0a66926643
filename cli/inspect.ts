import { existsSync, readFileSync } from 'node:fs';
import { Command } from 'commander';
import type { ReadItem } from '../domain/anomaly';
import { BodyFault } from '../formats/fault';
import { readAnomalies, readReport } from '../formats/index';
import type { FlagsSeen, Reading } from '../formats/reading';
import { UsageError } from './config';
import { type ListKind, kindOf } from './submit/kind';
import { contentOf, openSource } from './submit/source';

/** What a reader sees in a file: a tool's report, or a list of anomalies. */
interface Inspection {
  file: string;
  format: string;
  flags: FlagsSeen[];
  /** Anomalies of each check. */
  anomalies: Record<string, number>;
  refused: number;
  /** The first refusals. */
  errors: { line: number | null; code: string; pointer: string | null; detail: string }[];
  /** Why the file cannot be read to its end; null when it can. */
  fault: { line: number | null; code: string; detail: string } | null;
}

const ERRORS_SHOWN = 20;
/** An anomaly must belong somewhere; what they are called here is shown to nobody. */
const CONTEXT = { source: 'inspect', dataset: 'inspect' };

interface InspectOptions {
  format?: string;
  config?: string;
  json?: boolean;
}

/** Reads a file as the API would and stores nothing. */
async function inspectFile(file: string, { format, config }: InspectOptions): Promise<Inspection> {
  if (!existsSync(file)) throw new UsageError(`${file}: there is no such file.`);
  const given = config === undefined ? undefined : configOf(config);
  const seen: Inspection = {
    file,
    format: format ?? '',
    flags: [],
    anomalies: {},
    refused: 0,
    errors: [],
    fault: null,
  };
  let reading: Reading | null = null;
  try {
    const opened = await open(file, format, given);
    seen.format = opened.format;
    reading = opened.reading();
    for await (const item of reading) count(seen, item);
  } catch (error) {
    if (!(error instanceof BodyFault)) throw error;
    if (!reading && error.code === 'unknown_format') throw new UsageError(`${file}: ${error.message}`);
    seen.fault = { line: error.line, code: error.code, detail: error.message };
  }
  return { ...seen, flags: reading?.flags() ?? [] };
}

/** As its content says, unless it is named. */
async function open(
  file: string,
  named: string | undefined,
  config: unknown,
): Promise<{ format: string; reading: () => Reading }> {
  const source = await openSource(file, process.stdin);
  const kind = named ? { as: 'report' as const, format: named } : await kindOf(source, undefined);
  const content = contentOf(source);
  return kind.as === 'report'
    ? { format: kind.format, reading: () => readReport(kind.format, content, CONTEXT, config) }
    : { format: `anomalies (${kind.as})`, reading: () => readAnomalies(content, MEDIA_TYPE[kind.as]) };
}

const MEDIA_TYPE: Record<ListKind['as'], string> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
  events: 'application/cloudevents+json',
};

function configOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new UsageError(`${file}: is no JSON file.`);
  }
}

function count(seen: Inspection, item: ReadItem): void {
  if (item.ok) seen.anomalies[item.anomaly.check] = (seen.anomalies[item.anomaly.check] ?? 0) + 1;
  else {
    seen.refused += 1;
    const { line, code, pointer, detail } = item.error;
    if (seen.errors.length < ERRORS_SHOWN) seen.errors.push({ line, code, pointer, detail });
  }
}

/** 0 whole, 1 not readable to its end, 3 some rows refused. */
const inspectionExit = ({ fault, refused }: Inspection): number => (fault ? 1 : refused > 0 ? 3 : 0);

/** The inspection as lines of text. */
function inspectionLines({ file, format, flags, anomalies, refused, errors, fault }: Inspection): string[] {
  const found = Object.entries(anomalies);
  return [
    `${file}: ${format || 'unknown'}`,
    ...flags.map(flagsLine),
    ...(found.length === 0 ? ['no anomaly'] : found.map(([check, times]) => `${times} × ${check}`)),
    ...(refused === 0 ? [] : [`${refused} refused`]),
    ...errors.map(({ line, code, detail }) => `  ${at(line)}${code}: ${plain(detail)}`),
    ...(fault ? [`${at(fault.line)}${fault.code}: ${plain(fault.detail)}`] : []),
  ];
}

const at = (line: number | null): string => (line === null ? '' : `line ${line}: `);
/** A file's own words must not move the terminal's cursor. */
const plain = (text: string): string => text.replaceAll(/\p{Cc}/gu, '\ufffd');

function flagsLine({ parameter, urn, unit, check, scale, version, counts }: FlagsSeen): string {
  const name = [parameter ?? check, urn && `(${urn})`, unit && `[${unit}]`].filter(Boolean).join(' ');
  const codes = Object.entries(counts).map(([code, times]) => `${code}: ${times}`);
  return plain(`  ${name} · ${check} · ${scale}@${version} · ${codes.join(', ') || 'no flag'}`);
}

type Run = <A extends unknown[]>(command: (...args: A) => Promise<number>) => (...args: A) => Promise<void>;

/** `vigie inspect FILE`: exit code 0 when all can be read, 1 when it breaks off, 3 when rows are refused. */
export const inspectCommand = (run: Run): Command =>
  new Command('inspect')
    .description(
      'say what a report or a list of anomalies holds: format, parameters, flags, anomalies; nothing is stored',
    )
    .argument('<file>')
    .option('--format <format>', 'such as odv (default: by its first bytes)')
    .option('--config <file>', 'configuration of the tool that made it, or mapping file of a CSV')
    .option('--json', 'as JSON', false)
    .action(run((file: string, options: InspectOptions) => inspect(file, options, console.log)));

/** Its exit code. */
export async function inspect(file: string, options: InspectOptions, print: (line: string) => void): Promise<number> {
  const inspection = await inspectFile(file, options);
  print(options.json ? JSON.stringify(inspection, null, 2) : inspectionLines(inspection).join('\n'));
  return inspectionExit(inspection);
}
