import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ByteStream } from '../csv-stream';
import type { Reading } from '../reading';
import type { ReportContext } from '../report-context';
import { head, leftOut, parsed, type Told, type ToolReport, toolReading } from './report';
import { cut, type Fields, namesIn, positionIn, severityOf, timeOf, unknownOf, urlOf } from './words';

const Words = z.record(z.string().max(1000), z.string());
const Webhook = z.looseObject({
  version: z.literal('4').nullish(),
  groupKey: z.string().nullish(),
  receiver: z.string().nullish(),
  truncatedAlerts: z.number().int().min(0).nullish(),
  alerts: z.array(z.unknown()),
});
const Alert = z.looseObject({
  status: z.enum(['firing', 'resolved']),
  labels: Words.and(z.looseObject({ alertname: z.string().min(1).max(200) })),
  annotations: Words.nullish(),
  startsAt: z.string().nullish(),
  endsAt: z.string().nullish(),
  generatorURL: z.string().nullish(),
  fingerprint: z.string().max(200).nullish(),
  imageURL: z.string().nullish(),
});
type Alert = z.output<typeof Alert>;
const KNOWN = new Set(Object.keys(Alert.shape));

/** A notification of Alertmanager, or of Grafana, which says more. Each alert tells itself whether it is over. */
export const readAlertmanager = (stream: ByteStream, context: ReportContext): Reading =>
  toolReading(stream, (report) => opened(head(Webhook, report, 'notification of Alertmanager'), context));

function opened(webhook: z.output<typeof Webhook>, context: ReportContext): ToolReport {
  const truncated = webhook.truncatedAlerts ?? 0;
  return {
    single: false,
    checks: () => [],
    *told(): Generator<Told> {
      for (const [i, raw] of webhook.alerts.entries()) {
        const alert = parsed(Alert, raw);
        const where = { path: ['alerts', i], raw };
        yield alert.ok
          ? { ...where, posted: anomalyOf(alert.value, webhook, context) }
          : { ...where, trouble: alert.trouble };
      }
      if (truncated > 0) yield leftOut(['truncatedAlerts'], `says that ${truncated} alerts were left out`);
    },
  };
}

function anomalyOf(alert: Alert, { groupKey, receiver }: z.output<typeof Webhook>, context: ReportContext): Fields {
  const { status, labels, annotations, generatorURL, imageURL } = alert;
  const told = annotations ?? {};
  const key = keyOf(alert);
  const time = timeOfData(alert);
  return {
    ...namesIn(labels, context),
    check: labels.alertname,
    action: status === 'resolved' ? 'resolve' : 'raise',
    dedup_key: key,
    severity: severityOf(labels['severity']) ?? 'error',
    ...(time ?? { locus: `alert ${key}` }),
    position: positionIn(labels),
    observed: told['value'] ? { value: cut(told['value'], 1000) } : undefined,
    expected: told['expected'] ? { text: cut(told['expected'], 1000) } : undefined,
    run_id: context.run_id ?? cut(groupKey, 200),
    run_url: urlOf(generatorURL),
    plots: urlOf(imageURL) ? [imageURL] : undefined,
    message: cut([told['summary'], told['description']].filter(Boolean).join('\n'), 4000),
    labels: Object.fromEntries(
      Object.entries(labels).map(([name, value]) => [cut(name, 100) ?? '_', cut(String(value), 1000) ?? '']),
    ),
    extra: {
      ...unknownOf(alert, KNOWN),
      receiver: cut(receiver, 200),
      annotations: unknownOf(told, NAMED),
      ...(status === 'resolved' ? { ended_at: ended(alert) } : {}),
    },
  };
}

const NAMED = new Set(['summary', 'description', 'value', 'expected', 'data_start', 'data_end']);

/** Of the labels alone: what an alert says of itself may change while it fires. */
const keyOf = ({ fingerprint, labels }: Alert): string =>
  cut(fingerprint, 200) ??
  createHash('sha256')
    .update(JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))))
    .digest('hex');

/** When the data were wrong, as the annotations say, else since when it fires; null when neither is told. */
function timeOfData({ annotations, startsAt }: Alert): Fields | null {
  const start = timeOf(annotations?.['data_start']);
  const end = timeOf(annotations?.['data_end']);
  if (start !== undefined && end !== undefined && start <= end) return { time_range: { start, end } };
  const time = start ?? timeOf(startsAt);
  return time === undefined ? null : { time };
}

/** The year 1 stands for an alert that has not ended; `timeOf` knows no such year. */
const ended = ({ endsAt }: Alert): string | undefined => timeOf(endsAt);
