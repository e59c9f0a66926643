const SUBJECT_MAX = 120;
/** A greeting of its own: `Bonjour,`, `Madame, Monsieur,`, `Dear all`. Longer words after it are part of the question. */
const GREETING =
  /^(?:re-?bonjour|bonjour|bonsoir|salut|madame|monsieur|mesdames|messieurs|ch[eè]re?s?|hello|hi|hey|dear|good (?:morning|afternoon|evening))(?![\p{L}\p{N}])(?:(?: [\p{L}'’.-]+){0,3}\s?[,!]|(?: [\p{L}'’.-]+){0,2}[.:]?$)\s*/iu;

/** What a question is about, as lists show it: its first line that says more than a greeting. */
export function subjectFrom(text: string): string {
  const lines = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  const said = lines.map(withoutGreeting).find((line) => line !== '') ?? lines[0] ?? '';
  const subject = said.charAt(0).toLocaleUpperCase('fr') + said.slice(1);
  return subject.length > SUBJECT_MAX ? cut(subject) : subject;
}

/** After a sentence where one ends, else between two words. */
function cut(subject: string): string {
  const head = subject.slice(0, SUBJECT_MAX);
  const sentence = /^.{20,}?[.?!](?= )/u.exec(head)?.[0];
  return sentence ?? `${/^.{60,}(?= )/u.exec(head)?.[0] ?? head} …`;
}

function withoutGreeting(line: string): string {
  const rest = line.replace(GREETING, '');
  return rest === line ? line : withoutGreeting(rest);
}
