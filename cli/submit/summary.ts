import type { Api } from './api';
import { EXIT } from './exit';
import type { FileReport } from './file';
import type { SubmitReport } from './index';
import { grouped } from './progress';
import type { Refusal } from './refused';

const LINES_SHOWN = 5;
const CASES_SHOWN = 3;

/** What came of each file, in a line. */
export function fileLine({ file, counts, sent_before, refused_to, trouble }: FileReport, report: SubmitReport): string {
  const lines = report.refused.filter((one) => one.file === file && one.line !== null).map(({ line }) => line);
  const shown = lines.slice(0, LINES_SHOWN).join(', ') + (counts.rejected > LINES_SHOWN ? ', …' : '');
  const rows = lines.length > 0 ? ` (${lines.length === 1 ? 'line' : 'lines'} ${shown})` : '';
  const taken = counts.received - counts.rejected;
  const parts: [number, string][] = report.dry_run
    ? [[taken, 'would be sent']]
    : [
        [counts.created, 'new'],
        [counts.updated, 'updated'],
        [counts.duplicate, 'already known'],
        [counts.folded, 'folded into a storm'],
        [counts.suppressed, 'suppressed'],
      ];
  const said = [
    `${grouped(counts.received)} read`,
    ...parts.filter(([n]) => n > 0).map(([n, word]) => `${grouped(n)} ${word}`),
    ...(counts.rejected > 0 ? [`${grouped(counts.rejected)} refused${rows}`] : []),
  ].join(' · ');
  const beside = refused_to ? ` → ${refused_to}` : '';
  const before = sent_before > 0 ? `\n  ${grouped(sent_before)} of these had been sent before.` : '';
  return `${file}: ${said}${beside}${before}${trouble ? `\n  Not sent to its end: ${trouble}` : ''}`;
}

export const refusalLine = ({ file, line, column, message, hint }: Refusal): string =>
  `  ${file}${line === null ? '' : `:${line}`}${column ? ` ${column}` : ''}: ${message}${hint ? ` ${hint}` : ''}`;

/** What to do after it, one line each. */
export function nextLines({ exit, files, cases }: SubmitReport, url: string): string[] {
  const written = files.flatMap(({ refused_to }) => refused_to ?? []);
  return [
    ...(written.length > 0 ? [`Correct ${written.join(', ')} and submit it: what was taken stays.`] : []),
    ...(exit === EXIT.tryAgain || exit === EXIT.interrupted
      ? ['The same command again goes on from here and creates nothing twice.']
      : []),
    ...(exit === EXIT.notPermitted ? ['vigie key create --scopes ingest makes a key that may send.'] : []),
    ...(cases.length > 0 ? [`See: ${url}/cases/${cases[0]}`] : []),
  ];
}

/** `A-2026-00417 35HT TEMP spike_test ×18` of the first cases; a key that may not read tells their numbers only. */
export async function caseLines(api: Api, { cases, exit }: SubmitReport): Promise<string[]> {
  if (exit !== EXIT.ok && exit !== EXIT.someRefused) return [];
  const lines: string[] = [];
  for (const number of cases.slice(0, CASES_SHOWN)) lines.push(await caseLine(api, number));
  const more = cases.length - lines.length;
  return more > 0 ? [...lines, `  and ${grouped(more)} more`] : lines;
}

async function caseLine(api: Api, number: string): Promise<string> {
  // Safe: every part of it is looked at before it is shown.
  const found = (await api.look(`/cases/${number}`)) as Record<string, unknown> | null;
  const words = ['platform', 'parameter', 'check']
    .map((name) => found?.[name])
    .filter((word) => typeof word === 'string');
  const counts = found?.['counts'];
  const n = typeof counts === 'object' && counts !== null && 'anomalies' in counts ? Number(counts.anomalies) : 0;
  return ['  Case', number, ...words, ...(n > 0 ? [`×${grouped(n)}`] : [])].join(' ');
}
