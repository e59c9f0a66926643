/** A check that a run executed; a null parameter = on every one. */
export interface ExecutedCheck {
  check: string;
  parameter: string | null;
  /** It looked at no more than these data, by the part of the locus that names them, or by data time. */
  locus?: Readonly<Record<string, unknown>> | undefined;
  since?: string | undefined;
  until?: string | undefined;
}

/** What stands at the parameter of `lookedAt`. */
export const executedJson = (checks: readonly ExecutedCheck[]): string => JSON.stringify(checks);

/** Whether one of the checks in this parameter looked where anomaly `a` was found: only then its absence tells anything. */
export const lookedAt = (
  parameter: string,
): string => `exists (select from jsonb_to_recordset(${parameter}::jsonb) as x ("check" text, parameter text, locus jsonb, since timestamptz, until timestamptz)
               where x."check" = a.check_code and (x.parameter is null or x.parameter = a.parameter)
                 and (x.locus is null or a.doc -> 'locus' @> x.locus)
                 and (x.since is null or a.time_start is null or a.time_start between x.since and x.until))`;
