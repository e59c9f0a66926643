import {
  cruisesOf,
  factsOf,
  headOf,
  helloOf,
  hostOf,
  type Letter,
  type LetterCase,
  lettersOf,
  openingOf,
  otherUrl,
  personOf,
  sayEach,
  sayLetters,
  templateOf,
} from './letter';

const WIDTH = 72;

/** Breaks at blanks so that no line is longer than 72 columns; a link is one word and stays whole. */
export function wrap(text: string, indent = ''): string {
  return text
    .split('\n')
    .flatMap((line) => {
      const lines: string[] = [];
      let current = indent;
      for (const word of line.split(/[ \t]+/)) {
        if (current.length > indent.length && current.length + 1 + word.length > WIDTH) {
          lines.push(current);
          current = indent;
        }
        current += current.length > indent.length ? ` ${word}` : word;
      }
      return [...lines, current];
    })
    .join('\n')
    .replace(/[ \t]+$/gm, '');
}

/** The first part of the mail, complete in itself: facts, the answers as letters, and each link on a line of its own. */
export const textOf = (letter: Letter): string =>
  partsOf(
    letter,
    letter.cases.map((of) => caseOf(of, letter)),
  );

/** The whole of a mail for who reads it at sea, in bytes, and what its headers take of that. */
const SMALL_MAX = 4096;
const HEADERS_MAX = 1500;
/** As `textOf`, with as many of the cases as four kilobytes hold. */
export function smallTextOf(letter: Letter): string {
  const { cases, more } = letter;
  for (let shown = cases.length; shown > 1; shown -= 1) {
    const text = textOf({ ...letter, cases: cases.slice(0, shown), more: more + cases.length - shown });
    if (sentBytes(text) <= SMALL_MAX - HEADERS_MAX) return text;
  }
  return textOf({ ...letter, cases: cases.slice(0, 1).map(shortened), more: more + cases.length - 1 });
}
/** How many bytes it takes as quoted-printable: three for each that is not plain. */
const sentBytes = (text: string): number =>
  [...Buffer.from(text)].reduce((sum, byte) => sum + (byte > 126 || byte === 61 ? 3 : byte === 10 ? 2 : 1), 0);
const COMMENT_MAX = 600;
const shortened = (of: LetterCase): LetterCase =>
  of.comment !== null && of.comment.length > COMMENT_MAX
    ? { ...of, comment: `${of.comment.slice(0, COMMENT_MAX).trimEnd()} …` }
    : of;

function partsOf(letter: Letter, cases: readonly string[]): string {
  const { t, url, centre, more } = letter;
  const several = cases.length + more > 1;
  const person = personOf(letter);
  const letters = lettersOf(letter);
  const each = sayEach(letter);
  const template = templateOf(letter);
  return `${[
    wrap(helloOf(letter)),
    wrap(openingOf(letter)),
    ...cases,
    ...(more > 0 ? [wrap(t('letter.moreCases', { count: more }))] : []),
    ...(letter.restricted ? [wrap(t('letter.restricted'))] : []),
    `${wrap(several ? t('letter.several') : t('letter.online', { host: hostOf(url) }))}\n${url}`,
    ...(letters.length === 0
      ? []
      : [[wrap(sayLetters(letter)), ...letters.map((line) => wrap(line, '  '))].join('\n')]),
    ...(each === null ? [] : [`${wrap(each.how)}\n  ${each.line}`]),
    ...(template === null ? [] : [`${wrap(t('letter.template'))}\n${template}`]),
    `${t('letter.other')}\n${otherUrl(letter)}`,
    ...letter.advice.map(({ title, url: where }) => `${wrap(`${t('letter.advice')} ${title}`)}\n${where}`),
    ...(person === null ? [] : [wrap(person)]),
    `-- \n${t('letter.sign', { centre: centre.name, email: centre.email })}`,
  ].join('\n\n')}\n`;
}

/** One case; the first of a cruise stands under its name. */
function caseOf(of: LetterCase, letter: Letter): string {
  const group = cruisesOf(letter).find(({ cases }) => cases[0] === of);
  return [
    ...(group?.cruise ? [`== ${group.cruise} ==`, ''] : []),
    headOf(of, letter),
    ...factsOf(of, letter.t).map((fact) => wrap(fact, '  ')),
    ...(of.comment === null ? [] : [wrap(letter.t('letter.comment'), '  '), wrap(quoted(of.comment), '    ')]),
  ].join('\n');
}

/** Words of the desk; a line of them must not look like our signature mark. */
const quoted = (comment: string): string => comment.replaceAll(/^-- ?$/gm, '–');
