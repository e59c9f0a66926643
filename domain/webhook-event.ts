/** What happened, as the log has it: a case by its number. */
export interface LoggedEvent {
  at: Date;
  type: string;
  case: string | null;
  actor: string;
  data: Record<string, unknown>;
}

/**
 * An event as the outside sees it, by feed and webhook alike: a CloudEvent (1.0, structured) whose `case`, `actor`, `at` and
 * `sequence` are extension attributes. Ids, codes, numbers and instants; data are at `dataref`.
 */
export interface OutsideEvent extends LoggedEvent {
  specversion: '1.0';
  id: string;
  source: string;
  subject: string | null;
  time: Date;
  datacontenttype: 'application/json';
  sequence: string;
  dataref?: string;
}

const EVENT_BYTES_MAX = 16 * 1024;
const SEQUENCE_DIGITS = 15;

/** The id of the event at this place of the log: without a dot, as it stands in a signature, and as good a cursor. */
export const eventId = (epoch: string, position: number): string => `${epoch}-${position}`;

/** `baseUrl` without a trailing slash. What would be over 16 KB is left out, and `dataref` says where it can be read. */
export function outsideEvent(event: LoggedEvent, epoch: string, position: number, baseUrl: string): OutsideEvent {
  const { decision } = event.data;
  const built: OutsideEvent = {
    specversion: '1.0',
    id: eventId(epoch, position),
    source: `${baseUrl}/api/v1/events`,
    type: event.type,
    subject: event.case,
    time: event.at,
    datacontenttype: 'application/json',
    sequence: String(position).padStart(SEQUENCE_DIGITS, '0'),
    ...(typeof decision === 'string' && { dataref: `${baseUrl}/api/v1/decisions/${decision}` }),
    case: event.case,
    at: event.at,
    actor: event.actor,
    data: event.data,
  };
  if (Buffer.byteLength(JSON.stringify(built)) <= EVENT_BYTES_MAX) return built;
  const dataref = `${baseUrl}/api/v1/events?after=${eventId(epoch, position - 1)}&limit=1`;
  return { ...built, data: {}, dataref };
}
