import { detect, openDetected } from '../../formats/detect';
import { BodyFault } from '../../formats/fault';
import type { ReportFormat } from '../../formats/index';
import { delimiterOf } from '../../formats/text';
import { contentOf, headOf, type Source } from './source';

/** What a file holds: a list of anomalies, cut into chunks, or a tool's own report, sent as one. */
export type Kind = ListKind | { as: 'report'; format: ReportFormat };
export interface ListKind {
  as: 'ndjson' | 'json' | 'csv' | 'events';
}

const HEAD_BYTES = 64 * 1024;
/** By what its beginning looks like; the name decides only that a file is lines of JSON, be the first one good or bad. */
export async function kindOf(source: Source, named: ReportFormat | undefined): Promise<Kind> {
  if (named) return { as: 'report', format: named };
  const text = (await headOf(source, HEAD_BYTES))
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (text === '') throw new BodyFault('empty', 'The file is empty.');
  if (/^[[{]/.test(text)) {
    const found = detect(Buffer.from(text));
    return 'format' in found ? { as: 'report', format: found.format } : { as: jsonKind(text, source.name) };
  }
  if (isLinesByName(source.name)) return { as: 'ndjson' };
  if (isAnomalyTable(text)) return { as: 'csv' };
  return { as: 'report', format: await reportFormat(source) };
}

const isLinesByName = (name: string): boolean => /\.(ndjson|jsonl)(\.gz)?$/i.test(name);
const EVENT = /"specversion"\s*:/;
const EVENT_WITHIN_CHARS = 4096;
function jsonKind(text: string, name: string): ListKind['as'] {
  if (EVENT.test(text.slice(0, EVENT_WITHIN_CHARS))) return 'events';
  if (text.startsWith('[')) return 'json';
  return isLinesByName(name) || isWholeJson(text.split('\n', 1)[0] ?? '') ? 'ndjson' : 'json';
}

function isWholeJson(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

function isAnomalyTable(text: string): boolean {
  const first = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  const names = first.split(delimiterOf(first)).map((name) => name.trim().replaceAll('"', ''));
  return ['source', 'dataset', 'check'].every((name) => names.includes(name));
}

async function reportFormat(source: Source): Promise<ReportFormat> {
  const content = contentOf(source);
  try {
    return (await openDetected(content)).format;
  } finally {
    await content.return(undefined);
  }
}
