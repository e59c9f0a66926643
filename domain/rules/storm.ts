import { createHash } from 'node:crypto';
import type { Anomaly } from '../anomaly';
import { isOfPipeline } from '../delivery-anomaly';
import type { Severity } from '../words';

/** How much one check of one source may raise before the rest is folded into one case, by the rule that takes it. */
export interface Caps {
  source: string;
  check: string;
  /** Open anomalies. */
  openMax: number;
  /** Cases opened within a clock hour. */
  newCasesMax: number;
}
export const OPEN_MAX = 2_000_000;
export const NEW_CASES_MAX = 10_000;

/**
 * What is told of a folded anomaly: what it is about and no values or places, since the case of a storm stands for data of
 * every access.
 */
const TOLD = [
  'dataset',
  'cruise',
  'platform',
  'sensor',
  'parameter',
  'check',
  'severity',
  'time',
  'time_range',
  'run_id',
  'id',
] as const;
type Told = Record<string, unknown>;
export interface Folded {
  /** Exact. */
  folded: number;
  /** Of all of them, each as likely as any other. */
  sample: Told[];
}

const SAMPLE_MAX = 20;

/** Counts these too; `below` draws a whole number from 0, less than its argument. */
export function foldIn(before: Folded, docs: readonly Told[], below: (n: number) => number): Folded {
  const sample = [...before.sample];
  let { folded } = before;
  for (const doc of docs) {
    folded += 1;
    const place = sample.length < SAMPLE_MAX ? sample.length : below(folded);
    if (place < SAMPLE_MAX)
      sample[place] = Object.fromEntries(
        TOLD.flatMap((field) => (doc[field] === undefined ? [] : [[field, doc[field]]])),
      );
  }
  return { folded, sample };
}

/** The check that the anomaly of a storm fails. */
const STORM = 'storm';
/** Nobody but the desk, and a pipeline's owner, is asked about these, whatever a rule says. */
export const isUnrouted = (check: string): boolean => check === STORM || isOfPipeline(check);

export const stormKey = ({ source, check }: Caps): string =>
  createHash('sha256')
    .update(JSON.stringify(['storm', source, check]))
    .digest('hex');

/** A storm as the one anomaly of its case, which tells what was folded. It is the desk's: no supplier is asked about it. */
export function stormAnomaly({ source, check }: Caps, key: string, severity: Severity, of: Folded): Anomaly {
  const dataset = `pipeline ${source}`;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '–');
  const items = [
    { name: check, expected: null, found: String(of.folded) },
    ...of.sample.map((one) => ({
      name: [one['dataset'], one['platform'], one['sensor'], one['parameter']].filter(Boolean).map(text).join(' '),
      expected: null,
      found: text(one['time']),
    })),
  ];
  const evidence = { kind: 'fields' as const, items };
  return {
    source,
    externalId: null,
    action: 'raise',
    dedupKey: `storm/${key}`,
    dataset,
    supplier: null,
    platform: null,
    cruise: null,
    sensor: null,
    parameter: null,
    check: STORM,
    family: 'flow',
    severity,
    timeStart: null,
    timeEnd: null,
    locus: check,
    dataVersion: null,
    doc: { source, dataset, check: STORM, severity, locus: check, evidence, extra: { check, ...of } },
    evidence: { ...evidence, scale: null, parameter: null, unit: null, expected: null, points: [] },
  };
}
