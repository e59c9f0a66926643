import { Fragment } from 'preact';
import type { CaseView } from '../../web/console/case-view';
import { badgesOf, type NamedCase, sayCase, sayNext } from '../../web/console/case-words';
import { ConsolePage } from '../../web/console/layout';
import { sayWho, timelineOf } from '../../web/console/timeline';
import { sayDataTime, sayDeadline, sayDistance } from '../../web/console/when';
import { page } from '../../web/html';
import { translator } from '../../web/words';
import { AT } from '../support/facts';

const fr = translator('fr');
const en = translator('en');
const names = { people: new Map([['alix', 'Alix Morel']]), contacts: new Map([['7', 'Anne Le Goff']]) };
const aNamedCase: NamedCase = {
  number: 'A-2026-00417',
  phase: 'notified',
  turn: 'supplier',
  severity: 'error',
  family: 'value',
  source: 'tsg',
  dataset: 'leg-1',
  supplier: 'genavir',
  supplierName: null,
  cruise: null,
  cruiseName: null,
  platform: '35HT',
  platformName: 'Thalassa',
  sensor: null,
  sensorName: null,
  parameter: 'TEMP',
  check: 'qartod.spike_test',
  firstTime: null,
  lastTime: null,
  openedAt: AT,
  phaseSince: AT,
  heldUntil: null,
  recoveredAt: null,
  escalationLevel: 0,
  assignee: null,
  outcome: null,
  nextStep: 'writeLetter',
  dueAt: AT,
  anomalies: 1,
};
const aView = (patch: Partial<CaseView>): CaseView => ({
  of: aNamedCase,
  now: AT,
  contact: null,
  set: null,
  rightContact: null,
  guests: [],
  restricted: false,
  evidence: [],
  anomalies: [],
  points: new Map(),
  moreAnomalies: null,
  gate: null,
  answers: [],
  enclosures: { failing: new Map(), references: new Map(), newest: null },
  decisions: [],
  messages: [],
  mails: [],
  received: [],
  tickets: [],
  events: [],
  tasks: [],
  currentVersion: null,
  stand: 'notified',
  names,
  allowed: [],
  visitor: 'alix',
  people: [],
  addressees: [],
  ...patch,
});
const later = (hours: number): Date => new Date(AT.getTime() + hours * 3_600_000);

test('data times are universal, deadlines are in Paris time, in summer and winter', () => {
  expect(sayDataTime(AT, fr)).toBe('2 mars 2026, 08:00 TU');
  expect(sayDeadline(AT, fr)).toBe('2 mars 2026, 09:00 (heure de Paris)');
  expect(sayDeadline(new Date('2026-07-01T22:30:00Z'), fr)).toBe('2 juil. 2026, 00:30 (heure de Paris)');
  expect(sayDataTime(new Date('2026-03-01T00:00:00Z'), fr)).toBe('1er mars 2026, 00:00 TU');
  expect(sayDataTime(AT, en)).toBe('2 Mar 2026, 08:00 UTC');
});

test('distances are said in the unit a person would choose', () => {
  expect([0.5, 5, 47, 240].map((hours) => sayDistance(AT, later(hours), fr))).toEqual([
    'il y a 30 minutes',
    'il y a 5 heures',
    'avant-hier',
    'il y a 10 jours',
  ]);
  expect(sayDistance(later(24 * 3), AT, en)).toBe('in 3 days');
});

test('a case is named by what people know, else by its codes; who is waited for is said when no step is due', () => {
  expect(sayCase(aNamedCase, fr)).toBe('Thalassa : Température, pics');
  expect(sayCase({ ...aNamedCase, platform: null, platformName: null, parameter: 'XYZ', check: 'own_check' }, fr)).toBe(
    'leg-1 : XYZ, own_check',
  );
  expect(sayNext(aNamedCase, [], fr)).toBe('Lettre au contact');
  expect(sayNext({ ...aNamedCase, turn: 'desk', nextStep: null }, [], fr)).toBe('À nous de joindre le fournisseur');
  expect(sayNext({ ...aNamedCase, phase: 'closed', turn: 'none', nextStep: null }, [], en)).toBe(
    'Nothing: the case is finished',
  );
});

