import { bodyStart, type Head, valuesOf } from './head';

/** Why a mail is set aside before anybody reads it. */
export type Hostile =
  | 'nul'
  | 'header_bomb'
  | 'no_from'
  | 'two_from'
  | 'doubled_header'
  | 'too_many_addresses'
  | 'mime_parts'
  | 'mime_depth';

const HEAD_BYTES_MAX = 65_536;
const FIELDS_MAX = 500;
const ADDRESSES_MAX = 50;
const PARTS_MAX = 100;
const DEPTH_MAX = 20;
/** Fields of which two would let two readers see two mails. */
const SINGLE = ['sender', 'message-id', 'subject', 'content-type', 'content-transfer-encoding'];

/** Looks at the bytes alone, in time that grows with their number. */
export function hostility(raw: Buffer, head: Head): Hostile | null {
  if (head.bytes > HEAD_BYTES_MAX || head.fields.length > FIELDS_MAX) return 'header_bomb';
  if (raw.includes(0)) return 'nul';
  return headTrouble(head) ?? bodyTrouble(raw);
}

function headTrouble(head: Head): Hostile | null {
  const from = valuesOf(head, 'from');
  if (from.every((value) => value === '')) return 'no_from';
  if (from.length > 1) return 'two_from';
  if (SINGLE.some((name) => valuesOf(head, name).length > 1)) return 'doubled_header';
  const addressed = ['to', 'cc', 'bcc', 'reply-to'].flatMap((name) => valuesOf(head, name)).join(',');
  return addressed.split(/[@]/).length - 1 > ADDRESSES_MAX ? 'too_many_addresses' : null;
}

/** Counts what a reader of MIME would have to open, by the boundaries that the mail itself declares. */
function bodyTrouble(raw: Buffer): Hostile | null {
  const text = raw.toString('latin1');
  const declared = boundariesIn(text);
  if (declared.size === 0) return null;
  const open: string[] = [];
  let parts = 0;
  for (const [, mark = ''] of text.slice(bodyStart(raw).bodyAt).matchAll(/^--([^\r\n]{1,202})/gm)) {
    const mine = mark.trimEnd();
    if (declared.has(mine)) {
      parts += 1;
      enter(open, mine);
    } else if (mine.endsWith('--')) leave(open, mine.slice(0, -2));
    if (parts > PARTS_MAX) return 'mime_parts';
    if (open.length > DEPTH_MAX) return 'mime_depth';
  }
  return null;
}

function boundariesIn(text: string): Set<string> {
  const declared = new Set<string>();
  for (const [, quoted, plain] of text.matchAll(/boundary\s*=\s*(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))/gi))
    declared.add(quoted ?? plain ?? '');
  return declared;
}

/** A mark of an open multipart ends the parts within it. */
function enter(open: string[], mark: string): void {
  const at = open.lastIndexOf(mark);
  if (at >= 0) open.length = at + 1;
  else open.push(mark);
}
function leave(open: string[], mark: string): void {
  const at = open.lastIndexOf(mark);
  if (at >= 0) open.length = at;
}
