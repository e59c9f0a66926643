import { z } from 'zod';
import type { Calendar } from '../../domain/calendar/calendar';
import { REGISTERS } from '../../domain/registers/descriptions';
import type { Values } from '../../domain/registers/column';
import { calendarOf, policyOf } from '../../domain/registers/promises';
import { type Chosen, choosePolicy, type Policy, type TicketFacts } from '../../domain/sla/policy';
import type { Timetable } from '../../domain/sla/timetable';
import { type Db, firstRow } from '../query';
import { currentVersions, readVersions } from '../registers/versions';

/** A version of a calendar and the instant from which a clock counts by it; null: from its beginning. */
const EraRef = z.object({ fromMs: z.number().nullable(), calendar: z.string(), version: z.number() });
export type EraRef = z.output<typeof EraRef>;
/** As a clock keeps them. */
export const Eras = z.array(EraRef);
/** What is promised for a ticket, and by which calendar. */
export interface Promised extends Chosen {
  by: Timetable;
  eras: readonly EraRef[];
}

const CALENDARS_KEPT = 500;
/** By what they say, so that what was worked out of a calendar serves every clock that runs by it. */
const known = new Map<string, Calendar>();
export function calendarIn(row: Values): Calendar {
  const key = JSON.stringify(row);
  const found = known.get(key) ?? calendarOf(row);
  if (known.size >= CALENDARS_KEPT) known.clear();
  known.set(key, found);
  return found;
}

/** What stands in the registers now. They are only ever added to: how many there are, and by which transactions, says whether it is still all. */
interface Book {
  stamp: string;
  policies: Policy[];
  calendars: Map<string, { version: number; calendar: Calendar }>;
}
let book: Book | null = null;
/** SQL: what stands in the registers at this moment, for whoever reads something anyway. */
export const BOOK_STAMP = `(select concat_ws(' ', current_database(), count(*), sum(xmin::text::bigint))
  from register_version where register in ('sla-policies', 'calendars'))`;
async function currentBook(db: Db, seen?: string): Promise<Book> {
  const stamp = seen ?? (await stampOf(db));
  if (book?.stamp === stamp) return book;
  const policies = await currentVersions(db, REGISTERS['sla-policies']);
  const calendars = await currentVersions(db, REGISTERS.calendars);
  const read = {
    stamp,
    policies: policies.map(({ row, version }) => policyOf(row, version)),
    calendars: new Map(calendars.map(({ code, version, row }) => [code, { version, calendar: calendarIn(row) }])),
  };
  // Of what another transaction has added meanwhile nothing is kept under an older stamp.
  if ((await stampOf(db)) === stamp) book = read;
  return read;
}
async function stampOf(db: Db): Promise<string> {
  const found = await firstRow(db, z.object({ stamp: z.string() }), `select ${BOOK_STAMP} as stamp`);
  if (!found) throw new Error('a count gave no row');
  return found.stamp;
}

/** The policy in force for such a ticket, with its calendar as it is now; null when none is for it. `seen`: the stamp, just read. */
export async function promisedFor(db: Db, facts: TicketFacts, seen?: string): Promise<Promised | null> {
  const { policies, calendars } = await currentBook(db, seen);
  const chosen = choosePolicy(policies, facts);
  if (!chosen) return null;
  const found = calendars.get(chosen.policy.calendar);
  if (!found) throw new Error(`policy ${chosen.policy.code} names the calendar ${chosen.policy.calendar}`);
  return {
    ...chosen,
    by: [{ fromMs: Number.NEGATIVE_INFINITY, calendar: found.calendar }],
    eras: [{ fromMs: null, calendar: chosen.policy.calendar, version: found.version }],
  };
}

/** What each of these clocks runs by, in one read. */
export async function timetablesOf(db: Db, refs: readonly (readonly EraRef[])[], seen?: string): Promise<Timetable[]> {
  const calendars = await calendarsOf(db, refs.flat(), seen);
  return refs.map((eras) => {
    const [first, ...later] = eras.map((era) => {
      const calendar = calendars.get(keyOf(era));
      if (!calendar) throw new Error(`there is no version ${era.version} of the calendar ${era.calendar}`);
      return { fromMs: era.fromMs ?? Number.NEGATIVE_INFINITY, calendar };
    });
    if (!first) throw new Error('a clock without a calendar');
    return [first, ...later];
  });
}
/** Mostly of what stands now, which is known; else they are read. */
async function calendarsOf(db: Db, eras: readonly EraRef[], seen?: string): Promise<Map<string, Calendar>> {
  if (eras.length === 0) return new Map();
  const { calendars } = await currentBook(db, seen);
  const now = [...calendars].map(
    ([code, { version, calendar }]) => [keyOf({ calendar: code, version }), calendar] as const,
  );
  const known = new Map(now);
  const older = new Map(eras.filter((era) => !known.has(keyOf(era))).map((era) => [keyOf(era), era]));
  const wanted = [...older.values()].map((era) => ({ code: era.calendar, version: era.version }));
  const read = wanted.length === 0 ? [] : await readVersions(db, REGISTERS.calendars, wanted);
  for (const { code, version, row } of read) known.set(keyOf({ calendar: code, version }), calendarIn(row));
  return known;
}
const keyOf = ({ calendar, version }: Pick<EraRef, 'calendar' | 'version'>): string => `${version}/${calendar}`;
