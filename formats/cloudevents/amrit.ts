import { z } from 'zod';

/** What the AMRIT notification centre (Alerta) tells of one alert; fields we have no use for stay in `extra`. */
export const AmritAlert = z.looseObject({
  resource: z.string().min(1).max(200),
  event: z.string().min(1).max(200),
  environment: z.string().max(200).nullish(),
  severity: z.string().max(50).nullish(),
  status: z.string().max(50).nullish(),
  service: z.array(z.string().max(200)).max(50).nullish(),
  value: z.union([z.string().max(1000), z.number()]).nullish(),
  text: z.string().nullish(),
  origin: z.string().max(200).nullish(),
  attributes: z.looseObject({
    Country: z.string().max(200),
    alert_category: z.string().max(100),
    url: z.string().nullish(),
  }),
});
export type AmritAlert = z.output<typeof AmritAlert>;

/** Categories that are about data; the others are news and requests, which make no case. */
const CHECK_OF: Readonly<Record<string, string>> = {
  'qc feedback': 'amrit.qc_feedback',
  'data checker': 'amrit.format_completeness',
  'metadata check': 'amrit.metadata_error',
  beaching: 'amrit.position_on_land',
};
export const CATEGORIES = 'QC feedback, Data checker, Metadata check, Beaching';

const SEVERITY_OF: Readonly<Record<string, string>> = {
  security: 'critical',
  critical: 'critical',
  major: 'error',
  minor: 'warning',
  warning: 'warning',
};
const isOver = (word: string): boolean => /^(closed|expired|normal|ok|cleared)$/i.test(word);

/** The alert as an anomaly is posted; null when its category is not about data. The event of a resource is its identity. */
export function amritAnomaly(alert: AmritAlert, time: string | null | undefined): Record<string, unknown> | null {
  const { resource, event, environment, service, value, text, origin, status, attributes } = alert;
  const check = CHECK_OF[attributes.alert_category.trim().toLowerCase()];
  if (check === undefined) return null;
  return {
    dataset: service?.[0] ?? environment ?? resource,
    platform: resource,
    check,
    action: actionOf(alert),
    severity: severityOf(alert),
    locus: event,
    detected_at: time ?? null,
    observed: value == null ? null : { value },
    message: text?.slice(0, 4000) ?? null,
    run_url: urlOf(attributes.url ?? ''),
    extra: { event, environment, origin, status, attributes },
  };
}

const severityOf = ({ severity }: AmritAlert): string => SEVERITY_OF[(severity ?? '').toLowerCase()] ?? 'info';
const urlOf = (url: string): string | null => (url.length <= 2048 && URL.canParse(url) ? url : null);

function actionOf({ status, severity }: AmritAlert): 'raise' | 'resolve' | 'ack' {
  if (isOver(status ?? '') || isOver(severity ?? '')) return 'resolve';
  return status?.toLowerCase() === 'ack' ? 'ack' : 'raise';
}
