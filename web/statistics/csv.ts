import { csvLine, EXCEL_START, frenchExcelLine } from '../../domain/csv';
import {
  COUNTS,
  type Dimension,
  ENDINGS,
  falseAlarmRate,
  type Figures,
  noAnswerRate,
  perMillion,
  reopenRate,
  SPAN_NAMES,
} from '../../domain/statistics';

export const CSV_DIALECTS = ['plain', 'excel_fr'] as const;
export type CsvDialect = (typeof CSV_DIALECTS)[number];
const HOUR_MS = 3_600_000;

const COLUMNS = [
  'cases',
  'anomalies',
  'observations',
  'anomalies_per_million',
  ...COUNTS,
  'no_answer_rate',
  'reopen_rate',
  'false_alarm_rate',
  ...SPAN_NAMES.flatMap((span) => [`${span}_p50_hours`, `${span}_p90_hours`, `${span}_count`]),
  'paused_hours',
  ...ENDINGS.map((ending) => `ended_${ending}`),
];
const hours = (ms: number | undefined): number | null => (ms === undefined ? null : short(ms / HOUR_MS));
const short = (value: number | null): number | null => (value === null ? null : Math.round(value * 10_000) / 10_000);

const cellsOf = (line: Figures): (number | null)[] => [
  line.cases,
  line.anomalies,
  line.observations,
  short(perMillion(line)),
  ...COUNTS.map((count) => line[count]),
  short(noAnswerRate(line)),
  short(reopenRate(line)),
  short(falseAlarmRate(line)),
  ...SPAN_NAMES.flatMap((span) => {
    const times = line.times[span];
    return [hours(times?.p50), hours(times?.p90), times?.count ?? 0];
  }),
  hours(line.pausedMs),
  ...ENDINGS.map((ending) => line.outcomes[ending] ?? 0),
];

/** A report as a file: a line for each code, times in hours, rates as parts of one; names come from the registers. */
export function reportCsv(
  by: Dimension,
  lines: readonly Figures[],
  names: ReadonlyMap<string, string>,
  dialect: CsvDialect,
): string {
  const rows: (string | number | null)[][] = [
    [by, 'name', ...COLUMNS],
    ...lines.map((line) => [line.value ?? '', names.get(line.value ?? '') ?? '', ...cellsOf(line)]),
  ];
  if (dialect === 'excel_fr') return EXCEL_START + rows.map(frenchExcelLine).join('');
  return rows.map((cells) => csvLine(cells.map((cell) => String(cell ?? '')))).join('');
}
