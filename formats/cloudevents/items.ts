import { z } from 'zod';
import type { ReadItem } from '../../domain/anomaly';
import { readItem } from '../anomaly-item';
import { itemError, type Place, type Pointed, pointed } from '../item-error';
import { AmritAlert, amritAnomaly, CATEGORIES } from './amrit';

/** A CloudEvent 1.0 in structured mode. */
export const CloudEvent = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(200),
  source: z.string().min(1).max(200),
  type: z.string().min(1).max(500),
  time: z.string().max(40).nullish(),
  datacontenttype: z.string().max(200).nullish(),
  data: z.looseObject({}),
});

/** The anomaly in one CloudEvent whose text and numbers have been seen to: our canonical one, or an alert of the AMRIT notification centre. */
export function eventItem(raw: unknown, place: Place): ReadItem {
  const parsed = CloudEvent.safeParse(raw);
  if (!parsed.success) return refusal(place, parsed.error, raw);
  const { id, source, datacontenttype, data, time } = parsed.data;
  if (datacontenttype && !/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(datacontenttype))
    return itemError(place, { path: ['datacontenttype'], code: 'unknown_value', detail: 'must be JSON' });
  if (!isAlert(data)) return within(readItem({ source, id, ...data }, place));
  const alert = AmritAlert.safeParse(data);
  if (!alert.success) return within(refusal(place, alert.error, data));
  const anomaly = amritAnomaly(alert.data, time);
  const path = ['data', 'attributes', 'alert_category'];
  if (!anomaly) return itemError(place, { path, code: 'not_an_anomaly', detail: `must be one of ${CATEGORIES}` });
  return readItem({ source, id, ...anomaly }, place);
}

/** A resource and an event are what Alerta cannot do without, and no anomaly has. */
const isAlert = (data: Record<string, unknown>): boolean => 'resource' in data && 'event' in data;

function refusal(place: Place, error: z.ZodError, raw: unknown): ReturnType<typeof itemError> {
  const issue = error.issues[0];
  if (!issue) throw error;
  const trouble: Pointed = pointed(issue, raw);
  return itemError(place, trouble);
}

/** What is wrong stands in the event's data. */
const within = (item: ReadItem): ReadItem =>
  item.ok ? item : { ok: false, error: { ...item.error, pointer: `/data${item.error.pointer ?? ''}` } };
