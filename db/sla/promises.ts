import type { Calendar } from '../../domain/calendar/calendar';
import { REGISTERS } from '../../domain/registers/descriptions';
import type { Values } from '../../domain/registers/column';
import { calendarOf, policyOf } from '../../domain/registers/promises';
import { type Chosen, choosePolicy, type TicketFacts } from '../../domain/sla/policy';
import type { Timetable } from '../../domain/sla/timetable';
import type { Db } from '../query';
import { currentVersions, readVersions } from '../registers/versions';

/** A version of a calendar and the instant from which a clock counts by it; null: from its beginning. */
export interface EraRef {
  fromMs: number | null;
  calendar: string;
  version: number;
}
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

/** The policy in force for such a ticket, with its calendar as it is now; null when none is for it. */
export async function promisedFor(db: Db, facts: TicketFacts): Promise<Promised | null> {
  const policies = await currentVersions(db, REGISTERS['sla-policies']);
  const chosen = choosePolicy(
    policies.map(({ row, version }) => policyOf(row, version)),
    facts,
  );
  if (!chosen) return null;
  const calendars = await currentVersions(db, REGISTERS.calendars);
  const calendar = calendars.find(({ code }) => code === chosen.policy.calendar);
  if (!calendar) throw new Error(`policy ${chosen.policy.code} names the calendar ${chosen.policy.calendar}`);
  return {
    ...chosen,
    by: [{ fromMs: Number.NEGATIVE_INFINITY, calendar: calendarIn(calendar.row) }],
    eras: [{ fromMs: null, calendar: calendar.code, version: calendar.version }],
  };
}

/** What each of these clocks runs by, in one read. */
export async function timetablesOf(db: Db, refs: readonly (readonly EraRef[])[]): Promise<Timetable[]> {
  const wanted = new Map(refs.flat().map((era) => [keyOf(era), { code: era.calendar, version: era.version }]));
  const found = wanted.size === 0 ? [] : await readVersions(db, REGISTERS.calendars, [...wanted.values()]);
  const calendars = new Map(
    found.map(({ code, version, row }) => [keyOf({ calendar: code, version }), calendarIn(row)]),
  );
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
const keyOf = ({ calendar, version }: Pick<EraRef, 'calendar' | 'version'>): string => `${version}/${calendar}`;
