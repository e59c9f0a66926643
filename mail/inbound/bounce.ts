import { bodyStart, type Head, idsIn, readHead, valueOf, withoutComments } from './head';

/** What a mail system reports of a mail that it had taken. */
export interface Report {
  /** `hard`: it was given up; `soft`: it is late, or a box is full; null: it is nothing bad. */
  kind: 'hard' | 'soft' | null;
  address: string | null;
  /** Message-ID of the mail it is about, as the report repeats it. */
  originalId: string | null;
}

/** Reads a delivery status (RFC 3464): its fields by recipient, and the head of the original that goes with it. */
export function readReport(raw: Buffer): Report {
  const parts = partsOf(raw);
  const original = parts.find(({ type }) => /^(?:message\/(?:global|rfc822)|text\/rfc822-headers)/i.test(type));
  const originalId = idsIn(original ? valueOf(readHead(original.body), 'message-id') : null)[0] ?? null;
  const status = parts.find(({ type }) => /^message\/(?:global-)?delivery-status/i.test(type));
  const recipients = (status?.body.toString('latin1') ?? '')
    .split(/\r?\n(?:[ \t]*\r?\n)+/)
    .map((group) => readHead(Buffer.from(`${group}\r\n\r\n`, 'latin1')));
  const told = recipients.find((fields) => valueOf(fields, 'action') !== null);
  return { originalId, ...(told ? recipientOf(told) : { kind: null, address: null }) };
}

function recipientOf(fields: Head): Pick<Report, 'kind' | 'address'> {
  const recipient = valueOf(fields, 'final-recipient') ?? valueOf(fields, 'original-recipient') ?? '';
  const address = /;\s*<?([^<>\s]+@[^<>\s]+?)>?\s*$/.exec(withoutComments(recipient))?.[1] ?? null;
  return { kind: kindOf((valueOf(fields, 'action') ?? '').toLowerCase(), valueOf(fields, 'status') ?? ''), address };
}

/** A full box may empty; all else that was given up will not come by trying again. */
function kindOf(action: string, status: string): Report['kind'] {
  if (action.startsWith('delayed')) return 'soft';
  if (!action.startsWith('failed')) return null;
  return /^[45]\.2\.2\b/.test(status) ? 'soft' : 'hard';
}

/** The outermost parts of a multipart mail. */
function partsOf(raw: Buffer): { type: string; body: Buffer }[] {
  const type = valueOf(readHead(raw), 'content-type') ?? '';
  const [, quoted, plain] = /boundary\s*=\s*(?:"([^"]+)"|([^\s;"]+))/i.exec(type) ?? [];
  const boundary = quoted ?? plain;
  if (boundary === undefined) return [];
  const text = raw.subarray(bodyStart(raw).bodyAt).toString('latin1');
  return `\r\n${text}`
    .split(`\n--${boundary}`)
    .slice(1)
    .filter((part) => !part.startsWith('--'))
    .map((part) => Buffer.from(part.replace(/^[ \t]*\r?\n/, ''), 'latin1'))
    .map((part) => ({
      type: valueOf(readHead(part), 'content-type') ?? '',
      body: part.subarray(bodyStart(part).bodyAt),
    }));
}
