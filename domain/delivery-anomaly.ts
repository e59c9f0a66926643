import type { Anomaly, Evidence } from './anomaly';
import { type Due, dayOfPeriod, type Expectation } from './delivery';
import { type CameAs, nameFor } from './delivery-files';
import type { Severity } from './words';

/** Who raises what this watch finds about files. What it finds about a pipeline's runs is raised as that pipeline's own. */
export const FLOW_SOURCE = 'vigie-flow';

export type RunCheck = 'check_run_missing' | 'check_run_empty' | 'check_error';
/** Checks that tell of a pipeline itself, not of the data it looks at. */
export const isOfPipeline = (check: string): boolean => /(?:^|[.:])check_(?:run_missing|run_empty|error)$/.test(check);
type FlowCheck =
  | 'file_missing'
  | 'file_late'
  | 'file_incomplete'
  | 'file_duplicate'
  | 'format_error'
  | 'load_failed'
  | RunCheck;

const SEVERITY: Record<FlowCheck, Severity> = {
  file_missing: 'error',
  file_late: 'info',
  file_incomplete: 'error',
  file_duplicate: 'warning',
  format_error: 'error',
  load_failed: 'error',
  check_run_missing: 'error',
  check_run_empty: 'error',
  check_error: 'error',
};

/** Where the files of an arrival belong, as it says or as its expectation does. */
export interface Origin {
  supplier: string | null;
  platform: string | null;
  cruise: string | null;
  dataset: string | null;
}

interface Flow extends Origin {
  source?: string;
  check: FlowCheck;
  /** Names this trouble for good: the same again is the same anomaly. */
  key: string;
  locus: Record<string, string>;
  items: Evidence['items'];
}

/**
 * A trouble of the flow. It has no place in data time: by one it could slip into a case of that time that is closed, and
 * nobody would be asked.
 */
function flow({ source = FLOW_SOURCE, check, key, locus, items, ...origin }: Flow): Anomaly {
  const evidence = { kind: 'files' as const, items };
  const severity = SEVERITY[check];
  const given = Object.entries(origin).filter(([, code]) => code !== null);
  return {
    source,
    externalId: null,
    action: 'raise',
    dedupKey: `${key}/${check}`,
    dataset: origin.dataset ?? 'files',
    supplier: origin.supplier,
    platform: origin.platform,
    cruise: origin.cruise,
    sensor: null,
    parameter: null,
    check,
    family: 'flow',
    severity,
    timeStart: null,
    timeEnd: null,
    locus: JSON.stringify(locus),
    dataVersion: null,
    doc: { source, check, severity, ...Object.fromEntries(given), locus, evidence },
    evidence: { ...evidence, scale: null, parameter: null, unit: null, expected: null, points: [] },
  };
}

const keyOf = ({ code }: Expectation, { period, at }: Due): string =>
  `expectation/${code}/${period}/${at.toISOString()}`;
export const originOf = (of: Expectation): Origin => ({
  supplier: of.supplier,
  platform: of.platform,
  cruise: of.cruise,
  dataset: of.dataset ?? of.code,
});

/** Files of a period that have not come, `found` those that have, by expected name. */
export function missingFiles(of: Expectation, due: Due, found: ReadonlyMap<string, string>): Anomaly {
  const day = dayOfPeriod(of, due);
  const items = of.files.map((pattern) => ({
    name: nameFor(pattern, of, day),
    expected: of.format ?? due.at.toISOString(),
    found: found.get(pattern) ?? null,
  }));
  return flow({
    ...originOf(of),
    check: 'file_missing',
    key: keyOf(of, due),
    locus: { expectation: of.code, period: due.period },
    items,
  });
}

/** Files that came late and had not been missed: told for the record, nobody is asked. */
export const lateFiles = (of: Expectation, due: Due, names: readonly string[], receivedAt: Date): Anomaly =>
  flow({
    ...originOf(of),
    check: 'file_late',
    key: keyOf(of, due),
    locus: { expectation: of.code, period: due.period },
    items: names.map((name) => ({ name, expected: due.at.toISOString(), found: receivedAt.toISOString() })),
  });

/** One file that came and is of no use; `key` names this coming of it. `detail` is what its sender's pipeline says of it. */
export function badFile(
  key: string,
  name: string,
  as: Exclude<CameAs, 'ok'>,
  origin: Origin,
  { format, detail }: { format: string | null; detail: string | null },
): Anomaly {
  const checks = {
    incomplete: 'file_incomplete',
    duplicate: 'file_duplicate',
    unreadable: format ? 'format_error' : 'load_failed',
  } as const;
  return flow({
    ...origin,
    check: checks[as],
    key: `delivery/${key}`,
    locus: { file: name },
    items: [{ name, expected: format, found: detail ?? as }],
  });
}

/** What became of a pipeline's check run. Its supplier is that pipeline's owner, and nothing in it names anybody else's platform. */
export const runTrouble = (of: Expectation, due: Due, check: RunCheck): Anomaly =>
  flow({
    source: of.source ?? of.code,
    supplier: null,
    platform: null,
    cruise: null,
    dataset: `pipeline ${of.source ?? of.code}`,
    check,
    key: keyOf(of, due),
    locus: { expectation: of.code, period: due.period },
    items: [{ name: of.name, expected: due.at.toISOString(), found: null }],
  });

/** The same trouble over: by its key it finds what was raised. */
export const over = (anomaly: Anomaly): Anomaly => ({ ...anomaly, action: 'resolve' });
