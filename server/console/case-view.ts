import { addresseesFor, contactNames } from '../../db/case-desk';
import { readCases } from '../../db/case-row';
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
import { setOfAnswer } from '../../db/conversation/answer-sets';
import { contactAt, guestNames, guestsOfCase } from '../../db/conversation/guests';
import { ticketsOfCase } from '../../db/desk/ticket-view';
import { eventsOf } from '../../db/events';
import { inboundOfCase } from '../../db/inbound/list';
import { listPeople, type Person } from '../../db/people';
import { standOf } from '../../domain/case';
import { allowedVerbs } from '../verbs';
import type { CaseView } from '../../web/console/case-view';
import type { ServerDeps } from '../deps';
import { enclosuresOf } from './correction-view';

const ANOMALIES_SHOWN = 100;
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
  const current = of.phase === 'answered' ? (answers[0] ?? null) : null;
  const shown = anomalies.slice(0, ANOMALIES_SHOWN);
  const actors = [
    ...events.map(({ actor }) => actor),
    ...answers.map(({ author }) => author),
    ...messages.map(({ author }) => author),
  ];
  const docs = evidence.map(({ doc }) => doc);
  return {
    of,
    now,
    contact,
    restricted: restricted.has(of.id),
    evidence: docs,
    anomalies: shown.toSorted((a, b) => (a.start?.getTime() ?? 0) - (b.start?.getTime() ?? 0)),
    gate: await gateOf(pool, of.id),
    points: await pointsOf(pool, shown),
    moreAnomalies: anomalies.length > ANOMALIES_SHOWN ? (shown.at(-1)?.id ?? null) : null,
    answers,
    enclosures: await enclosuresOf(pool, of.id, docs),
    decisions,
    messages,
    mails,
    events,
    tasks,
    ...(await dialogueOf(pool, of.id, current)),
    currentVersion: current?.version ?? null,
    stand: standOf(of.phase, current?.version ?? null),
    names: { people: namesOf(everybody), contacts: await namesFor(pool, actors, events) },
    allowed: allowedVerbs(of.phase, person.role),
    visitor: person.code,
    people: everybody.filter(({ active, role }) => active && role !== 'read_only'),
    addressees,
  };
}

/** What the supplier's side has brought in beside the answer itself. */
async function dialogueOf(
  pool: ServerDeps['pool'],
  caseId: number,
  current: { version: number; rightEmail: string | null } | null,
): Promise<Pick<CaseView, 'set' | 'rightContact' | 'guests' | 'received' | 'tickets'>> {
  return {
    set: current && (await setOfAnswer(pool, caseId, current.version)),
    rightContact: current?.rightEmail ? await contactAt(pool, current.rightEmail) : null,
    guests: await guestsOfCase(pool, caseId),
    received: await inboundOfCase(pool, caseId),
    tickets: await ticketsOfCase(pool, caseId),
  };
}

const namesOf = (people: readonly Person[]) => new Map(people.map(({ code, name }) => [code, name]));
/** Names by the id or code under which the log knows them. */
const namesFor = async (
  pool: ServerDeps['pool'],
  actors: readonly string[],
  events: readonly { data: Record<string, unknown> }[],
): Promise<Map<string, string>> =>
  new Map([
    ...(await contactNames(pool, [...contactsAmong(actors), ...contactsIn(events)])),
    ...(await guestNames(pool, actors)),
  ]);

const contactsAmong = (actors: readonly string[]): string[] => [
  ...new Set(actors.flatMap((actor) => (actor.startsWith('contact:') ? actor.slice('contact:'.length) : []))),
];
const contactsIn = (events: readonly { data: Record<string, unknown> }[]): string[] =>
  events.flatMap(({ data }) => (typeof data['contact'] === 'number' ? String(data['contact']) : []));

async function gateOf(pool: ServerDeps['pool'], id: number): Promise<CaseView['gate']> {
  const gate = (await readCases(pool, [id]))[0]?.facts.gate ?? null;
  return gate && gate.open < gate.needed ? gate : null;
}
