import { z } from 'zod';
import type { ByteStream } from '../csv-stream';
import type { ExecutedCheck, Reading } from '../reading';
import type { ReportContext } from '../report-context';
import { BASELINE, Fold, FoldedError, type OfFile, placeIn, stopsReading } from './frictionless-error';
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
  /** What was read to its end, a file at a time. */
  #executed: ExecutedCheck[] = [];
  /** Of the file being told, or of the report where no file is. */
  #failed = new Map<string, number>();
  #isRead = true;
  #isWhole = true;

  constructor(report: z.output<typeof Report>, context: ReportContext) {
    this.#report = report;
    this.#context = context;
  }

  *told(): Generator<Told> {
    const { errors, tasks, warnings } = this.#report;
    yield* this.#errors(errors ?? [], ['errors'], { file: undefined, labels: [], rows: undefined });
    this.#isWhole &&= this.#isRead;
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
    [this.#failed, this.#isRead] = [new Map(), true];
    yield* this.#errors(errors, [...path, 'errors'], file);
    if (isCut(task.value)) yield this.#cut([...path, 'errors']);
    else if (this.#isRead) this.#execute(file);
  }

  /** What the tool looks for in every file unless it is told not to. */
  #execute({ file, rows = 1 }: OfFile): void {
    const locus = file === undefined ? undefined : placeIn(file);
    for (const type of BASELINE)
      this.#executed.push({
        check: `frictionless.${type}`,
        parameter: null,
        tested: rows,
        failed: this.#failed.get(type) ?? 0,
        locus,
      });
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
      if (stopsReading(error.value.type)) this.#isRead = false;
      const fold = folds.get(error.value.key) ?? new Fold([...path, i], raw, error.value, file);
      folds.set(error.value.key, fold);
      fold.add(error.value);
      this.#failed.set(error.value.type, (this.#failed.get(error.value.type) ?? 0) + 1);
    }
    for (const fold of folds.values()) yield { path: fold.path, raw: fold.raw, posted: this.#posted(fold) };
  }

  #posted = (fold: Fold): Fields => fold.anomaly(this.#context);

  /** Nothing of a report that leaves something out, or that has an error of its own. */
  checks(): ExecutedCheck[] {
    return this.#isWhole ? this.#executed : [];
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
