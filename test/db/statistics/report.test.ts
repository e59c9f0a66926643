import fc from 'fast-check';
import { z } from 'zod';
import { readCases } from '../../../db/case-row';
import { tell } from '../../../db/cases';
import { eventsAfter, type PlacedEvent, placeEvents, record } from '../../../db/events';
import { inTransaction, rows, run } from '../../../db/query';
import { listEpisodes } from '../../../db/statistics/list';
import { lastPosition, readReport } from '../../../db/statistics/report';
import { ANSWERS, OUTCOMES, outcomeOf } from '../../../domain/answer';
import type { CaseEvent, CaseEventType } from '../../../domain/case';
import { allowed } from '../../../domain/case-rules';
import { FIGURES, type Figure, type Figures } from '../../../domain/statistics';
import { useDatabase } from '../../support/database';
import { AT, everyEvent } from '../../support/facts';
import { openCase } from '../../support/stories';

const db = useDatabase();
const HOUR_MS = 3_600_000;
const DESK = { kind: 'service', id: 'test' } as const;
const SIDES = ['desk', 'supplier', 'pipeline', 'clock'] as const;
const FAR = new Date('2100-01-01T00:00:00Z');

/** One thing to say next: which of the events that are possible then, how much later, with which words of code. */
const moves = fc.array(
  fc.record({
    pick: fc.nat(1000),
    hours: fc.integer({ min: 0, max: 400 }),
    code: fc.constantFrom(...ANSWERS),
    outcome: fc.constantFrom(...OUTCOMES),
    hold: fc.integer({ min: 1, max: 300 }),
    added: fc.nat(40),
  }),
  { maxLength: 40 },
);
const stories = fc.array(
  fc.record({ supplier: fc.nat(2), check: fc.nat(2), moves, lag: fc.nat(900), held: fc.option(fc.nat(400)) }),
  {
    minLength: 1,
    maxLength: 5,
  },
);
type Move = typeof moves extends fc.Arbitrary<(infer M)[]> ? M : never;

/** What the routes and steps write beside an event. */
function dataOf(event: CaseEvent): Record<string, unknown> {
  if (event.type === 'answer') return { answer: event.code, version: event.version };
  if (event.type === 'close' || event.type === 'settle') return { outcome: event.outcome };
  if (event.type === 'snooze') return { until: event.until.toISOString() };
  return {};
}

async function sayOne(id: number, { pick, code, outcome, hold, added }: Move, at: Date): Promise<void> {
  await inTransaction(db.pool, async (tx) => {
    const [found] = await readCases(tx, [id], true);
    if (!found) throw new Error('no case');
    if (pick % 5 === 0)
      return record(tx, at, DESK, [{ type: 'case.grew', subject: `case/${id}`, data: { added, updated: 1 } }]);
    const options = SIDES.flatMap((side) => allowed(found.facts.phase, side).map((type) => ({ side, type })));
    const chosen = options[pick % options.length];
    const base = everyEvent.find(({ type }) => type === chosen?.type);
    if (!chosen || !base || chosen.type === 'publish') return;
    const version = found.facts.answer?.version ?? 0;
    const changes: Partial<Record<CaseEventType, Record<string, unknown>>> = {
      answer: { code, version: version + 1, author: `contact:${pick}` },
      approve: { version, approver: `person:${pick}` },
      snooze: { until: new Date(at.getTime() + hold * HOUR_MS) },
      close: { outcome },
      settle: { outcome },
      escalate: { next: null },
      reroute: { contact: null },
    };
    // Safe: each patch holds fields of its own event.
    const event = { ...base, ...changes[chosen.type] } as CaseEvent;
    await tell(tx, id, { event, side: chosen.side, actor: DESK, at, data: dataOf(event) });
  });
}

async function tellStory(
  prefix: string,
  { supplier, check, moves: said, lag, held }: typeof stories extends fc.Arbitrary<(infer S)[]> ? S : never,
) {
  const id = await openCase(db.pool, { at: AT });
  await run(db.pool, 'update anomaly_case set supplier = $2, check_code = $3, contact = null where id = $1', [
    id,
    supplier === 0 ? null : `${prefix}s${supplier}`,
    `${prefix}c${check}`,
  ]);
  const since = new Date(AT.getTime() - lag * HOUR_MS).toISOString();
  const until = held === null ? {} : { until: new Date(AT.getTime() + held * HOUR_MS).toISOString() };
  await record(db.pool, AT, DESK, [
    { type: 'case.opened', subject: `case/${id}`, data: { added: 2, updated: 0, since, ...until } },
  ]);
  let atMs = AT.getTime();
  for (const move of said) {
    atMs += move.hours * HOUR_MS;
    await sayOne(id, move, new Date(atMs));
  }
  return id;
}

// ── the same figures by another way: a plain program that reads the log from its first entry to its last ──

