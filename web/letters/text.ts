import { factsOf, helloOf, type Letter, lettersOf, openingOf, otherUrl, personOf, hostOf } from './letter';

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
export function textOf(letter: Letter): string {
  const { t, cases, url, centre } = letter;
  const several = cases.length > 1;
  const person = personOf(letter);
  const letters = lettersOf(letter);
  return `${[
    wrap(helloOf(letter)),
    wrap(openingOf(letter)),
    ...cases.map((of) =>
      [
        `${of.number}${of.reason === 'reminder' && several ? ` (${t('letter.reason.reminder')})` : ''}`,
        ...factsOf(of, t).map((fact) => wrap(fact, '  ')),
        ...(of.comment === null ? [] : [wrap(t('letter.comment'), '  '), wrap(quoted(of.comment), '    ')]),
      ].join('\n'),
    ),
    ...(letter.restricted ? [wrap(t('letter.restricted'))] : []),
    `${several ? wrap(t('letter.several')) : wrap(t('letter.online', { host: hostOf(url) }))}\n${url}`,
    ...(letters.length === 0
      ? []
      : [[wrap(t('letter.letters')), ...letters.map((line) => wrap(line, '  '))].join('\n')]),
    `${t('letter.other')}\n${otherUrl(letter)}`,
    ...(person === null ? [] : [wrap(person)]),
    `-- \n${t('letter.sign', { centre: centre.name, email: centre.email })}`,
  ].join('\n\n')}\n`;
}

/** Words of the desk; a line of them must not look like our signature mark. */
const quoted = (comment: string): string => comment.replaceAll(/^-- ?$/gm, '–');
