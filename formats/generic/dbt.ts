import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ByteStream } from '../csv-stream';
import type { ExecutedCheck, Reading } from '../reading';
import type { ReportContext } from '../report-context';
import { Crashes } from './crash';
import { type DbtTest, dbtManifest } from './dbt-manifest';
import { head, parsed, type Told, type ToolReport, toolReading } from './report';
import { codeOf, cut, type Fields, namesIn, shown, timeOf, unknownOf } from './words';

const Head = z.looseObject({
  metadata: z.looseObject({
    dbt_schema_version: z.string().regex(/run-results/, 'must be that of run-results'),
    generated_at: z.string().nullish(),
    invocation_id: z.string().nullish(),
  }),
  results: z.array(z.unknown()),
});
const STATUSES = [
  'pass',
  'warn',
  'fail',
  'error',
  'runtime error',
  'skipped',
  'success',
  'partial success',
  'no-op',
] as const;
const Result = z.looseObject({
  status: z.enum(STATUSES),
  unique_id: z.string().min(1).max(190),
  message: z.string().nullish(),
  failures: z.number().int().min(0).max(1e12).nullish(),
  relation_name: z.string().nullish(),
});
type Result = z.output<typeof Result>;

/** What the next run of the same has otherwise, and the whole query, are kept nowhere. */
const DROPPED = [
  'timing',
  'thread_id',
  'execution_time',
  'adapter_response',
  'compiled',
  'compiled_code',
  'batch_results',
];
const KNOWN = new Set([...Object.keys(Result.shape), ...DROPPED]);

/** `run_results.json` of dbt, its `manifest.json` as configuration; with `complete`, a test that passes has recovered. */
export function readDbt(stream: ByteStream, context: ReportContext, config?: unknown, complete = false): Reading {
  const testOf = dbtManifest(config);
  return toolReading(
    stream,
    (report) => new RunResults(head(Head, report, 'run_results.json of dbt'), context, testOf, complete),
  );
}

class RunResults implements ToolReport {
  readonly single = false;
  readonly #head: z.output<typeof Head>;
  readonly #context: ReportContext;
  readonly #testOf: (uniqueId: string) => DbtTest | undefined;
  readonly #complete: boolean;
  readonly #ran: ExecutedCheck[] = [];

  constructor(
    run: z.output<typeof Head>,
    context: ReportContext,
    testOf: (uniqueId: string) => DbtTest | undefined,
    complete: boolean,
  ) {
    this.#head = run;
    this.#context = context;
    this.#testOf = testOf;
    this.#complete = complete;
  }

  *told(): Generator<Told> {
    const crashes = new Crashes('dbt', this.#context);
    const { results, metadata } = this.#head;
    for (const [i, raw] of results.entries()) {
      const where = { path: ['results', i], raw };
      const result = parsed(Result, raw);
      if (!result.ok) {
        yield { ...where, trouble: result.trouble };
        continue;
      }
      const { status, unique_id: id, message } = result.value;
      if (isCrash(status)) crashes.add(id, message ?? status);
      else if (status === 'pass' || status === 'warn' || status === 'fail') {
        const test = this.#testOf(id);
        this.#count(result.value, test);
        if (status !== 'pass' || this.#complete) yield { ...where, posted: this.#anomaly(result.value, test) };
      }
    }
    const posted = crashes.anomaly({}, this.#complete && results.length > 0, cut(metadata.invocation_id, 200));
    if (posted) yield { path: ['results'], raw: null, posted };
  }

  #count({ unique_id: id, status }: Result, test: DbtTest | undefined): void {
    const parameter = codeOf(test?.column) ?? this.#context.parameter ?? null;
    this.#ran.push({ check: `dbt.${id}`, parameter, tested: 1, failed: status === 'pass' ? 0 : 1 });
  }

  /** The same anomaly with a manifest beside it or without: its id is all that tells it. */
  #anomaly(result: Result, test: DbtTest | undefined): Fields {
    const { status, unique_id: id, message, failures } = result;
    const names = namesIn({ parameter: test?.column, ...test?.meta }, this.#context);
    const { metadata } = this.#head;
    return {
      ...names,
      check: `dbt.${id}`,
      action: status === 'pass' ? 'resolve' : 'raise',
      severity: status === 'warn' ? 'warning' : 'error',
      dedup_key: createHash('sha256')
        .update(JSON.stringify(['dbt', names['dataset'], id]))
        .digest('hex'),
      locus: { test: id, relation: cut(test?.relation, 500) },
      detected_at: timeOf(metadata.generated_at),
      run_id: this.#context.run_id ?? cut(metadata.invocation_id, 200),
      // Also 0, which a test has that stayed under its threshold; null is for who did not count.
      counts: { failed: failures },
      message: cut(message ?? test?.description, 4000),
      ...expectedOf(result, test),
      extra: extraOf(result, test),
    };
  }

  checks(): ExecutedCheck[] {
    return this.#ran;
  }
}

function expectedOf({ unique_id: id, message }: Result, test: DbtTest | undefined): Fields {
  const text = shown(test?.kind, 1000);
  const item = { name: cut(test?.column ?? id, 500), expected: text, found: cut(message, 1000) };
  return { expected: { text }, evidence: { kind: 'fields', items: [item] } };
}

const extraOf = (result: Result, test: DbtTest | undefined): Fields => ({
  ...unknownOf(result, KNOWN),
  status: result.status,
  ...(result.relation_name == null ? {} : { failing_rows: cut(result.relation_name, 500) }),
  ...(test?.relation === undefined ? { unresolved_dataset: true } : {}),
});

const isCrash = (status: Result['status']): boolean =>
  status === 'error' || status === 'runtime error' || status === 'partial success';