interface Episode {
  caseId: number;
  value: string | null;
  at: Partial<Record<string, number>>;
  outcome: string | null;
  endedBy: string | null;
  /** Those that were not taken back. */
  answers: { at: number; code: string }[];
  isReopened: boolean;
  anomalies: number;
  pausedMs: number;
  times: Partial<Record<string, number>>;
}
const SPANS_AGAIN: [string, string, string][] = [
  ['detect', 'data', 'opened'],
  ['notify', 'opened', 'letter'],
  ['acknowledge', 'letter', 'heard'],
  ['answer', 'letter', 'answer'],
  ['decide', 'answer', 'decision'],
  ['apply', 'decision', 'applied'],
  ['close', 'opened', 'end'],
];
const LETS_GO = new Set(
  'snooze send letter_due escalate answer ask_again_due approve reject chase reroute reopen split close dismiss settle merge'.split(
    ' ',
  ),
);
const isOver = (phase: unknown): boolean => phase === 'closed' || phase === 'dismissed';
const instantOf = (value: unknown): number => new Date(String(value)).getTime();

const bareType = ({ type }: PlacedEvent): string => type.replace('case.', '');
/** Which entries are a milestone of which name. */
const IS: Record<string, (type: string, entry: PlacedEvent) => boolean> = {
  letter: (type) => type === 'letter_sent',
  heard: (type) => ['acknowledge', 'write', 'answer'].includes(type),
  decision: (_, { data }) => data['phase'] === 'approved' && data['from'] !== 'approved',
  applied: (type) => type === 'applied',
  end: (_, { data }) => isOver(data['phase']) && !isOver(data['from']),
};

function beginning(caseId: number, value: string | null, { at, type, data }: PlacedEvent): Episode {
  const since = type === 'case.opened' ? data['since'] : undefined;
  return {
    caseId,
    value,
    at: { opened: at.getTime(), ...(since !== undefined && { data: instantOf(since) }) },
    outcome: null,
    endedBy: null,
    answers: [],
    isReopened: type === 'case.reopen',
    anomalies: 0,
    pausedMs: 0,
    times: {},
  };
}

function take(episode: Episode, entry: PlacedEvent): void {
  const type = bareType(entry);
  const at = entry.at.getTime();
  if (type === 'opened' || type === 'grew') episode.anomalies += Number(entry.data['added']);
  for (const [name, matches] of Object.entries(IS))
    if (matches(type, entry)) episode.at[name] = Math.min(episode.at[name] ?? Number.POSITIVE_INFINITY, at);
  if (IS['end']?.(type, entry) && episode.endedBy === null) {
    episode.endedBy = type;
    episode.outcome = endingOf(type, entry, episode.answers.at(-1)?.code ?? null);
  }
}

function replay(caseId: number, value: string | null, log: readonly PlacedEvent[]): Episode[] {
  const episodes: Episode[] = [];
  const pauses: Pause[] = [];
  for (const [i, entry] of log.entries()) {
    const type = bareType(entry);
    const at = entry.at.getTime();
    if (beginsEpisode(type)) episodes.push(beginning(caseId, value, entry));
    const episode = episodes.at(-1);
    if (!episode) continue;
    if (type === 'answer' && !isTakenBack(log.slice(i + 1)))
      episode.answers.push({ at, code: String(entry.data['answer']) });
    take(episode, entry);
    if (!isPause(type, entry)) continue;
    const later = log.slice(i + 1).flatMap((next) => (LETS_GO.has(bareType(next)) ? [next.at.getTime()] : []));
    const until = Math.max(at, Math.min(instantOf(entry.data['until']), ...later));
    pauses.push({ since: at, until });
    episode.pausedMs += until - at;
  }
  for (const episode of episodes) measure(episode, pauses);
  return episodes;
}

interface Pause {
  since: number;
  until: number;
}
function measure(episode: Episode, pauses: readonly Pause[]): void {
  if (episode.answers.length > 0) episode.at['answer'] = Math.min(...episode.answers.map(({ at }) => at));
  for (const [span, from, to] of SPANS_AGAIN) {
    const [a, b] = [episode.at[from], episode.at[to]];
    if (a === undefined || b === undefined || a > b) continue;
    const held = pauses.reduce((sum, p) => sum + Math.max(0, Math.min(p.until, b) - Math.max(p.since, a)), 0);
    episode.times[span] = b - a - held;
  }
}

const isPause = (type: string, { data }: PlacedEvent): boolean =>
  (type === 'snooze' || type === 'opened') && data['until'] !== undefined;
const beginsEpisode = (type: string): boolean => type === 'opened' || type === 'reopen' || type === 'split';
/** An answer is taken back with those that it superseded: until the next one that was given afresh. */
function isTakenBack(later: readonly PlacedEvent[]): boolean {
  const next = later.find(
    (entry) => bareType(entry) === 'withdraw' || (bareType(entry) === 'answer' && entry.data['from'] !== 'answered'),
  );
  return next !== undefined && bareType(next) === 'withdraw';
}
function endingOf(type: string, { data }: PlacedEvent, answer: string | null): string | null {
  if (type === 'dismiss') return 'dismissed';
  if (type === 'merge') return 'duplicate';
  if (type === 'verified' || type === 'verification_over')
    return ANSWERS.flatMap((code) => (code === answer ? [outcomeOf(code)] : []))[0] ?? null;
  return typeof data['outcome'] === 'string' ? data['outcome'] : null;
}

