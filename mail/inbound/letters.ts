import { type AnswerCode, LETTERED_ANSWERS } from '../../domain/answer';

export interface Lettered {
  code: AnswerCode;
  /** What stands beside and below the letter; null when nothing does. */
  comment: string | null;
}
/** What a reply says by letters. `suggested`: what its words point at, for a person to judge. */
export type Reading =
  | ({ kind: 'one'; forAll: boolean } & Lettered)
  | { kind: 'each'; answers: ReadonlyMap<string, Lettered> }
  | { kind: 'unclear'; why: 'ambiguous' | 'foreign_case' | 'no_letter'; suggested: AnswerCode | null };

const COMMENT_MAX = 10_000;
const codeOf = (letter: string): AnswerCode => LETTERED_ANSWERS['ABCDE'.indexOf(letter.toUpperCase())] ?? 'need_info';

/** `numbers`: the cases of the letter that is answered. */
export function readLetters(said: string, numbers: readonly string[]): Reading {
  const lines = afterGreeting(said.split('\n').map((line) => line.trim()));
  const each = readEach(lines, numbers);
  if (each) return each;
  const [first = ''] = lines;
  const marked = markAt(first);
  if (!marked) return unclear('no_letter', said);
  const others = lines.slice(1).flatMap((line) => LISTED.exec(line)?.[1]?.toUpperCase() ?? []);
  if (!marked.isSure || others.some((letter) => letter !== marked.letter))
    return { kind: 'unclear', why: 'ambiguous', suggested: marked.isSure ? null : codeOf(marked.letter) };
  const comment = commentOf([marked.rest, ...lines.slice(1)]);
  return { kind: 'one', code: codeOf(marked.letter), comment, forAll: marked.forAll };
}

const unclear = (why: 'ambiguous' | 'foreign_case' | 'no_letter', said: string): Reading => ({
  kind: 'unclear',
  why,
  suggested: suggestedBy(said),
});

const GREETING =
  /^(?:bonjour|bonsoir|salut|hello|hi|hey|dear|good (?:morning|afternoon|evening)|chers?|chères?|madame|monsieur|mesdames)\b[^.:;]{0,60}[,.!;:]?$/i;
function afterGreeting(lines: readonly string[]): string[] {
  const from = lines.findIndex((line) => line !== '' && !GREETING.test(line));
  return from < 0 ? [] : lines.slice(from);
}

/** A line of a list of answers, as our own letters have it. */
const LISTED = /^([A-E])(?:[ \t]{2,}\S.*|[.):]?|[ \t]*[:=–—-][ \t].*)$/i;
const NUMBER = /^[-*•]?[ \t]*(A-\d{4}-\d{5,})\b[ \t]*[:=.)–—-]?[ \t]*(.*)$/i;

interface OfCase {
  number: string;
  marked: Marked;
  words: string[];
}
/** `A-2026-00417: B` lines; null when there is none. */
function readEach(lines: readonly string[], numbers: readonly string[]): Reading | null {
  const found = linesByCase(lines);
  if (found.length === 0) return null;
  if (found.some(({ number }) => !numbers.includes(number))) return unclear('foreign_case', '');
  if (found.some((of) => !of.marked.isSure || contradicted(of, found))) return unclear('ambiguous', '');
  const answers = found.map(
    ({ number, marked, words }) => [number, { code: codeOf(marked.letter), comment: commentOf(words) }] as const,
  );
  return { kind: 'each', answers: new Map(answers) };
}
/** What stands below a line belongs to it; a number without a letter, before any, is no list. */
function linesByCase(lines: readonly string[]): OfCase[] {
  const found: OfCase[] = [];
  for (const line of lines) {
    const [, number, rest = ''] = NUMBER.exec(line) ?? [];
    const marked = number === undefined ? null : markAt(rest);
    if (number !== undefined && marked) found.push({ number: number.toUpperCase(), marked, words: [marked.rest] });
    else if (number !== undefined && found.length === 0) return [];
    else found.at(-1)?.words.push(line);
  }
  return found;
}
const contradicted = ({ number, marked }: OfCase, all: readonly OfCase[]): boolean =>
  all.some((other) => other.number === number && other.marked.letter !== marked.letter);

interface Marked {
  letter: string;
  rest: string;
  forAll: boolean;
  /** The letter cannot be the beginning of a sentence. */
  isSure: boolean;
}

