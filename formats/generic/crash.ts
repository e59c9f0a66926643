import type { ReportContext } from '../report-context';
import type { Fields } from './words';
import { cut } from './words';

const SHOWN_MAX = 20;

/**
 * Checks of one run that broke down. They are one anomaly, which goes to the pipeline's owner: it names no platform,
 * sensor or supplier, and a check that runs again ends it.
 */
export class Crashes {
  readonly #tool: string;
  readonly #context: ReportContext;
  readonly #items: { name: string; found: string | null }[] = [];
  #count = 0;

  constructor(tool: string, context: ReportContext) {
    this.#tool = tool;
    this.#context = context;
  }

  add(name: string, message: string): void {
    this.#count += 1;
    if (this.#items.length < SHOWN_MAX)
      this.#items.push({ name: cut(name, 500) ?? this.#tool, found: cut(message, 1000) ?? null });
  }

  /** Null when none broke down, unless that is to be told: then what had broken down is over. */
  anomaly(of: Fields, tellsOver: boolean, runId: string | undefined): Fields | null {
    if (this.#count === 0 && !tellsOver) return null;
    const { source, dataset, run_id: run, data_version: version } = this.#context;
    return {
      source,
      dataset,
      run_id: run ?? runId,
      data_version: version,
      check: `${this.#tool}.check_error`,
      action: this.#count === 0 ? 'resolve' : 'raise',
      severity: 'error',
      locus: { tool: this.#tool, ...Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) },
      counts: { failed: this.#count },
      message: this.#items[0]?.found,
      evidence: { kind: 'files', items: this.#items },
    };
  }
}
