import { z } from 'zod';
import type { Path } from './report';
import { type Fields, shown, unknownOf } from './words';

/** One validation: a suite of expectations on one batch of an asset. */
export interface Validation {
  path: Path;
  results: readonly unknown[];
  suite: string | undefined;
  asset: string | undefined;
  batch: Record<string, unknown>;
  checkpoint: string | undefined;
  runId: string | undefined;
  url: string | undefined;
}

const count = z.number().int().min(0).max(1e12).nullish();
const Crash = z.looseObject({ raised_exception: z.boolean().nullish(), exception_message: z.string().nullish() });
const Config = z.looseObject({
  type: z.string().min(1).max(190).nullish(),
  expectation_type: z.string().min(1).max(190).nullish(),
  kwargs: z.record(z.string(), z.unknown()),
  meta: z.record(z.string(), z.unknown()).nullish(),
  id: z.string().nullish(),
  severity: z.string().nullish(),
});
const Result = z.looseObject({
  element_count: count,
  missing_count: count,
  unexpected_count: count,
  observed_value: z.unknown().optional(),
  partial_unexpected_list: z.array(z.unknown()).nullish(),
  unexpected_list: z.array(z.unknown()).nullish(),
  partial_unexpected_index_list: z.array(z.unknown()).nullish(),
  unexpected_index_list: z.array(z.unknown()).nullish(),
});
/** With the result format BOOLEAN_ONLY there is none. */
const NO_RESULT: z.output<typeof Result> = { observed_value: null };

/** One result of a suite, its type under one name and its crash in one place. */
export const Expectation = z
  .looseObject({
    success: z.boolean().nullish(),
    expectation_config: Config,
    result: Result.nullish(),
    // Of one exception, or keyed by the metrics that failed.
    exception_info: z.union([z.record(z.string(), Crash), Crash]).nullish(),
  })
  .refine(({ expectation_config: config }) => config.type ?? config.expectation_type, {
    path: ['expectation_config', 'type'],
  })
  .transform((item) => ({
    ...item,
    success: item.success ?? null,
    type: item.expectation_config.type ?? item.expectation_config.expectation_type ?? '',
    kwargs: item.expectation_config.kwargs,
    result: item.result ?? NO_RESULT,
    crash: crashOf(item.exception_info),
    unknown: unknownOf(item, KNOWN),
  }));
export type Expectation = z.output<typeof Expectation>;

const KNOWN = new Set(['success', 'expectation_config', 'result', 'exception_info', 'meta']);
export const KNOWN_RESULT = new Set([...Object.keys(Result.shape), 'unexpected_percent', 'unexpected_index_query']);

function crashOf(info: unknown): string | null {
  const all = [info, ...(typeof info === 'object' && info !== null ? Object.values(info) : [])];
  const crash = all.map((one) => Crash.safeParse(one)).find(({ data }) => data?.raised_exception === true);
  return crash ? (crash.data?.exception_message ?? 'it raised an exception') : null;
}

const WHERE = ['column', 'column_A', 'column_B', 'column_list', 'column_set', 'row_condition', 'condition_parser'];
/** What an expectation looks at; its limits, which may be moved, are no part of what it is. */
export const whereOf = ({ kwargs }: Expectation): Fields =>
  Object.fromEntries(WHERE.flatMap((name) => (kwargs[name] == null ? [] : [[name, shown(kwargs[name], 300)]])));
