import { writtenDay, writtenInstant } from '../instant';
import type { Language } from '../words';
import { type Choice, type Column, emptyOf, type Value } from './column';
import { formatDuration, parseDuration } from './duration';
import { fold } from './fold';

export type Parsed = { ok: true; value: Value } | { ok: false; code: string; detail: string };
const good = (value: Value): Parsed => ({ ok: true, value });
const bad = (code: string, detail: string): Parsed => ({ ok: false, code, detail });

export const TEXT_MAX = 300;
const CODE_MAX = 100;
const LIST_MAX = 200;
const DAY_MS = 86_400_000;

/** A person's text for one field, as its value; an empty text is what the column means by it. */
export function parseText(column: Column, text: string): Parsed {
  const bare = text.normalize('NFC').trim();
  if (
    /[\p{Cc}\p{Cs}]/u.test(column.kind === 'codes' || column.kind === 'choices' ? bare.replaceAll(/\r?\n/g, ' ') : bare)
  )
    return bad('bad_character', 'It holds a character that no text may hold.');
  if (bare === '') return column.required ? bad('missing_value', 'A value is needed.') : good(emptyOf(column));
  return PARSERS[column.kind](bare, column);
}

const PARSERS: Record<Column['kind'], (text: string, column: Column) => Parsed> = {
  code: (text) => (isCode(text) ? good(text) : bad('bad_code', CODE_RULE)),
  text: (text) => (text.length <= TEXT_MAX ? good(text) : bad('too_long', `At most ${TEXT_MAX} characters.`)),
  email: (text) => (isEmail(text) ? good(text) : bad('bad_email', 'It is not one plain e-mail address.')),
  codes: (text, { repeats }) =>
    listOf(text, (item) => (isCode(item) ? good(item) : bad('bad_code', CODE_RULE)), repeats),
  choice: choiceOf,
  choices: (text, column) => listOf(text, (item) => choiceOf(item, column)),
  day: (text) => orBad(writtenDay(text), 'bad_date', 'It is no day: write 31/12/2026 or 2026-12-31.'),
  instant: (text, { endOfDay }) =>
    orBad(
      parseInstant(text, endOfDay ?? false),
      'bad_date',
      'It is no date: write 31/12/2026 08:30 or 2026-12-31T08:30:00Z.',
    ),
  hour: (text) => orBad(parseHour(text), 'bad_hour', 'It is no hour of a day: write 06:00.'),
  integer: (text, column) => {
    const digits = text.startsWith(column.prefix ?? '') ? text.slice(column.prefix?.length ?? 0) : text;
    return /^[+-]?\d{1,15}$/.test(digits)
      ? within(Number(digits), column)
      : bad('bad_number', 'It is no whole number.');
  },
  boolean: (text) => orBad(BOOLEANS.get(fold(text)) ?? null, 'bad_boolean', 'Write yes or no.'),
  duration: (text, column) => {
    const durationMs = parseDuration(text);
    return durationMs === null ? bad('bad_duration', 'Write 7 d, 12 h, 30 min or 5 s.') : within(durationMs, column);
  },
};

const CODE_RULE = `At most ${CODE_MAX} characters, none of , ; | @ and not only dots.`;
/** Codes stand in lists, in the log (so no address) and in addresses of pages: `new` and `import` are pages of the console. */
const isCode = (text: string): boolean => text.length <= CODE_MAX && !/[,;|@]|^\.+$|^(new|import)$/.test(text);

/** One address, ASCII, nothing that a mailer could read as two. */
export const isEmail = (text: string): boolean =>
  text.length <= 254 &&
  /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i.test(
    text,
  );

const orBad = (value: Value, code: string, detail: string): Parsed =>
  value === null ? bad(code, detail) : good(value);
const within = (value: number, { min = 0, max = Number.MAX_SAFE_INTEGER }: Column): Parsed =>
  value >= min && value <= max
    ? good(value)
    : bad('out_of_range', value < min ? 'It is too small.' : 'It is too large.');

function choiceOf(text: string, { choices = [] }: Column): Parsed {
  const folded = fold(text);
  const found = choices.find((choice) => [choice.code, choice.fr, choice.en].some((word) => fold(word) === folded));
  return found ? good(found.code) : bad('bad_choice', `One of: ${choices.map(({ code }) => code).join(', ')}.`);
}

/** Items divided by commas, semicolons, bars or line ends; each once unless it may repeat. */
function listOf(text: string, parse: (item: string) => Parsed, repeats = false): Parsed {
  const items: string[] = [];
  for (const item of text.split(/[,;|\n]/).map((part) => part.trim())) {
    if (item === '') continue;
    const parsed = parse(item);
    if (!parsed.ok) return parsed;
    if (typeof parsed.value === 'string' && (repeats || !items.includes(parsed.value))) items.push(parsed.value);
  }
  return items.length <= LIST_MAX ? good(items) : bad('too_long', `At most ${LIST_MAX} codes.`);
}

const BOOLEANS = new Map([
  ...['oui', 'yes', 'true', 'vrai', '1', 'o', 'y', 'x'].map((word) => [word, true] as const),
  ...['non', 'no', 'false', 'faux', '0', 'n'].map((word) => [word, false] as const),
]);

/** A day alone means its first instant, or its last. */
function parseInstant(text: string, endOfDay: boolean): string | null {
  const day = endOfDay ? writtenDay(text) : null;
  return day ? new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS - 1).toISOString() : writtenInstant(text);
}

/** `6:00`, `06h00`, `6 h` as `06:00`. */
function parseHour(text: string): string | null {
  const [, hour = '', minute = '00'] = /^(\d{1,2})\s*(?:[:hH]\s*(\d\d)?)$/.exec(text) ?? [];
  return hour !== '' && Number(hour) < 24 && Number(minute) < 60 ? `${hour.padStart(2, '0')}:${minute}` : null;
}

/** A value as a person writes it; parsing it gives the value back. */
export function formatValue(column: Column, value: Value, language: Language): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.map((item) => said(column, item, language)).join(' | ');
  if (typeof value === 'boolean') return language === 'fr' ? (value ? 'oui' : 'non') : value ? 'yes' : 'no';
  if (typeof value === 'number') return column.kind === 'duration' ? formatDuration(value, language) : String(value);
  return said(column, value, language);
}
const said = ({ choices = [] }: Column, code: string, language: Language): string =>
  choices.find((choice: Choice) => choice.code === code)?.[language] ?? code;
