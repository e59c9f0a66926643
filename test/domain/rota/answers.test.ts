import fc from 'fast-check';
import { awayAt, coverChain } from '../../../domain/rota/away';
import { nextOn, whoAnswers } from '../../../domain/rota/answers';
import { momentOf } from '../../../domain/rota/duty-day';
import { ticketsToMove } from '../../../domain/rota/move';
import type { RotaFacts } from '../../../domain/rota/facts';
import { aPerson, aRota, away } from '../../support/rota';

const at = new Date('2026-06-02T10:00:00Z');
const day = '2026-06-02';
const desk = aRota({
  people: [
    aPerson('ana'),
    aPerson('bob'),
    aPerson('sam', { role: 'specialist', levels: [] }),
    aPerson('sue', { role: 'specialist', levels: [] }),
    aPerson('max', { role: 'manager', levels: [] }),
  ],
  shifts: [
    { day, level: 1, layer: 'rotation', person: 'ana' },
    { day, level: 2, layer: 'rotation', person: 'bob' },
  ],
  topics: [
    { code: 'physics', active: true, straightToExternal: false, specialists: [{ person: 'sam', cover: 'sue' }] },
  ],
});
const asked = (facts: RotaFacts, role: 'specialist' | 'level2' | 'duty' = 'specialist') =>
  whoAnswers(facts, { role, topic: 'physics', at });
const ladderOf = (facts: RotaFacts, role?: 'specialist' | 'level2' | 'duty') =>
  asked(facts, role).ladder.map(({ rung, person }) => `${rung} ${person}`);

test('an answer is sought from the specialist, the cover, level 2, the duty, the manager', () => {
  expect(ladderOf(desk)).toEqual(['specialist sam', 'cover sue', 'level2 bob', 'duty ana', 'manager max']);
  expect(ladderOf(desk, 'duty')).toEqual(['duty ana', 'level2 bob', 'manager max']);
  expect(asked(desk).first?.person).toBe('sam');
});

test('who is away is passed over, and the reasons say who and until when', () => {
  const absences = [away('sam', '2026-06-01', '2026-06-10', { cover: 'ana' }), away('sue', '2026-06-02', '2026-06-03')];
  const answer = asked({ ...desk, absences });
  expect(answer.first).toEqual({ rung: 'cover', person: 'ana', coverFor: 'sam', sender: null });
  expect(answer.why.slice(0, 2)).toEqual([
    { rung: 'specialist', person: 'sam', away: { because: 'absent', until: new Date('2026-06-10T00:00:00Z') } },
    { rung: 'cover', person: 'sue', away: { because: 'absent', until: new Date('2026-06-03T00:00:00Z') } },
  ]);
});

test('cover is followed from one to the next, and a circle of covers ends', () => {
  const absences = [
    away('sam', day, '2026-06-10', { cover: 'ana' }),
    away('ana', day, '2026-06-10', { cover: 'bob' }),
    away('sue', day, '2026-06-10'),
  ];
  expect(asked({ ...desk, absences }).first?.person).toBe('bob');
  const circle = [...absences, away('bob', day, '2026-06-10', { cover: 'sam' })];
  expect(asked({ ...desk, absences: circle }).first).toEqual({
    rung: 'manager',
    person: 'max',
    coverFor: null,
    sender: null,
  });
});

test('a mission at sea that reads mail still answers as a specialist, but is not on duty', () => {
  const mission = { kind: 'mission', readsMail: true } as const;
  const facts = {
    ...desk,
    absences: [away('sam', day, '2026-06-10', mission), away('ana', day, '2026-06-10', mission)],
  };
  expect(asked(facts).first?.person).toBe('sam');
  expect(asked(facts, 'duty').first?.person).toBe('bob');
  const silent = { ...desk, absences: [away('sam', day, '2026-06-10', { ...mission, readsMail: false })] };
  expect(asked(silent).first?.person).toBe('sue');
});

test('a trainee writes and the mentor sends; without the mentor, or who covers the mentor, the trainee is not asked', () => {
  const people = [...desk.people.filter(({ code }) => code !== 'ana'), aPerson('ana', { mentor: 'bob' })];
  const facts = { ...desk, people };
  expect(asked(facts, 'duty').first).toEqual({ rung: 'duty', person: 'ana', coverFor: null, sender: 'bob' });
  const alone = { ...facts, absences: [away('bob', day, '2026-06-10')] };
  expect(asked(alone, 'duty').first?.person).toBe('max');
  const covered = { ...facts, absences: [away('bob', day, '2026-06-10', { cover: 'sue' })] };
  expect(asked(covered, 'duty').first?.sender).toBe('sue');
});

test('after the end of an absence nothing of it is left', () => {
  const absences = [away('sam', '2026-05-01', day, { cover: 'ana' })];
  const answer = asked({ ...desk, absences });
  expect(answer.first).toEqual({ rung: 'specialist', person: 'sam', coverFor: null, sender: null });
  expect(answer.why.every((reason) => reason.away === null)).toBe(true);
});