const ALL_FIRST =
  /^(?:pour |for )?(?:tous les cas|toutes?|tous|tout|all(?: of them| cases)?|both|les deux)[ \t]*[:=,–—-]?[ \t]*(?=[«"'“([*_]*[A-E](?![\p{L}\d'’]))/iu;
const SAID_AS =
  /^(?:(?:ma|my|notre|our|the|la) )?(?:réponse|reponse|answer|reply|choix|choice|lettre|letter|option)(?: (?:est|is))?[ \t]*[:=–—-]?[ \t]*/i;
const MARK = /^[«"'“([*_]*[ \t]*([A-E])(?![\p{L}\d]|['’]\p{L}|-\d)[ \t]*([»"'”)\]*_]*)([ \t]*)(.*)$/iu;
const PUNCTUATION = /^[.):,;=!–—»"”\]*_-]/;
const ANOTHER = /^[,;/+&-]?[ \t]*(?:ou|or|et|and|ni|nor)?[ \t]*[A-E](?:$|[ \t]*[.,;:)/?]|[ \t]+(?:ou|or|et|and)\b)/;
const FOR_ALL = /^[^.\n]{0,30}?\b(?:tous|toutes|tout|all|both|les deux|chaque|chacune?|each)\b/i;
/** Words after which a letter and a blank are an answer and not the first word of a sentence. */
const OWN_WORDS: Record<string, RegExp> = {
  A: /^(?:panne|capteur|défaut|mauvais réglage|sensor|fault|wrong setting)\b/i,
  B: /^\S/,
  C: /^(?:les valeurs|valeurs|the values|values|justes?|correct)\b/i,
  D: /^(?:j.ai des|données|voir|ci-joint|fichier|i have|corrected|attached|see|file)\b/i,
  E: /^(?:j.ai besoin|besoin|précisions?|i need|need|more information)\b/i,
};

function markAt(line: string): Marked | null {
  const prefix = ALL_FIRST.exec(line)?.[0] ?? '';
  const named = SAID_AS.exec(line.slice(prefix.length))?.[0] ?? '';
  const found = MARK.exec(line.slice(prefix.length + named.length));
  if (!found) return null;
  const { 1: mark = '', 4: after = '' } = found;
  const rest = after.replace(/^[.):,;=!»"”\]*_–—-]+[ \t]*/, '');
  return {
    letter: mark.toUpperCase(),
    rest,
    forAll: prefix !== '' || FOR_ALL.test(rest),
    isSure: isMeant(prefix + named, found) && !isDoubted(after) && !isDoubted(rest),
  };
}
const isMeant = (before: string, found: RegExpExecArray): boolean =>
  before !== '' || isApart(found) || isOwn(found[1] ?? '', found[4] ?? '');
/** Another letter, or a question mark, follows. */
const isDoubted = (after: string): boolean => ANOTHER.test(after) || /^[ \t]*\?/.test(after);
/** A line, or a mark of punctuation, ends at the letter. */
const isApart = ([, , closing = '', blank = '', after = '']: RegExpExecArray): boolean =>
  after === '' || closing !== '' || (blank === '' && PUNCTUATION.test(after)) || /^[:=–—-][ \t]/.test(after);
/** A small letter and a blank begin a sentence more often than an answer. */
const isOwn = (mark: string, after: string): boolean => OWN_WORDS[mark]?.test(after) === true;

const CLOSING =
  /^(?:(?:bien |très )?cordialement|sincères salutations|salutations|bonne (?:journée|réception|fin de journée)|(?:kind |best |warm )?regards|best wishes|best|thanks|thank you|merci(?: d.avance)?|cheers|amicalement|respectueusement|yours sincerely|à bientôt)\b[^.]{0,40}[,.!]?$/i;
const CLOSING_LINES_MAX = 6;
function commentOf(lines: readonly string[]): string | null {
  const closing = lines.findIndex(
    (line, i) => i > 0 && CLOSING.test(line) && lines.slice(i).filter((one) => one !== '').length <= CLOSING_LINES_MAX,
  );
  const said = (closing < 0 ? lines : lines.slice(0, closing))
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();
  return said === '' ? null : said.slice(0, COMMENT_MAX);
}

const WORDS: readonly (readonly [AnswerCode, RegExp])[] = [
  [
    'sensor_intervention',
    /\bpanne\b|capteur (?:hs|est hs|défectueux|encrassé)|sensor (?:fault|failure|broken|was dirty)/i,
  ],
  ['eliminate', /\b(?:élimine|supprime|eliminate|discard|delete|à jeter)/i],
  [
    'confirmed_real',
    /valeurs? (?:\S+ )?(?:justes|correctes|réelles|bonnes)|values? (?:\S+ )?(?:right|real|correct|fine)/i,
  ],
  ['corrected_data', /(?:données?|fichier) corrigée?s?|corrected (?:data|file|values)/i],
  [
    'need_info',
    /besoin de précisions|more information|plus d.information|pouvez-vous préciser|could you (?:tell|explain)/i,
  ],
];
/** Never more than a hint: null unless the words point at one answer. */
function suggestedBy(said: string): AnswerCode | null {
  const hits = WORDS.filter(([, pattern]) => pattern.test(said)).map(([code]) => code);
  return hits.length === 1 ? (hits[0] ?? null) : null;
}
