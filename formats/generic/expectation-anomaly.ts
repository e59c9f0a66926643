import type { ReportContext } from '../report-context';
import { type Expectation, KNOWN_RESULT, type Validation, whereOf } from './expectation';
import { cut, type Fields, namesIn, positionIn, samplesOf, severityOf, shown, spanOf, unknownOf } from './words';

interface About {
  validation: Validation;
  context: ReportContext;
  parameter: string | null;
  /** Of several alike in one suite. */
  nth: number;
}

/** The anomaly of an expectation that did not hold, as posted; of one that did, that it is over. */
export function expectationAnomaly(item: Expectation, about: About): Fields {
  const { validation, context, parameter, nth } = about;
  const { success, expectation_config: config, result, kwargs } = item;
  const rows = rowsOf(item);
  const values = result.unexpected_list ?? result.partial_unexpected_list ?? [];
  return {
    ...namesIn({ parameter, ...validation.batch, ...config.meta }, context),
    run_id: context.run_id ?? validation.runId,
    run_url: validation.url,
    check: `gx.${item.type}`,
    check_version: cut(config.id, 200),
    action: success ? 'resolve' : 'raise',
    severity: severityOf(config.severity ?? config.meta?.['severity']) ?? 'error',
    locus: locusOf(item, validation, nth),
    time_range: isWhole(item, rows) ? spanOf(rows) : null,
    position: rows[0] && positionIn(rows[0]),
    observed: observedOf(item, values),
    expected: expectedOf(kwargs),
    counts: { failed: result.unexpected_count, tested: result.element_count },
    samples: samplesOf(rows.length > 0 ? rows : values),
    evidence: { kind: 'fields', items: [evidenceItem(item, parameter, values)] },
    extra: { ...extraOf(item, validation), ...(success ? {} : absentOf(rows, values)) },
  };
}

/** The part of the locus that all anomalies of one validation share. */
export const validatedOf = ({ suite, asset, batch }: Validation): Fields => ({ suite, asset, batch: batchOf(batch) });

const locusOf = (item: Expectation, validation: Validation, nth: number): Fields => ({
  ...validatedOf(validation),
  ...whereOf(item),
  ...(nth > 1 ? { nth } : {}),
});

const extraOf = ({ unknown, result }: Expectation, { checkpoint }: Validation): Fields => ({
  ...unknown,
  ...unknownOf(result, KNOWN_RESULT),
  ...(checkpoint === undefined ? {} : { checkpoint }),
  ...(result.missing_count == null ? {} : { missing_count: result.missing_count }),
});

const isRow = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const rowsOf = ({ result }: Expectation): Fields[] =>
  (result.unexpected_index_list ?? result.partial_unexpected_index_list ?? []).filter(isRow);

/** A partial list holds twenty of them, whatever their number is: its ends are not those of all. */
const isWhole = ({ result }: Expectation, list: readonly unknown[]): boolean =>
  list.length > 0 && list.length >= (result.unexpected_count ?? Number.POSITIVE_INFINITY);

/** Tools disagree on what they can show; whoever looks should know that it is not there. */
function absentOf(rows: readonly unknown[], values: readonly unknown[]): Fields {
  const absent = [...(rows.length === 0 ? ['rows'] : []), ...(values.length === 0 ? ['values'] : [])];
  return absent.length > 0 ? { absent } : {};
}

function observedOf(item: Expectation, values: readonly unknown[]): Fields | undefined {
  const { observed_value: value } = item.result;
  if (typeof value === 'number' || typeof value === 'boolean') return { value };
  if (value != null) return { value: shown(value, 1000) };
  const numbers = values.filter((one) => typeof one === 'number');
  if (!isWhole(item, values) || numbers.length !== values.length) return undefined;
  const [min, max] = [numbers.reduce((a, b) => Math.min(a, b)), numbers.reduce((a, b) => Math.max(a, b))];
  return { min, max, ...(min === max ? { value: min } : {}) };
}

function expectedOf(kwargs: Fields): Fields | undefined {
  const [min, max, set, mostly] = ['min_value', 'max_value', 'value_set', 'mostly'].map((name) => kwargs[name]);
  const expected = {
    ...(typeof min === 'number' ? { min } : {}),
    ...(typeof max === 'number' ? { max } : {}),
    ...(Array.isArray(set) && set.length <= 200 && set.every(isOfSet) ? { set } : {}),
    ...(typeof mostly === 'number' ? { text: `mostly ${mostly}` } : {}),
  };
  return Object.keys(expected).length > 0 ? expected : undefined;
}
const isOfSet = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && value.length <= 200);

/** A batch without what names the run, which is another one each time. */
const batchOf = (batch: Fields): Fields =>
  Object.fromEntries(
    Object.entries(batch)
      .filter(([name, value]) => value !== null && !/(^|_)run(_|$)/.test(name))
      .slice(0, 20)
      .map(([name, value]) => [name.slice(0, 100), shown(value, 200)]),
  );

const evidenceItem = (
  { type, kwargs, result }: Expectation,
  parameter: string | null,
  values: readonly unknown[],
): Fields => ({
  name: parameter ?? type,
  expected: cut(`${type} ${JSON.stringify(kwargs)}`, 1000),
  found: shown(result.observed_value ?? (values.length > 0 ? values.slice(0, 20) : null), 1000),
});