const unanswered = (e: Episode): boolean =>
  e.at['letter'] !== undefined && e.at['answer'] === undefined && (e.endedBy === 'close' || e.endedBy === 'dismiss');
const COUNTED: Record<string, (e: Episode) => boolean> = {
  episodes: () => true,
  open: (e) => e.endedBy === null,
  asked: (e) => e.at['letter'] !== undefined,
  settled: (e) => e.at['letter'] !== undefined && (e.at['answer'] !== undefined || unanswered(e)),
  unanswered,
  ended: (e) => e.endedBy !== null && e.outcome !== 'duplicate',
  reopened: (e) => e.isReopened,
  against: (e) => ['corrected', 'sensor_repaired', 'eliminated'].includes(String(e.outcome)),
  false_alarms: (e) => ['false_positive', 'expected_phenomenon'].includes(String(e.outcome)),
};
const counts =
  (figure: Figure) =>
  (e: Episode): boolean =>
    COUNTED[figure]?.(e) ??
    (figure.startsWith('ended_') ? e.outcome === figure.slice(6) : e.times[figure] !== undefined);

function figuresOf(episodes: readonly Episode[], value: string | null) {
  const numbers = Object.fromEntries(FIGURES.map((figure) => [figure, episodes.filter(counts(figure)).length]));
  const times = SPANS_AGAIN.map(([span]) => {
    const sorted = episodes.flatMap(({ times: t }) => t[span] ?? []).sort((a, b) => a - b);
    const at = (q: number): number | undefined => sorted[Math.ceil(q * sorted.length) - 1];
    return [span, sorted.length === 0 ? null : { count: sorted.length, p50: at(0.5), p90: at(0.9) }];
  });
  return {
    value,
    cases: new Set(episodes.map(({ caseId }) => caseId)).size,
    anomalies: episodes.reduce((sum, e) => sum + e.anomalies, 0),
    pausedMs: episodes.reduce((sum, e) => sum + e.pausedMs, 0),
    numbers,
    times: Object.fromEntries(times),
  };
}
function numberOf(of: Figures, figure: Figure): number {
  if (figure in of) return (of as unknown as Record<string, number>)[figure] ?? 0;
  const { outcomes, times } = of as unknown as Record<string, Record<string, number & { count: number }>>;
  return figure.startsWith('ended_') ? (outcomes?.[figure.slice(6)] ?? 0) : (times?.[figure]?.count ?? 0);
}
const shapeOf = (of: Figures): ReturnType<typeof figuresOf> => ({
  value: of.value,
  cases: of.cases,
  anomalies: of.anomalies,
  pausedMs: of.pausedMs,
  numbers: Object.fromEntries(FIGURES.map((figure) => [figure, numberOf(of, figure)])),
  times: of.times,
});

let storiesTold = 0;
test(
  'every figure is what a plain reading of the log gives, and its list has as many entries',
  () =>
    fc.assert(
      fc.asyncProperty(stories, fc.constantFrom('supplier', 'check' as const), async (told, by) => {
        await db.pool.query('truncate anomaly_case, event restart identity cascade');
        storiesTold += 1;
        for (const story of told) await tellStory(`p${storiesTold}`, story);
        await placeEvents(db.pool);
        const column = by === 'supplier' ? 'supplier' : 'check_code';
        const cases = await rows(
          db.pool,
          z.object({ id: z.number(), value: z.string().nullable() }),
          `select id, ${column} as value from anomaly_case order by id`,
        );
        const log = await eventsAfter(db.pool, 0, [], 100_000);
        const episodes = cases.flatMap(({ id, value }) =>
          replay(
            id,
            value,
            log.filter(({ subject }) => subject === `case/${id}`),
          ),
        );
        const scope = { from: AT, until: FAR, upTo: await lastPosition(db.pool), only: {}, hideRestrictedAt: null };
        const report = await readReport(db.pool, scope, by);
        expect(shapeOf(report.whole)).toEqual(figuresOf(episodes, null));
        for (const line of report.lines)
          expect(shapeOf(line)).toEqual(
            figuresOf(
              episodes.filter(({ value }) => value === line.value),
              line.value,
            ),
          );
        expect(new Set(report.lines.map(({ value }) => value))).toEqual(new Set(episodes.map(({ value }) => value)));
        const whole = shapeOf(report.whole);
        for (const figure of FIGURES)
          expect([figure, (await listEpisodes(db.pool, scope, figure, { limit: 1000, skip: 0 })).items.length]).toEqual(
            [figure, whole.numbers[figure]],
          );
      }),
      { numRuns: 12, endOnFailure: true },
    ),
  300_000,
);