test('with all of the order gone anybody who is there is asked, a colleague on a free day before nobody', () => {
  const gone = ['ana', 'bob', 'sam', 'max'].map((code) => away(code, day, '2026-06-10'));
  expect(asked({ ...desk, absences: gone, topics: [] }).first).toMatchObject({ rung: 'anybody', person: 'sue' });
  const people = desk.people.map((person) => (person.code === 'sue' ? { ...person, weekdays: [1] } : person));
  expect(asked({ ...desk, people, absences: gone, topics: [] }).first).toMatchObject({
    rung: 'anybody',
    person: 'sue',
  });
  const all = [...gone, away('sue', day, '2026-06-05'), away('sue', '2026-06-05', '2026-06-07')];
  const answer = asked({ ...desk, absences: all });
  expect([answer.first, answer.ladder, answer.backAt?.toISOString()]).toEqual([null, [], '2026-06-07T00:00:00.000Z']);
});

test('the next on the ladder is whoever was not asked yet, in the end the last again', () => {
  const answer = asked(desk);
  expect(nextOn(answer, new Set(['sam']))?.person).toBe('sue');
  expect(nextOn(answer, new Set(['sam', 'sue', 'bob', 'ana', 'max']))?.person).toBe('max');
});

test('open tickets of whoever is absent move, and come back to nobody for having returned', () => {
  const tickets = [
    { number: 'T-1', assignee: 'ana', role: 'duty' as const },
    { number: 'T-2', assignee: 'bob', role: 'duty' as const },
    { number: 'T-3', assignee: null, role: 'duty' as const },
  ];
  const absences = [away('ana', day, '2026-06-03')];
  expect(ticketsToMove({ ...desk, absences }, tickets, at).map(({ number }) => number)).toEqual(['T-1']);
  const given = [{ number: 'T-1', assignee: 'bob', role: 'duty' as const }];
  expect(ticketsToMove({ ...desk, absences }, given, new Date('2026-06-04T10:00:00Z'))).toEqual([]);
});

const CODES = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5'];
const code = fc.constantFrom(...CODES);
const maybe = fc.option(code, { nil: null });
const instant = fc.integer({ min: -10, max: 10 }).map((hours) => new Date(at.getTime() + hours * 3_600_000));
const desks = fc.record({
  people: fc.tuple(
    ...CODES.map((own) =>
      fc
        .record({
          role: fc.constantFrom('assistant', 'specialist', 'manager', 'read_only' as const),
          active: fc.boolean(),
          weekdays: fc.subarray([1, 2, 3, 4, 5, 6, 7]),
          mentor: maybe,
        })
        .map((patch) => aPerson(own, { ...patch, mentor: patch.mentor === own ? null : patch.mentor })),
    ),
  ),
  absences: fc.array(
    fc
      .record({ person: code, cover: maybe, a: instant, b: instant, readsMail: fc.boolean() })
      .map(({ person, cover, a, b, readsMail }) => ({
        ...away(person, day, day),
        cover,
        readsMail,
        startsAt: a < b ? a : b,
        endsAt: a < b ? b : a,
      })),
    { maxLength: 12 },
  ),
  specialists: fc.array(fc.record({ person: code, cover: maybe }), { maxLength: 3 }),
  first: maybe,
  second: maybe,
});
const rotaOf = ({
  people,
  absences,
  specialists,
  first,
  second,
}: typeof desks extends fc.Arbitrary<infer T> ? T : never) =>
  aRota({
    people,
    absences,
    topics: [{ code: 'physics', active: true, straightToExternal: false, specialists }],
    shifts: [first, second].flatMap((person, place) =>
      person === null ? [] : [{ day, level: place === 0 ? 1 : 2, layer: 'rotation', person } as const],
    ),
  });

test('whatever the absences and covers, each walk ends, nobody absent is asked, nobody twice, and nobody only when nobody is there', () => {
  fc.assert(
    fc.property(desks, fc.constantFrom('specialist', 'level2', 'duty' as const), (some, role) => {
      const facts = rotaOf(some);
      const { ladder, first, backAt } = whoAnswers(facts, { role, topic: 'physics', at });
      const names = ladder.map(({ person }) => person);
      expect(new Set(names).size).toBe(names.length);
      for (const { person, sender } of ladder) {
        const isAbsent = facts.absences.some(
          (absence) => absence.person === person && absence.startsAt <= at && at < absence.endsAt && !absence.readsMail,
        );
        expect([person, isAbsent]).toEqual([person, false]);
        const row = facts.people.find((one) => one.code === person);
        expect(row?.active && row.role !== 'read_only').toBe(true);
        expect(row?.mentor === null).toBe(sender === null);
      }
      const isSomebodyThere = CODES.some((own) => awayAt(facts, own, momentOf(facts, at), 'duty') === null);
      if (isSomebodyThere) expect(first).not.toBeNull();
      if (first) expect(backAt).toBeNull();
    }),
    { numRuns: 1000 },
  );
});

test('a chain of covers ends with somebody who is there, and passes nobody twice', () => {
  fc.assert(
    fc.property(desks, code, (some, own) => {
      const facts = rotaOf(some);
      const moment = momentOf(facts, at);
      const { person, passed } = coverChain(facts, own, moment, 'duty');
      if (person !== null) expect(awayAt(facts, person, moment, 'duty')).toBeNull();
      expect(new Set(passed.map((one) => one.person)).size).toBe(passed.length);
    }),
    { numRuns: 1000 },
  );
});
