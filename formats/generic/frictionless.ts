import { z } from 'zod';
import type { ByteStream } from '../csv-stream';
import type { ExecutedCheck, Reading } from '../reading';
import type { ReportContext } from '../report-context';
import { BASELINE, Fold, FoldedError, type OfFile, stopsReading } from './frictionless-error';
import { head, leftOut, parsed, type Told, type ToolReport, toolReading } from './report';
import type { Fields } from './words';

const Report = z.looseObject({
  valid: z.boolean(),
  stats: z.looseObject({ errors: z.number().int().min(0).nullish() }).nullish(),
  warnings: z.array(z.unknown()).nullish(),
  errors: z.array(z.unknown()).nullish(),
  tasks: z.array(z.unknown()),
});
const Task = z.looseObject({
  name: z.string().nullish(),
  place: z.string().nullish(),
  labels: z.array(z.string()).nullish(),
  stats: z
    .looseObject({
      rows: z.number().int().min(0).nullish(),
      errors: z.number().int().min(0).nullish(),
      sha256: z.string().nullish(),
    })
    .nullish(),
  warnings: z.array(z.unknown()).nullish(),
  errors: z.array(z.unknown()),
});
type Task = z.output<typeof Task>;

/** Frictionless stops at so many errors of a file unless it is told otherwise. */
const ERRORS_LIMIT = 1000;
const TOOL = 'report of Frictionless';

/** A validation report of Frictionless: equal errors of a file are one anomaly, however many rows have them. */
export const readFrictionless = (stream: ByteStream, context: ReportContext): Reading =>
  toolReading(stream, (report) => new FrictionlessReport(head(Report, report, TOOL), context));

class FrictionlessReport implements ToolReport {
  readonly single = false;
  readonly #report: z.output<typeof Report>;
  readonly #context: ReportContext;
  readonly #failed = new Map<string, number>();
  #tested = 0;
  #isWhole = true;

  constructor(report: z.output<typeof Report>, context: ReportContext) {
    this.#report = report;
    this.#context = context;
  }

  *told(): Generator<Told> {
    const { errors, tasks, warnings } = this.#report;
    yield* this.#errors(errors ?? [], ['errors'], { file: undefined, labels: [], rows: undefined });
    for (const [i, raw] of tasks.entries()) yield* this.#task(raw, i);
    if ((warnings ?? []).some(isLimit)) yield this.#cut(['warnings']);
  }

  *#task(raw: unknown, i: number): Generator<Told> {
    const path = ['tasks', i];
    const task = parsed(Task, raw);
    if (!task.ok) {
      this.#isWhole = false;
      return yield { path, raw, trouble: task.trouble };
    }
    const { errors } = task.value;
    const file = fileOf(task.value);
    this.#tested += file.rows ?? 1;
    yield* this.#errors(errors, [...path, 'errors'], file);
    if (isCut(task.value)) yield this.#cut([...path, 'errors']);
  }

  #cut(path: (string | number)[]): Told {
    this.#isWhole = false;
    return leftOut(path, 'does not hold all errors: Frictionless stopped at its limit');
  }

  /** Each kind of error once, where its first stands; a bad one costs itself only. */
  *#errors(errors: readonly unknown[], path: (string | number)[], file: OfFile): Generator<Told> {
    const folds = new Map<string, Fold>();
    for (const [i, raw] of errors.entries()) {
      const error = parsed(FoldedError, raw);
      if (!error.ok) {
        this.#isWhole = false;
        yield { path: [...path, i], raw, trouble: error.trouble };
        continue;
      }
      if (stopsReading(error.value.type)) this.#isWhole = false;
      const fold = folds.get(error.value.key) ?? new Fold([...path, i], raw, error.value, file);
      folds.set(error.value.key, fold);
      fold.add(error.value);
      this.#failed.set(error.value.type, (this.#failed.get(error.value.type) ?? 0) + 1);
    }
    for (const fold of folds.values()) yield { path: fold.path, raw: fold.raw, posted: this.#posted(fold) };
  }

  #posted = (fold: Fold): Fields => fold.anomaly(this.#context);

  /** What the tool looks for unless it is told not to; nothing where the report is cut or a file could not be read. */
  checks(): ExecutedCheck[] {
    if (!this.#isWhole || this.#tested === 0) return [];
    return BASELINE.map((type) => ({
      check: `frictionless.${type}`,
      parameter: null,
      tested: this.#tested,
      failed: this.#failed.get(type) ?? 0,
    }));
  }
}

const fileOf = ({ place, name, labels, stats }: Task): OfFile => ({
  file: place ?? name ?? undefined,
  labels: labels ?? [],
  rows: stats?.rows ?? undefined,
});
const isCut = ({ errors, stats, warnings }: Task): boolean =>
  errors.length >= ERRORS_LIMIT || (stats?.errors ?? 0) > errors.length || (warnings ?? []).some(isLimit);
const isLimit = (warning: unknown): boolean => typeof warning === 'string' && /limit/i.test(warning);
