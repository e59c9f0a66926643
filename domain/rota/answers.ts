import { type AskedAs, type Away, awayAt, backAt, coverChain, leftOrAbsent, mentorOf } from './away';
import { type Moment, momentOf } from './duty-day';
import { type Level, personOf, type RotaFacts } from './facts';
import { overridden } from './layers';

/** In which hands an answer is sought, one after the other. */
export const RUNGS = ['specialist', 'cover', 'level2', 'duty', 'manager', 'anybody'] as const;
export type Rung = (typeof RUNGS)[number];

export interface Query {
  /** Where it begins: at the specialists of its topic, at the second line, or at the duty of the day. */
  role: 'specialist' | 'level2' | 'duty';
  topic: string | null;
  at: Date;
}
export interface Answerer {
  rung: Rung;
  person: string;
  /** Whom this person stands in for. */
  coverFor: string | null;
  /** Who sends what this person, a trainee, writes. */
  sender: string | null;
}
/** One thing that led there: who was asked as what, and why not them, where it was not them. */
export interface Reason {
  rung: Rung;
  person: string;
  away: Away | null;
}
export interface Answer {
  /** Null only while everybody who may answer is absent. */
  first: Answerer | null;
  why: Reason[];
  /** Who is asked next when the one before does not take it; each person once. */
  ladder: Answerer[];
  /** The first return of anybody, when all are absent. */
  backAt: Date | null;
}

const ORDER: Record<Query['role'], readonly Rung[]> = {
  specialist: ['specialist', 'level2', 'duty', 'manager'],
  level2: ['level2', 'duty', 'manager'],
  duty: ['duty', 'level2', 'manager'],
};

/** The one place that says who is asked: every assignment comes here. Nobody who is absent is ever named. */
export function whoAnswers(facts: RotaFacts, query: Query): Answer {
  const moment = momentOf(facts, query.at);
  const climb = climber(facts, moment);
  for (const rung of ORDER[query.role]) for (const one of candidates(facts, rung, query, moment)) climb.ask(one);
  if (climb.ladder.length === 0) for (const one of anybody(facts)) climb.ask(one);
  if (climb.ladder.length === 0) for (const one of anybody(facts)) climb.askOnFreeDay(one);
  const { ladder, why } = climb;
  return { first: ladder[0] ?? null, why, ladder, backAt: ladder.length > 0 ? null : firstBack(facts, moment.at) };
}

/** The next who has not been asked; when all were, the last one again, so that it never ends with nobody. */
export const nextOn = ({ ladder }: Pick<Answer, 'ladder'>, asked: ReadonlySet<string>): Answerer | null =>
  ladder.find(({ person }) => !asked.has(person)) ?? ladder.at(-1) ?? null;

interface Candidate {
  rung: Rung;
  person: string;
  as: AskedAs;
  /** The cover named for this task. */
  cover: string | null;
}

const candidates = (facts: RotaFacts, rung: Rung, { topic }: Query, moment: Moment): Candidate[] => {
  if (rung === 'specialist')
    return (facts.topics.find(({ code }) => code === topic)?.specialists ?? []).map((specialist) => ({
      rung,
      as: 'specialist',
      ...specialist,
    }));
  if (rung === 'level2' || rung === 'duty')
    return overridden(facts, rung === 'level2' ? 2 : 1, moment).map(({ person }) => asked(rung, person));
  return managers(facts, topic).map((person) => asked(rung, person));
};
const asked = (rung: Rung, person: string): Candidate => ({ rung, person, as: 'duty', cover: null });

/** The manager of the topic's first specialist before the others. */
function managers(facts: RotaFacts, topic: string | null): string[] {
  const specialists = facts.topics.find(({ code }) => code === topic)?.specialists ?? [];
  const own = specialists.flatMap(({ person }) => personOf(facts, person)?.manager ?? []);
  const all = facts.people.filter(({ role }) => role === 'manager').map(({ code }) => code);
  return [...new Set([...own, ...all])];
}

/** Nobody of the order is there: whoever can be planned for a line, then everybody. */
const anybody = ({ people }: RotaFacts): Candidate[] =>
  people
    .toSorted((a, b) => firstLevel(b.levels) - firstLevel(a.levels))
    .map(({ code }): Candidate => ({ rung: 'anybody', person: code, as: 'duty', cover: null }));
const firstLevel = (levels: readonly Level[]): number => Math.max(0, ...levels);

function climber(facts: RotaFacts, moment: Moment) {
  const ladder: Answerer[] = [];
  const why: Reason[] = [];
  const step = (rung: Rung, person: string, coverFor: string | null): void => {
    if (ladder.some((known) => known.person === person)) return;
    ladder.push({ rung, person, coverFor, sender: mentorOf(facts, person, moment) });
    why.push({ rung, person, away: null });
  };
  return {
    ladder,
    why,
    ask({ rung, person, as, cover }: Candidate): void {
      const away = awayAt(facts, person, moment, as);
      if (!away) {
        step(rung, person, null);
        if (cover && !awayAt(facts, cover, moment, as)) step('cover', cover, person);
        return;
      }
      const chain = coverChain(facts, person, moment, as, new Set(), cover);
      for (const passed of chain.passed)
        why.push({ rung: passed.person === person ? rung : 'cover', person: passed.person, away: passed.away });
      if (chain.person) step('cover', chain.person, person);
    },
    /** Better a colleague on a free day than nobody. */
    askOnFreeDay({ rung, person }: Candidate): void {
      const isThere = leftOrAbsent(facts, person, moment.at, 'duty') === null;
      const isAlone = personOf(facts, person)?.mentor !== null && mentorOf(facts, person, moment) === null;
      if (isThere && !isAlone) step(rung, person, null);
    },
  };
}

const firstBack = (facts: RotaFacts, at: Date): Date | null => {
  const backs = facts.people
    .filter(({ active, role, mentor }) => active && role !== 'read_only' && mentor === null)
    .map(({ code }) => backAt(facts, code, at, 'duty').getTime());
  return backs.length === 0 ? null : new Date(Math.min(...backs));
};
