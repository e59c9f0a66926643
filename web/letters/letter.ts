import { familyOf } from '../../domain/anomaly';
import { LETTERED_ANSWERS } from '../../domain/answer';
import type { Why } from '../../domain/contact';
import type { Description } from '../../domain/describe';
import { sayBounds, sayCheck, sayDay, saySentence, sayShortDay, sayWhere } from '../say';
import type { Translate } from '../words';

/** One case of a letter, as facts. */
export interface LetterCase {
  number: string;
  reason: string;
  /** What the desk wrote to go with it. */
  comment: string | null;
  description: Description;
  platform: string | null;
  sensor: string | null;
  cruise: string | null;
  dataset: string;
  /** The supplier may answer it now. */
  open: boolean;
  /** Null when no answer is awaited. */
  wantedBefore: Date | null;
}
export interface Letter {
  t: Translate;
  centre: { name: string; email: string };
  /** The person's name; null for a mailbox without one. */
  name: string | null;
  why: Why | null;
  cases: LetterCase[];
  /** The signed link, whole. */
  url: string;
  restricted: boolean;
}

const A_TO_E = ['A', 'B', 'C', 'D', 'E'] as const;
/** The lettered answers in plain words: `A  Panne ou mauvais réglage du capteur`; none where one letter would not be an answer. */
export const lettersOf = ({ t, cases }: Letter): string[] =>
  cases.length > 1 || !cases.some((of) => of.open && !isAboutFiles(of))
    ? []
    : LETTERED_ANSWERS.map((_, i) => `${A_TO_E[i]}  ${t.of(`letter.${A_TO_E[i]}`)}`);

/** Whether a file came has answers of its own, which stand on the page. */
const isAboutFiles = ({ description }: LetterCase): boolean =>
  description.checks.every((check) => familyOf(check) === 'flow');

export const REMINDING = new Set(['reminder', 'asked_again']);

/** The first case's number in brackets, what is wrong, and how many more. */
export function subjectOf({ t, centre, cases }: Pick<Letter, 't' | 'centre' | 'cases'>): string {
  const [first] = cases;
  if (!first) throw new Error('a letter about no case');
  if (first.reason === 'new_link') return t('letter.subject.new_link', { centre: centre.name, number: first.number });
  const { description } = first;
  const when = description.start ? `, ${sayShortDay(description.start, t.language)}` : '';
  const names = description.names.length === 1 ? description.names : [];
  const what = saySentence({ ...description, start: null, names }, t) + when;
  const args = { centre: centre.name, number: first.number, platform: first.platform ?? first.dataset, what };
  const subject = t(REMINDING.has(first.reason) ? 'letter.subject.reminder' : 'letter.subject', args);
  return oneLine(cases.length > 1 ? t('letter.subject.more', { subject, count: cases.length - 1 }) : subject);
}
/** Header text: nothing that a sender wrote may begin a line. */
const oneLine = (text: string): string =>
  text
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 200);

/** The facts of one case, a line each. */
export function factsOf(of: LetterCase, t: Translate): string[] {
  const { description: d } = of;
  const where = sayWhere(of).join(', ');
  const measured = d.observed && t('supplier.measured', { observed: sayBounds(d.observed, d.unit, t) });
  const expected = d.expected && t('supplier.expectedRange', { expected: sayBounds(d.expected, d.unit, t) });
  const values = [measured, expected].filter((part) => part !== null).join(' ');
  return [
    where === '' ? of.dataset : where,
    `${saySentence(d, t)}.`,
    ...(values === '' ? [] : [values]),
    t('supplier.check', { check: d.checks.map((check) => sayCheck(check, t)).join(', ') }),
    ...(of.wantedBefore === null ? [] : [t('letter.wanted', { day: sayDay(of.wantedBefore, t.language) })]),
  ];
}

export const openingOf = ({ t, cases }: Letter): string => t.of(`letter.why.${cases[0]?.reason ?? 'first'}`);
export const helloOf = ({ t, name }: Letter): string => t('letter.hello', { name: name ?? 'none' });
/** Why this person; null when nothing is known about the choice. */
export const personOf = ({ t, why }: Letter): string | null =>
  why && t('letter.person', { why: t(`letter.person.${why}`) });
export const hostOf = (url: string): string => new URL(url).host;
/** The same link in the other language. */
export const otherUrl = ({ t, url }: Letter): string => `${url}?lang=${t.language === 'fr' ? 'en' : 'fr'}`;
