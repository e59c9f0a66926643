import { z } from 'zod';
import { type Db, rows, run } from '../query';
import type { Ready } from './batch';
import { openCases } from './cases';
import { findKnown, type Known } from './known';

/** Another post moved what this one had looked at: its transaction is to be tried again from the start. */
export class Moved extends Error {}
/** These cases are too old or too full: they must stop accepting, in a transaction of its own, before this one is tried again. */
export class Retire extends Error {
  readonly ids: number[];
  constructor(ids: number[]) {
    super('cases to retire');
    this.ids = ids;
  }
}

export interface Placed {
  known: Map<string, Known>;
  /** The case of every item that is not known yet, by fingerprint. */
  fresh: Map<string, number>;
  opened: Set<number>;
  /** Of the closed cases among them whose decision was applied: the version of the data in which it was. */
  applied: Map<number, string>;
}

/** A choice holds only as long as the case accepts, is open, or always (a late row of a case's own interval). */
interface Choice {
  id: number;
  holdsWhile: 'accepting' | 'open' | 'always';
}

/**
 * Finds the case of every item and locks all of them before any anomaly is touched. Cases are opened first, in key order,
 * while no lock is held; then those that exist are locked in id order. So nobody who holds a case waits for somebody who is
 * still opening one, and no order of posts can deadlock.
 */
export async function placeItems(tx: Db, items: readonly Ready[], at: Date): Promise<Placed> {
  const before = await findKnown(tx, items);
  const fresh = items.filter(
    ({ fingerprint, outcome, anomaly }) =>
      outcome === 'raise' && anomaly.action === 'raise' && !before.has(fingerprint),
  );
  const candidates = await candidatesOf(tx, fresh, at);
  const choices = new Map<string, Choice>();
  const homeless: Ready[] = [];
  for (const item of fresh) {
    const choice = choose(item, candidates.get(item.caseKey) ?? []);
    if (choice) choices.set(item.fingerprint, choice);
    else homeless.push(item);
  }
  const opened = await openCases(tx, homeless, at);
  for (const item of homeless) {
    const id = opened.get(item.caseKey);
    if (id === undefined) throw new Moved();
    choices.set(item.fingerprint, { id, holdsWhile: 'always' });
  }
  const own = new Set(opened.values());
  const wanted = [...[...before.values()].map(({ caseId }) => caseId), ...[...choices.values()].map(({ id }) => id)];
  const theirs = [...new Set(wanted)].filter((id) => !own.has(id));
  const { known, applied } =
    theirs.length > 0 ? await lockAndLook(tx, theirs, own, items, choices) : { known: before, applied: new Map() };
  const placed = [...choices].flatMap(([key, { id }]) => (known.has(key) ? [] : [[key, id] as const]));
  return { known, fresh: new Map(placed), opened: own, applied };
}

const Locked = z.object({ id: z.number(), accepting: z.boolean(), open: z.boolean(), applied: z.string().nullable() });

/** What is known is asked again under the locks, and what was chosen must still hold. */
async function lockAndLook(
  tx: Db,
  ids: readonly number[],
  own: ReadonlySet<number>,
  items: readonly Ready[],
  choices: ReadonlyMap<string, Choice>,
): Promise<Pick<Placed, 'known' | 'applied'>> {
  const locked = await rows(
    tx,
    Locked,
    `select id, accepting, phase not in ('closed', 'dismissed') as open, case when phase = 'closed' then applied_version end as applied from anomaly_case
      where id = any($1::bigint[]) order by id for no key update`,
    [ids],
  );
  const byId = new Map(locked.map((row) => [row.id, { ...row, always: true }]));
  const known = await findKnown(tx, items);
  const lost = [...known.values()].some(({ caseId }) => !own.has(caseId) && !byId.has(caseId));
  const broken = [...choices.values()].some(({ id, holdsWhile }) => !own.has(id) && !byId.get(id)?.[holdsWhile]);
  if (lost || broken) throw new Moved();
  return { known, applied: new Map(locked.flatMap(({ id, applied }) => (applied === null ? [] : [[id, applied]]))) };
}

const AGE_MAX = '60 days';
const MEMBERS_MAX = 100_000;
/** How full a case is, is asked by large posts only. */
const PROBED_FROM = 100;

const Candidate = z.object({
  id: z.number(),
  key: z.string(),
  accepting: z.boolean(),
  retire: z.boolean(),
  first: z.date().nullable(),
  last: z.date().nullable(),
  survivor: z.number().nullable(),
});
type Candidate = z.output<typeof Candidate>;

/** All cases of these keys, the newest first. `survivor`: the open case that this one was merged into. */
async function candidatesOf(tx: Db, items: readonly Ready[], at: Date): Promise<Map<string, Candidate[]>> {
  if (items.length === 0) return new Map();
  const found = await rows(
    tx,
    Candidate,
    `select c.id, encode(c.case_key, 'hex') as key, c.accepting, c.first_time as first, c.last_time as last,
            case when m.phase not in ('closed', 'dismissed') then m.id end as survivor,
            c.accepting and (c.opened_at < $2::timestamptz - interval '${AGE_MAX}'
              or ($3 and exists (select from anomaly a where a.case_id = c.id offset ${MEMBERS_MAX - 1}))) as retire
       from anomaly_case c left join anomaly_case m on m.id = c.merged_into
      where c.case_key = any(select decode(k, 'hex') from unnest($1::text[]) k) order by c.id desc`,
    [[...new Set(items.map(({ caseKey }) => caseKey))], at, items.length >= PROBED_FROM],
  );
  const retire = found.filter((row) => row.retire);
  if (retire.length > 0) throw new Retire(retire.map(({ id }) => id));
  const byKey = new Map<string, Candidate[]>();
  for (const row of found) byKey.set(row.key, [...(byKey.get(row.key) ?? []), row]);
  return byKey;
}

/** The case whose interval holds the item, else the accepting one, else the one its key was merged into; null = open one. */
function choose({ anomaly: { timeStart } }: Ready, candidates: readonly Candidate[]): Choice | null {
  const time = timeStart === null ? null : new Date(timeStart);
  const holds = ({ first, last }: Candidate): boolean =>
    time !== null && first !== null && last !== null && first <= time && time <= last;
  const accepting = candidates.find((candidate) => candidate.accepting);
  if (accepting && holds(accepting)) return { id: accepting.id, holdsWhile: 'accepting' };
  const merged = candidates.find(({ survivor }) => survivor !== null)?.survivor ?? null;
  const late = candidates.find(holds);
  if (late) return { id: late.survivor ?? late.id, holdsWhile: 'always' };
  if (accepting) return { id: accepting.id, holdsWhile: 'accepting' };
  return merged === null ? null : { id: merged, holdsWhile: 'open' };
}

/** These cases accept no more; the next item of their keys opens another. */
export const retire = (tx: Db, ids: readonly number[]): Promise<number> =>
  run(
    tx,
    `update anomaly_case set accepting = false
      where id in (select id from anomaly_case where id = any($1::bigint[]) order by id for no key update)`,
    [ids],
  );
