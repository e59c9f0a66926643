import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ByteStream } from '../csv-stream';
import type { Pointed } from '../item-error';
import type { Reading } from '../reading';
import type { ReportContext } from '../report-context';
import { parsed, type Told, type ToolReport, toolReading } from './report';
import { codeOf, cut, type Fields, namesIn, positionIn, severityOf, shown, timeOf, unknownOf, urlOf } from './words';

const text = z.string().nullish();
const Payload = z.looseObject({
  summary: z.string().min(1),
  source: z.string().min(1),
  severity: z.enum(['critical', 'error', 'warning', 'info']),
  timestamp: text,
  component: text,
  group: text,
  class: text,
  custom_details: z.unknown().optional(),
});
const Event = z.looseObject({
  event_action: z.enum(['trigger', 'acknowledge', 'resolve']),
  routing_key: text,
  dedup_key: z.string().max(255).nullish(),
  payload: z.looseObject({}).nullish(),
  client: text,
  client_url: text,
  images: z
    .array(z.looseObject({ src: text }))
    .max(20)
    .nullish(),
  links: z.array(z.unknown()).max(100).nullish(),
});
type Event = z.output<typeof Event>;

/** The routing key lets whoever holds it send events: it is kept nowhere. */
const KNOWN = new Set(['event_action', 'routing_key', 'dedup_key', 'payload', 'client_url', 'images']);
const KNOWN_PAYLOAD = new Set(Object.keys(Payload.shape));
const ACTION = { trigger: 'raise', acknowledge: 'ack', resolve: 'resolve' } as const;

/** An event, or a list of them, as PagerDuty's Events API v2 takes it. */
export const readPagerDuty = (stream: ByteStream, context: ReportContext): Reading =>
  toolReading(stream, (report) => opened(report, context));

function opened(report: unknown, context: ReportContext): ToolReport {
  const list: unknown[] = Array.isArray(report) ? report : [report];
  return {
    single: !Array.isArray(report),
    checks: () => [],
    *told(): Generator<Told> {
      for (const [i, raw] of list.entries()) {
        const path = Array.isArray(report) ? [i] : [];
        const event = parsed(Event, raw);
        yield event.ok ? { path, raw, ...toldBy(event.value, context) } : { path, raw, trouble: event.trouble };
      }
    },
  };
}

function toldBy(event: Event, context: ReportContext): { posted: Fields } | { trouble: Pointed } {
  const { event_action: action, dedup_key: key } = event;
  if (action !== 'trigger' && !key)
    return { trouble: { path: ['dedup_key'], code: 'required', detail: 'is missing: which event is meant?' } };
  if (action !== 'trigger' && !event.payload) return { posted: anomalyOf(event, {}, context) };
  const payload = parsed(Payload, event.payload ?? undefined);
  if (!payload.ok) return { trouble: { ...payload.trouble, path: ['payload', ...payload.trouble.path] } };
  return { posted: anomalyOf(event, payload.value, context) };
}

function anomalyOf(event: Event, payload: Partial<z.output<typeof Payload>>, context: ReportContext): Fields {
  const details = detailsOf(payload.custom_details);
  const key = event.dedup_key;
  return {
    ...namesIn({ platform: payload.component, sensor: payload.group, ...details }, context),
    check: codeOf(payload.class) ?? 'pagerduty.event',
    action: ACTION[event.event_action],
    dedup_key: key ? keyOf(key) : undefined,
    severity: severityOf(payload.severity),
    ...(timeOfData(details, payload.timestamp) ?? {
      locus: { source: cut(payload.source, 500), event: key ?? undefined },
    }),
    position: positionIn(details),
    observed: scalar(details['observed'] ?? details['value']),
    expected: details['expected'] == null ? undefined : { text: shown(details['expected'], 1000) },
    message: cut(payload.summary, 4000),
    run_url: urlOf(event.client_url),
    plots: (event.images ?? []).flatMap(({ src }) => urlOf(src) ?? []),
    extra: {
      ...unknownOf(event, KNOWN),
      ...unknownOf(payload, KNOWN_PAYLOAD),
      event_source: cut(payload.source, 500),
      ...unknownOf({ custom_details: payload.custom_details ?? null }, new Set()),
    },
  };
}

/** Ours are at most 200 characters long. */
const keyOf = (key: string): string => (key.length <= 200 ? key : createHash('sha256').update(key).digest('hex'));

const detailsOf = (details: unknown): Fields =>
  typeof details === 'object' && details !== null && !Array.isArray(details) ? { ...details } : {};

const scalar = (value: unknown): Fields | undefined =>
  value == null
    ? undefined
    : { value: typeof value === 'number' || typeof value === 'boolean' ? value : shown(value, 1000) };

function timeOfData(details: Fields, timestamp: string | null | undefined): Fields | null {
  const [start, end] = [timeOf(details['data_start']), timeOf(details['data_end'])];
  if (start !== undefined && end !== undefined && start <= end) return { time_range: { start, end } };
  const time = start ?? timeOf(timestamp);
  return time === undefined ? null : { time };
}
