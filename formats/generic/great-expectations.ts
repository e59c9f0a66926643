import { z } from 'zod';
import type { ByteStream } from '../csv-stream';
import type { ExecutedCheck, Reading } from '../reading';
import type { ReportContext } from '../report-context';
import { Crashes } from './crash';
import { Expectation, type Validation, whereOf } from './expectation';
import { expectationAnomaly, validatedOf } from './expectation-anomaly';
import { head, parsed, type Path, type Told, type ToolReport, toolReading } from './report';
import { codeOf, cut, urlOf } from './words';

const text = z.string().nullish();
const Suite = z.looseObject({
  results: z.array(z.unknown()),
  suite_name: text,
  result_url: text,
  meta: z
    .looseObject({
      expectation_suite_name: text,
      checkpoint_name: text,
      run_id: z.union([z.string(), z.looseObject({ run_name: text, run_time: text })]).nullish(),
      active_batch_definition: z
        .looseObject({ data_asset_name: text, batch_identifiers: z.record(z.string(), z.unknown()).nullish() })
        .nullish(),
    })
    .nullish(),
});
const Checkpoint = z.looseObject({
  run_results: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]),
});

/** The result of a suite or of a checkpoint of Great Expectations; with `complete`, what passes has recovered. */
export const readGreatExpectations = (
  stream: ByteStream,
  context: ReportContext,
  _config?: unknown,
  complete = false,
): Reading => toolReading(stream, (report) => new SuiteResults(validationsOf(report), context, complete));

const TOOL = 'result of Great Expectations';

function validationsOf(report: unknown): Validation[] {
  const isCheckpoint = typeof report === 'object' && report !== null && 'run_results' in report;
  if (!isCheckpoint) return [validationOf(report, [])];
  const { run_results: results } = head(Checkpoint, report, TOOL);
  return Object.entries(results).map(([name, given]) => {
    const path = ['run_results', Array.isArray(results) ? Number(name) : name];
    // Before 1.0 the validation lies one level deeper.
    return typeof given === 'object' && given !== null && 'validation_result' in given
      ? validationOf(given.validation_result, [...path, 'validation_result'])
      : validationOf(given, path);
  });
}

function validationOf(raw: unknown, path: Path): Validation {
  const { results, suite_name: suite, meta, result_url: url } = head(Suite, raw, TOOL, path);
  const run = meta?.run_id;
  const batch = meta?.active_batch_definition;
  return {
    path,
    results,
    suite: cut(suite ?? meta?.expectation_suite_name, 200),
    asset: cut(batch?.data_asset_name, 200),
    batch: batch?.batch_identifiers ?? {},
    checkpoint: cut(meta?.checkpoint_name, 200),
    runId: cut(typeof run === 'string' ? run : [run?.run_name, run?.run_time].filter(Boolean).join(' '), 200),
    url: urlOf(url),
  };
}

class SuiteResults implements ToolReport {
  readonly single = false;
  readonly #validations: readonly Validation[];
  readonly #context: ReportContext;
  readonly #complete: boolean;
  readonly #ran = new Map<string, ExecutedCheck>();
  readonly #crashed = new Set<string>();

  constructor(validations: readonly Validation[], context: ReportContext, complete: boolean) {
    this.#validations = validations;
    this.#context = context;
    this.#complete = complete;
  }

  *told(): Generator<Told> {
    for (const validation of this.#validations) yield* this.#suite(validation);
  }

  *#suite(validation: Validation): Generator<Told> {
    const crashes = new Crashes('gx', this.#context);
    const seen = new Map<string, number>();
    for (const [i, raw] of validation.results.entries()) {
      const path = [...validation.path, 'results', i];
      const told = this.#result(raw, path, validation, seen, crashes);
      if (told) yield told;
    }
    const { suite, asset, runId, path } = validation;
    const posted = crashes.anomaly({ suite, asset }, this.#complete && validation.results.length > 0, runId);
    if (posted) yield { path: [...path, 'results'], raw: null, posted };
  }

  /** Null for what passed or crashed. */
  #result(raw: unknown, path: Path, validation: Validation, seen: Map<string, number>, crashes: Crashes): Told | null {
    const result = parsed(Expectation, raw);
    if (!result.ok) return { path, raw, trouble: result.trouble };
    const item = result.value;
    const place = JSON.stringify([item.type, whereOf(item)]);
    const nth = (seen.get(place) ?? 0) + 1;
    seen.set(place, nth);
    const check = `gx.${item.type}`;
    const parameter = codeOf(item.kwargs['column']) ?? this.#context.parameter ?? null;
    const executed = { check, parameter, locus: validatedOf(validation) };
    if (item.crash !== null) {
      this.#crashed.add(JSON.stringify(executed));
      crashes.add(parameter === null ? item.type : `${item.type} (${parameter})`, item.crash);
      return null;
    }
    if (item.success === null)
      return { path, raw, trouble: { path: ['success'], code: 'required', detail: 'is missing' } };
    this.#count(executed, item.success);
    if (item.success && !this.#complete) return null;
    return { path, raw, posted: expectationAnomaly(item, { validation, context: this.#context, parameter, nth }) };
  }

  #count(executed: Pick<ExecutedCheck, 'check' | 'parameter' | 'locus'>, success: boolean): void {
    const key = JSON.stringify(executed);
    const { tested = 0, failed = 0 } = this.#ran.get(key) ?? {};
    this.#ran.set(key, { ...executed, tested: tested + 1, failed: failed + (success ? 0 : 1) });
  }

  checks(): ExecutedCheck[] {
    return [...this.#ran].flatMap(([key, check]) => (this.#crashed.has(key) ? [] : check));
  }
}
