import { clean } from '../reply';

/** A mail that somebody has passed on: who wrote it, what, and what was said above it. */
export interface Forwarded {
  from: { address: string; name: string };
  subject: string | null;
  text: string;
  above: string;
}

const RULE =
  /^[ \t]*(?:-{2,}[ \t]*(?:Forwarded message|Message transféré|Message transmis|Original Message|Message d.origine|Mail original|Weitergeleitete Nachricht)[ \t]*-{2,}|_{8,}|(?:Begin forwarded message|Début du message (?:transféré|réexpédié))[ \t]*:)[ \t]*$/i;
const FIELD =
  /^[ \t>]*\*?(De|From|Von|Expéditeur|Objet|Subject|Sujet|Betreff|Date|Envoyé|Sent|Gesendet|À|A|To|An|Pour|Cc|Copie|Répondre à|Reply-To)[ \t]?(?: le)?[ \t]?:\*?[ \t]*(.*)$/i;
const FROM = /^(?:De|From|Von|Expéditeur)$/i;
const SUBJECT = /^(?:Objet|Subject|Sujet|Betreff)$/i;
const PREFIX = /^(?:\s*(?:TR|Tr|FW|Fwd?|WG|Transf)\s*:)/i;
const HEAD_LINES = 12;

/** Reads the head that mail programs repeat above what they pass on; null when the mail is no such thing. */
export function forwardedIn(subject: string, all: string): Forwarded | null {
  const lines = all.split('\n');
  const rule = lines.findIndex((line) => RULE.test(line));
  if (rule < 0 && !PREFIX.test(subject)) return null;
  const first = lines.findIndex((line, i) => i > rule && FIELD.test(line));
  if (first < 0) return null;
  const found = readFields(lines.slice(first, first + HEAD_LINES));
  const from = found.from === null ? null : addressIn(found.from);
  if (!from) return null;
  const text = lines
    .slice(first + found.lines)
    .map((line) => line.replace(/^[ \t]*> ?/, ''))
    .join('\n')
    .trim();
  const above = lines
    .slice(0, rule < 0 ? first : Math.min(rule, first))
    .join('\n')
    .trim();
  return { from, subject: found.subject, text, above };
}

function readFields(lines: readonly string[]): { from: string | null; subject: string | null; lines: number } {
  const end = lines.findIndex((line, i) => i > 0 && endsHead(line));
  const head = lines.slice(0, end < 0 ? lines.length : end);
  const fields = head.map((line) => FIELD.exec(line) ?? []);
  const first = (wanted: RegExp): string | null => fields.find(([, name = '']) => wanted.test(name))?.[2] ?? null;
  return { from: first(FROM), subject: clean(first(SUBJECT) ?? '') || null, lines: head.length };
}
/** An empty line, or words that are no field and go on with none. */
const endsHead = (line: string): boolean =>
  line.replaceAll('>', '').trim() === '' || (!FIELD.test(line) && !/^[ \t]/.test(line));

/** `Name <address>`, `Name [mailto:address]` or the address alone. */
function addressIn(value: string): Forwarded['from'] | null {
  const [whole = '', address = ''] =
    /[<[(]?(?:mailto:)?([^\s<>[\]()"',;:]+@[^\s<>[\]()"',;:]+\.[^\s<>[\]()"',;:]+)/i.exec(value) ?? [];
  if (address === '') return null;
  const name = clean(value.slice(0, value.indexOf(whole)).replaceAll(/["'*]/g, ''), 200);
  return { address: clean(address, 254).toLowerCase(), name };
}