test('badges say what is unusual, and nothing about a case that goes its way', () => {
  expect(badgesOf(aNamedCase, ['triage'], AT, fr)).toEqual([]);
  const held = { ...aNamedCase, heldUntil: later(24), severity: 'critical' as const };
  expect(badgesOf(held, ['letter_refused'], AT, en).map(({ text }) => text)).toEqual([
    'critical',
    'held until 3 Mar 2026',
    'address refused',
  ]);
  expect(badgesOf(held, [], later(25), en).map(({ text }) => text)).toEqual(['critical']);
});

test('the timeline merges log, answers, messages and mails by instant, and says each thing once', () => {
  const view = aView({
    events: [
      { at: AT, type: 'case.opened', actor: 'service:qc', data: { added: 2 } },
      { at: later(1), type: 'case.grew', actor: 'service:qc', data: { added: 3 } },
      { at: later(2), type: 'case.grew', actor: 'service:qc', data: { added: 4 } },
      { at: later(3), type: 'case.send', actor: 'person:alix key:3', data: {} },
      { at: later(6), type: 'case.answer', actor: 'contact:7', data: {} },
      { at: later(7), type: 'something.new', actor: 'clock', data: {} },
    ],
    mails: [
      {
        id: 'm',
        kind: 'letter',
        reason: 'first',
        to: 'a@example.org',
        state: 'sent',
        createdAt: later(4),
        sentAt: later(5),
        trouble: null,
      },
    ],
    answers: [
      {
        version: 1,
        code: 'eliminate',
        cause: null,
        comment: 'À jeter.',
        plannedOn: null,
        fileName: null,
        fileSize: null,
        corrected: null,
        withdrawn: false,
        rightName: null,
        rightEmail: null,
        author: 'contact:7',
        at: later(6),
        approvals: [],
      },
    ],
  });
  expect(timelineOf(view, fr).map(({ who, text, quote }) => [who, text, quote])).toEqual([
    ['Chaîne qc', 'ouvre le cas (2 anomalies)', null],
    ['Chaîne qc', 'ajoute 7 anomalies', null],
    ['Alix Morel, par une clé d’API', 'envoie au fournisseur', null],
    [null, 'Première lettre préparée pour a@example.org', null],
    [null, 'Première lettre envoyée à a@example.org', null],
    ['Anne Le Goff, fournisseur', 'répond (version 1) : Les données sont à éliminer', 'À jeter.'],
    ['Vigie', 'autre changement', null],
  ]);
});

test.each([
  [{ added: 0, updated: 1 }, 'retrouve 1 anomalie', 'finds 1 anomaly again'],
  [{ added: 0, updated: 3 }, 'retrouve 3 anomalies', 'finds 3 anomalies again'],
  [{ added: 1, updated: 3 }, 'ajoute 1 anomalie', 'adds 1 anomaly'],
])('what a run brings to a case is told as new or as found again: %j', (data, french, english) => {
  const view = aView({ events: [{ at: AT, type: 'case.grew', actor: 'service:qc', data }] });
  expect([fr, en].map((t) => timelineOf(view, t)[0]?.text)).toEqual([french, english]);
});

test('somebody the registers no longer know keeps their code', () => {
  expect(sayWho('person:gone', names, fr)).toBe('gone');
  expect(sayWho('contact:99', names, en)).toBe('99, supplier');
});

test('a page names its language, its place, its faults and its person, and escapes what it is given', () => {
  const shell = {
    t: en,
    person: { name: '<b>Alix</b>', role: 'assistant' },
    csrf: 'token',
    path: '/registers',
  } as const;
  const html = page(
    <ConsolePage {...shell} title="A & B" flash="Done <i>" faults={[{ field: 'q', text: 'No "such" thing' }]}>
      <Fragment>inside</Fragment>
    </ConsolePage>,
  );
  expect(html).toMatch(/^<!doctype html><html lang="en">/);
  expect(html).toContain('<title>Error: A &amp; B – Vigie</title>');
  expect(html).toContain('<a href="/registers" aria-current="page">');
  expect(html).toContain('<a href="#q">No &quot;such&quot; thing</a>');
  expect(html).not.toMatch(/<b>Alix|<i>|href="\/policy"/);
});
