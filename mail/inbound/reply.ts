import EmailReplyParser from 'email-reply-parser';
import { textOfHtml } from './html';

/** What a person wrote now, and what stands around it. */
export interface Reply {
  said: string;
  /** Everything, the quoted original and the signature too. */
  all: string;
}

const TEXT_MAX = 200_000;

/** The plain text is believed first; a mail that has none is read from its HTML. */
export function replyOf({ text, html }: { text: string; html: string | null }): Reply {
  if (text.trim() !== '' || html === null) {
    const all = tidy(text.slice(0, TEXT_MAX));
    return { said: trim(all), all };
  }
  const { said, all } = textOfHtml(html.slice(0, 5 * TEXT_MAX));
  return { said: trim(tidy(said)), all: tidy(all) };
}

/** Line ends of one kind, no control, direction or width-less characters. */
export const tidy = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll('\u00a0', ' ')
    .replaceAll(/[^\P{C}\n\t]/gu, '')
    .replaceAll(/[ \t]+$/gm, (end) => (end === ' ' ? ' ' : ''));

const LINE_MAX = 500;
/** One line of a head, as it may be shown. */
export const clean = (text: string, max = LINE_MAX): string => tidy(text).replaceAll(/\s+/g, ' ').trim().slice(0, max);

/** Cuts what is not the answer, by marks of its own first; a parser that knows more languages has the last word. */
function trim(all: string): string {
  const own = withoutQuotes(beforeOriginal(beforeSignature(all)));
  const visible = new EmailReplyParser().parseReply(own).trim();
  return visible === '' ? own : visible;
}

const SIGNATURE = /^-- ?$/;
const MOBILE =
  /^(?:Envoyé (?:de|depuis|à partir de) (?:mon|ma|un|Outlook)|Sent from (?:my|Outlook|Mail)|Obtenir Outlook|Télécharger Outlook|Get Outlook)\b/i;
function beforeSignature(text: string): string {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => SIGNATURE.test(line) || MOBILE.test(line.trim()));
  return at < 0 ? text : lines.slice(0, at).join('\n');
}

const RULE =
  /^[ \t]*(?:_{8,}|-{2,}[ \t]*(?:Original Message|Message d.origine|Mail original|Message original|E-?mail d.origine|Forwarded message|Message transféré|Message transmis|Original Appointment)[ \t]*-{2,})[ \t]*$/i;
const FROM = /^[ \t]*\*?(?:De|From|Von|Expéditeur|Sender)[ \t]?:\*?[ \t]/i;
const OTHERS = /^[ \t]*\*?(?:Envoyé|Sent|Date|À|A|To|Objet|Subject|Cc|Destinataire)(?: le)?[ \t]?:\*?(?:[ \t]|$)/i;
const BLOCK_LINES = 7;

/** Outlook and Zimbra repeat the head of the original and then the original as it was: all of it goes. */
function beforeOriginal(text: string): string {
  const lines = text.split('\n');
  const at = lines.findIndex(
    (line, i) =>
      RULE.test(line) ||
      (FROM.test(line) && lines.slice(i + 1, i + BLOCK_LINES).filter((next) => OTHERS.test(next)).length >= 2),
  );
  return at < 0 ? text : lines.slice(0, at).join('\n');
}

const INTRO = /^[ \t]*(?:Le|On|Em|El|Am)\b[\s\S]{5,400}?(?:a écrit|wrote|schrieb|escribió)[ \t]?:[ \t]*$/;
const INTRO_LINES = 5;

/** Lines after `>` go wherever they stand. An introduction goes with them; without them, all that follows it. */
function withoutQuotes(text: string): string {
  const lines = text.split('\n');
  const kept: string[] = [];
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    if (/^[ \t]*>/.test(line)) continue;
    const long = introAt(lines, i);
    if (long === 0) {
      kept.push(line);
      continue;
    }
    const next = lines.slice(i + long).find((after) => after.trim() !== '');
    if (next !== undefined && !/^[ \t]*>/.test(next)) break;
    i += long - 1;
  }
  return kept
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
}

/** How many lines the introduction that begins here takes; 0 when none does. */
function introAt(lines: readonly string[], from: number): number {
  if (!/^[ \t]*(?:Le|On|Em|El|Am)\b/.test(lines[from] ?? '')) return 0;
  for (let count = 1; count <= INTRO_LINES; count += 1)
    if (INTRO.test(lines.slice(from, from + count).join('\n'))) return count;
  return 0;
}
