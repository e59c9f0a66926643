import { addresseesFor, contactNames } from '../../db/case-desk';
import { findSummary } from '../../db/case-list';
import {
  anomaliesOf,
  answersOf,
  contactOfCase,
  decisionsOf,
  evidenceOf,
  mailsOf,
  messagesOf,
  pointsOf,
  tasksOf,
} from '../../db/case-view';
import { restrictedCases } from '../../db/access';
import { eventsOf } from '../../db/events';
import { listPeople, type Person } from '../../db/people';
import { standOf } from '../../domain/case';
import { allowedVerbs } from '../verbs';
import type { CaseView } from '../../web/console/case-view';
import type { ServerDeps } from '../deps';

const ANOMALIES_SHOWN = 100;
import { enclosuresOf } from './correction-view';
const EVENTS_SHOWN = 500;

/** Everything the page of this case shows to this person; null when there is no such case. */
export async function readCaseView(
  { pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>,
  number: string,
  person: Person,
  anomaliesAfter: number,
): Promise<CaseView | null> {
  const of = await findSummary(pool, number);
  if (!of) return null;
  const now = clock();
  const [contact, restricted, evidence, anomalies, answers, decisions, messages] = await Promise.all([
    contactOfCase(pool, of.id),
    restrictedCases(pool, [of.id], now),
    evidenceOf(pool, of.id),
    anomaliesOf(pool, of.id, ANOMALIES_SHOWN + 1, anomaliesAfter),
    answersOf(pool, of.id),
    decisionsOf(pool, of.id),
    messagesOf(pool, of.id),
  ]);
  const [mails, tasks, events, everybody, addressees] = await Promise.all([
    mailsOf(pool, of.id),
    tasksOf(pool, of.id),
    eventsOf(pool, `case/${of.id}`, EVENTS_SHOWN),
    listPeople(pool),
    addresseesFor(pool, of.supplier),
  ]);
  const currentVersion = of.phase === 'answered' ? (answers[0]?.version ?? null) : null;
  const shown = anomalies.slice(0, ANOMALIES_SHOWN);
  const actors = [
    ...events.map(({ actor }) => actor),
    ...answers.map(({ author }) => author),
    ...messages.map(({ author }) => author),
  ];
  return {
    of,
    now,
    contact,
    restricted: restricted.has(of.id),
    evidence: evidence.map(({ doc }) => doc),
    anomalies: shown.toSorted((a, b) => (a.start?.getTime() ?? 0) - (b.start?.getTime() ?? 0)),
    points: await pointsOf(pool, shown),
    moreAnomalies: anomalies.length > ANOMALIES_SHOWN ? (shown.at(-1)?.id ?? null) : null,
    answers,
    decisions,
    messages,
    mails,
    enclosures: await enclosuresOf(
      pool,
      of.id,
      evidence.map(({ doc }) => doc),
    ),
    events,
    tasks,
    currentVersion,
    stand: standOf(of.phase, currentVersion),
    names: {
      people: new Map(everybody.map(({ code, name }) => [code, name])),
      contacts: await contactNames(pool, [...contactsAmong(actors), ...contactsIn(events)]),
    },
    allowed: allowedVerbs(of.phase, person.role),
    visitor: person.code,
    people: everybody.filter(({ active, role }) => active && role !== 'read_only'),
    addressees,
  };
}

const contactsAmong = (actors: readonly string[]): string[] => [
  ...new Set(actors.flatMap((actor) => (actor.startsWith('contact:') ? actor.slice('contact:'.length) : []))),
];
const contactsIn = (events: readonly { data: Record<string, unknown> }[]): string[] =>
  events.flatMap(({ data }) => (typeof data['contact'] === 'number' ? String(data['contact']) : []));
