import type { Anomaly } from '../../domain/anomaly';
import { MATCH_FIELDS, type Subject } from '../../domain/rules/matcher';

/** What is asked of an anomaly until it is stored; a batch holds thousands, so their documents are held as text only. */
export type Facts = Omit<Anomaly, 'doc' | 'evidence'>;

/** No code holds a NUL; an absent one is not an empty one. */
export function seriesOf(subject: Subject): string {
  let series = '';
  for (const field of MATCH_FIELDS) series += `${subject[field] ?? '\u0001'}\0`;
  return series;
}

const REMEMBERED_MAX = 50_000;
/** The codes of a series once, however many of a post's items share them: what a batch holds is most of what there is to clean up. */
export class SeriesKept {
  readonly #kept = new Map<string, { series: string; codes: Subject }>();

  of(anomaly: Subject): { series: string; codes: Subject } {
    const series = seriesOf(anomaly);
    const known = this.#kept.get(series);
    if (known) return known;
    const { source, dataset, supplier, platform, cruise, sensor, parameter, check, family, severity } = anomaly;
    const codes = { source, dataset, supplier, platform, cruise, sensor, parameter, check, family, severity };
    const made = { series, codes };
    if (this.#kept.size >= REMEMBERED_MAX) this.#kept.clear();
    this.#kept.set(series, made);
    return made;
  }
}

/** Field by field: a rest costs more than all else here. */
export const factsOf = (of: Anomaly, codes: Subject): Facts => ({
  source: codes.source,
  externalId: of.externalId,
  action: of.action,
  dedupKey: of.dedupKey,
  dataset: codes.dataset,
  supplier: codes.supplier,
  platform: codes.platform,
  cruise: codes.cruise,
  sensor: codes.sensor,
  parameter: codes.parameter,
  check: codes.check,
  family: codes.family,
  severity: codes.severity,
  timeStart: of.timeStart,
  timeEnd: of.timeEnd,
  locus: of.locus,
  dataVersion: of.dataVersion,
});
