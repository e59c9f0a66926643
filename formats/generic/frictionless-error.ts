import { z } from 'zod';
import type { Severity } from '../../domain/words';
import { SAMPLES_MAX } from '../anomaly-schema';
import type { ReportContext } from '../report-context';
import type { Path } from './report';
import { codeOf, cut, type Fields, namesIn, positionIn, samplesOf, timeIn, unknownOf } from './words';

const text = z.string().nullish();
const Shape = z.looseObject({
  type: z.string().min(1).max(180),
  title: text,
  description: text,
  message: text,
  note: text,
  tags: z.array(z.string()).nullish(),
  rowNumber: z.number().int().nullish(),
  cells: z.array(z.unknown()).nullish(),
  fieldName: text,
  fieldNumber: z.number().int().nullish(),
  cell: z.unknown().optional(),
});
const KNOWN = new Set([...Object.keys(Shape.shape), 'rowNumbers', 'labels', 'label']);
/** One error of a report; `key` is alike for those that say the same of another row. */
export const FoldedError = Shape.transform((error) => {
  const constraint = /^constraint "(\w+)"/.exec(error.note ?? '')?.[1];
  return { ...error, constraint, key: JSON.stringify([error.type, error.fieldName ?? null, constraint ?? null]) };
});
type FoldedError = z.output<typeof FoldedError>;

const UNREAD = new Set([
  'error',
  'file-error',
  'source-error',
  'scheme-error',
  'format-error',
  'encoding-error',
  'compression-error',
  'resource-error',
  'task-error',
]);
/** After these nothing more of the file was looked at. */
export const stopsReading = (type: string): boolean => UNREAD.has(type);

/** Types that every validation looks for. */
export const BASELINE =
  'type-error constraint-error unique-error missing-cell extra-cell blank-row primary-key foreign-key blank-header blank-label duplicate-label missing-label extra-label incorrect-label'.split(
    ' ',
  );

const MINOR = new Set([
  'missing-cell',
  'extra-cell',
  'blank-row',
  'duplicate-row',
  'deviated-value',
  'deviated-cell',
  'truncated-value',
  'extra-label',
]);
const severityOf = (type: string): Severity => (UNREAD.has(type) ? 'critical' : MINOR.has(type) ? 'warning' : 'error');

export interface OfFile {
  file: string | undefined;
  labels: readonly string[];
  rows: number | undefined;
}

/** The part of the locus that all anomalies of one file share. */
export const placeIn = (file: string): Fields => ({ file: cut(file, 1000) });

/** Equal errors of one file: what they have in common, how many they are, the first of them. */
export class Fold {
  readonly path: Path;
  readonly raw: unknown;
  readonly #first: FoldedError;
  readonly #of: OfFile;
  readonly #shown: FoldedError[] = [];
  #count = 0;
  #start: string | undefined;
  #end: string | undefined;

  constructor(path: Path, raw: unknown, first: FoldedError, of: OfFile) {
    this.path = path;
    this.raw = raw;
    this.#first = first;
    this.#of = of;
  }

  add(error: FoldedError): void {
    this.#count += 1;
    if (this.#shown.length < SAMPLES_MAX) this.#shown.push(error);
    const time = timeIn(this.#row(error));
    if (time === undefined) return;
    if (this.#start === undefined || time < this.#start) this.#start = time;
    if (this.#end === undefined || time > this.#end) this.#end = time;
  }

  /** The cells by the names of their columns. */
  #row = ({ cells }: FoldedError): Fields =>
    Object.fromEntries((cells ?? []).slice(0, 1000).map((cell, i) => [this.#of.labels[i] ?? `column ${i + 1}`, cell]));

  anomaly(context: ReportContext): Fields {
    const { type, fieldName, constraint, note, message, description } = this.#first;
    const { file, rows } = this.#of;
    const field = cut(fieldName, 200);
    return {
      ...namesIn({ parameter: codeOf(field) }, context),
      check: `frictionless.${type}`,
      severity: severityOf(type),
      locus: { ...(file === undefined ? {} : placeIn(file)), type, field, constraint },
      ...(this.#start === undefined ? {} : { time_range: { start: this.#start, end: this.#end } }),
      position: positionIn(this.#row(this.#first)),
      observed:
        this.#count === 1 && typeof this.#first.cell === 'string' ? { value: cut(this.#first.cell, 1000) } : undefined,
      expected: note ? { text: cut(note, 1000) } : undefined,
      counts: { failed: this.#count, tested: rows === undefined ? undefined : Math.max(rows, this.#count) },
      samples: samplesOf(this.#shown.map((error) => this.#sample(error))),
      message: cut(message ?? description, 4000),
      evidence: {
        kind: stopsReading(type) ? 'files' : 'fields',
        items: this.#shown.map((error) => ({
          name: cut(placeOf(error) ?? file ?? type, 500),
          expected: cut(error.note, 1000),
          found: cut(typeof error.cell === 'string' ? error.cell : error.message, 1000),
        })),
      },
      extra: unknownOf(this.#first, KNOWN_HERE),
    };
  }

  #sample = (error: FoldedError): Fields => ({
    row: error.rowNumber ?? undefined,
    field: cut(error.fieldName, 200),
    cell: error.cell ?? undefined,
    cells: error.cells ? this.#row(error) : undefined,
  });
}

const KNOWN_HERE = new Set([...KNOWN, 'key', 'constraint']);
const placeOf = ({ rowNumber, fieldName }: FoldedError): string | undefined =>
  [rowNumber == null ? '' : `row ${rowNumber}`, fieldName ?? ''].filter(Boolean).join(', ') || undefined;
