import { familyOf } from '../../domain/anomaly';
import { NEWS_REASONS } from '../../domain/case';
import type { Why } from '../../domain/contact';
import type { Description } from '../../domain/describe';
import type { LetterAdvice } from '../advice/view';
import { sayBounds, sayCheck, sayDay, saySentence, sayShortDay, sayWhere } from '../say';
import type { Translate, Word } from '../words';

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
  /** Name of the colleague who passed it on. */
  passedOnBy: string | null;
  /** Cruise by cruise, in the order of their time. */
  cases: LetterCase[];
  /** How many more stand on the page only. */
  more: number;
  /** The signed link, whole. */
  url: string;
  /** The address of its own that a reply to it comes to; null: none is read. */
  replyTo: string | null;
  restricted: boolean;
  /** Good practice that goes with it. */
  advice: readonly LetterAdvice[];
}

const A_TO_E = ['A', 'B', 'C', 'D', 'E'] as const;
/** What one word can say of several cases: corrected data and a question belong to one. */
const FOR_ALL = ['A', 'B', 'C'] as const;
/** The lettered answers in plain words: `A  Panne ou mauvais réglage du capteur`; none where one letter would not be an answer. */
export function lettersOf({ t, cases, more }: Letter): string[] {
  const asked = cases.filter((of) => of.open && !isAboutFiles(of));
  const letters = isOfSeveral({ cases, more }) ? FOR_ALL : A_TO_E;
  const fits = isOfSeveral({ cases, more }) ? more === 0 && asked.length === cases.length : asked.length > 0;
  return fits ? letters.map((letter) => `${letter}  ${t(`letter.${letter}`)}`) : [];
}
/** How the reader is told of them. */
export const sayLetters = (letter: Letter): string =>
  letter.t(isOfSeveral(letter) ? 'letter.lettersForAll' : 'letter.letters');
/** How several are answered one by one, and a line to begin with; null where one letter would not be an answer. */
export function sayEach({ t, cases, more }: Letter): { how: string; line: string } | null {
  const asked = cases.find((of) => of.open && !isAboutFiles(of));
  return isOfSeveral({ cases, more }) && asked ? { how: t('letter.each'), line: `${asked.number}: A` } : null;
}
/** What a reply by this line holds. */
export const replyOf = (line: string, letter: Letter): string =>
  `${line[0] ?? ''}${isOfSeveral(letter) ? ` ${letter.t('letter.forAll')}` : ''}`;
const isOfSeveral = ({ cases, more }: Pick<Letter, 'cases' | 'more'>): boolean => cases.length + more > 1;

/** Address of the table to fill in with corrected values; null where none is asked for, or nothing has values. */
export const templateOf = ({ t, cases, more, url }: Letter): string | null => {
  const [only] = cases;
  return only && cases.length + more === 1 && only.open && hasValues(only)
    ? `${url}/correction.csv?case=${only.number}&lang=${t.language}`
    : null;
};

const hasValues = ({ description }: LetterCase): boolean =>
  description.checks.some((check) => ['value', 'position_time'].includes(familyOf(check)));

/** Whether a file came has answers of its own, which stand on the page. */
const isAboutFiles = ({ description }: LetterCase): boolean =>
  description.checks.every((check) => familyOf(check) === 'flow');

const SUBJECTS: Partial<Record<string, Word>> = {
  reminder: 'letter.subject.reminder',
  asked_again: 'letter.subject.reminder',
  all_resolved: 'letter.subject.resolved',
  new_anomalies: 'letter.subject.news',
  some_resolved: 'letter.subject.partly',
  reply: 'letter.subject.reply',
  forward: 'letter.subject.forward',
};

/** A day in their subject would be read as that of the news. */
const ASKING_NOTHING: ReadonlySet<string> = new Set([...NEWS_REASONS, 'reply', 'forward']);

/** The first case's number in brackets, what is wrong, before when an answer is wanted, and how many more. */
export function subjectOf({ t, centre, cases, more }: Pick<Letter, 't' | 'centre' | 'cases' | 'more'>): string {
  const [first] = cases;
  if (!first) throw new Error('a letter about no case');
  if (first.reason === 'new_link') return t('letter.subject.new_link', { centre: centre.name, number: first.number });
  const { description, wantedBefore } = first;
  const when = description.start ? `, ${sayShortDay(description.start, t.language)}` : '';
  const names = description.names.length === 1 ? description.names : [];
  const what = saySentence({ ...description, start: null, names }, t) + when;
  const args = { centre: centre.name, number: first.number, platform: first.platform ?? first.dataset, what };
  const subject = t(SUBJECTS[first.reason] ?? 'letter.subject', args);
  const others = cases.length - 1 + more;
  if (others > 0) return oneLine(t('letter.subject.more', { subject, count: others }));
  if (wantedBefore === null || ASKING_NOTHING.has(first.reason)) return oneLine(subject);
  return oneLine(t('letter.subject.before', { subject, day: sayShortDay(wantedBefore, t.language) }));
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

/** Why we write; where the cases differ in it, each says its own. */
export const openingOf = ({ t, cases, passedOnBy }: Letter): string =>
  t.of(isMixed(cases) ? 'letter.why.mixed' : `letter.why.${cases[0]?.reason ?? 'first'}`, { by: passedOnBy ?? 'none' });
const isMixed = (cases: readonly LetterCase[]): boolean => new Set(cases.map(({ reason }) => reason)).size > 1;
/** The number, and in a letter of several reasons the one for this case. */
export const headOf = (of: LetterCase, { t, cases }: Letter): string =>
  isMixed(cases) ? t('letter.head', { number: of.number, reason: t.of(`letter.reason.${of.reason}`) }) : of.number;
/** The cases of each cruise; its name is null when all are of one, which each case then says itself. */
export function cruisesOf({ cases }: Letter): { cruise: string | null; cases: LetterCase[] }[] {
  const groups = new Map<string | null, LetterCase[]>();
  for (const of of cases) groups.set(of.cruise, [...(groups.get(of.cruise) ?? []), of]);
  return groups.size < 2 ? [{ cruise: null, cases }] : [...groups].map(([cruise, all]) => ({ cruise, cases: all }));
}
export const helloOf = ({ t, name }: Letter): string => t('letter.hello', { name: name ?? 'none' });
/** Why this person; null when nothing is known about the choice. */
export const personOf = ({ t, why }: Letter): string | null =>
  why && t('letter.person', { why: t(`letter.person.${why}`) });
export const hostOf = (url: string): string => new URL(url).host;
/** The same link in the other language. */
export const otherUrl = ({ t, url }: Letter): string => `${url}?lang=${t.language === 'fr' ? 'en' : 'fr'}`;
