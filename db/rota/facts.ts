import { z } from 'zod';
import { addDays, dayIn, instantOf } from '../../domain/delivery-zone';
import type { Calendar } from '../../domain/calendar/calendar';
import { between, reach } from '../../domain/calendar/working-time';
import { ABSENCE_KINDS, LEVELS, type RotaFacts, SHIFT_LAYERS } from '../../domain/rota/facts';
import { ROLES } from '../../domain/words';
import { RELIEFS } from '../../domain/rota/relief';
import { type Db, firstRow, prepared } from '../query';
import { Cell } from '../registers/versions';
import { calendarIn } from '../sla/promises';

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const level = z.union([z.literal(1), z.literal(2)]);
const code = z.string().nullable();

const Person = z.object({
  code: z.string(),
  name: z.string(),
  role: z.enum(ROLES),
  active: z.boolean(),
  /** None named is every day. */
  weekdays: z
    .array(z.enum(WEEKDAYS))
    .transform((days) => (days.length > 0 ? days : WEEKDAYS).map((day) => WEEKDAYS.indexOf(day) + 1)),
  levels: z.array(z.string()).transform((levels) => LEVELS.filter((one) => levels.includes(String(one)))),
  mentor: code,
  manager: code,
});
const Absence = z.object({
  code: z.string(),
  person: z.string(),
  kind: z.enum(ABSENCE_KINDS),
  startsAt: instant,
  endsAt: instant,
  cover: code,
  readsMail: z.boolean(),
  followed: z.boolean(),
});
const Topic = z
  .object({
    code: z.string(),
    name: z.string(),
    nameEn: z.string(),
    active: z.boolean(),
    straightToExternal: z.boolean(),
    specialists: z.array(z.string()),
    covers: z.array(z.string()),
  })
  .transform(({ specialists, covers, ...topic }) => ({
    ...topic,
    specialists: specialists.map((person, place) => ({ person, cover: coverAt(covers, place, person) })),
  }));
/** The cover at this place, or the last one; nobody covers themselves. */
const coverAt = (covers: readonly string[], place: number, person: string): string | null => {
  const cover = covers[place] ?? covers.at(-1) ?? null;
  return cover === person ? null : cover;
};
const Override = z.object({
  id: z.number(),
  level,
  startsAt: instant,
  endsAt: instant,
  out: code,
  in: code,
});
const Facts = z.object({
  settings: z.object({
    zone: z.string(),
    handOver: z.string(),
    dutyOnClosedDays: z.boolean(),
    calendar: z.string(),
    relief: z.enum(RELIEFS),
    ticketMinutes: z.number(),
    dutyMinutes: z.number(),
    beginPercent: z.number(),
    endPercent: z.number(),
    weighedAt: instant.nullable(),
    relievingSince: instant.nullable(),
    /** Numbers of what level 2 is asked to take. */
    offered: z.array(z.string()),
    handedOverOn: z.string().nullable(),
    /** Whether anybody planned anything from this window on: a desk without a rota has neither gaps nor hand-overs. */
    inUse: z.boolean(),
  }),
  calendar: z.record(z.string(), Cell).transform(calendarIn),
  people: z.array(Person),
  absences: z.array(Absence),
  topics: z.array(Topic),
  rotations: z.array(
    z.object({ level, members: z.array(z.string()), turn: z.enum(['day', 'week']), startsOn: z.string() }),
  ),
  shifts: z.array(z.object({ day: z.string(), level, layer: z.enum(SHIFT_LAYERS), person: z.string() })),
  overrides: z.array(Override),
});
type Read = z.output<typeof Facts>;
/** What the domain decides by, with the names and codes that people are shown. */
export type StoredRota = Read & Pick<RotaFacts, 'isWorkingDay' | 'worksFrom'>;

const list = (columns: string, rest: string): string =>
  `coalesce((select json_agg(x) from (select ${columns} from ${rest}) x), '[]'::json)`;

export interface Window {
  from: Date;
  until: Date;
}
const DAY_MS = 86_400_000;
/** Enough to say who answers now, whatever holidays and summer closures lie ahead. */
export const aroundNow = (at: Date): Window => ({
  from: new Date(at.getTime() - 2 * DAY_MS),
  until: new Date(at.getTime() + 45 * DAY_MS),
});

const READ = prepared(
  `select (select json_build_object('zone', zone, 'handOver', hand_over, 'dutyOnClosedDays', duty_on_closed_days, 'handedOverOn', handed_over_on,
               'calendar', calendar, 'relief', relief, 'ticketMinutes', ticket_minutes, 'weighedAt', weighed_at, 'relievingSince', relieving_since,
               'dutyMinutes', duty_minutes, 'beginPercent', relief_begin_percent, 'endPercent', relief_end_percent, 'offered', relief_offered,
               'inUse', exists (select from rota_rotation) or exists (select from rota_shift where day >= $3::date)
                        or exists (select from rota_override where cancelled_at is null and ends_at > $1))
               from rota_settings) as settings,
            (select to_jsonb(c) from calendar c join rota_settings on calendar = c.code) as calendar,
            ${list('code, name, role, active, weekdays, levels, mentor, manager', 'person order by name, code')} as people,
            ${list(
              'code, person, kind, starts_at as "startsAt", ends_at as "endsAt", cover, reads_mail as "readsMail", followed_at is not null as followed',
              'absence where not cancelled and ends_at > $1 order by starts_at, code',
            )} as absences,
            ${list(
              'code, name, name_en as "nameEn", active, straight_to_external as "straightToExternal", specialists, covers',
              'topic order by code',
            )} as topics,
            ${list('level, members, turn, starts_on as "startsOn"', 'rota_rotation order by level')} as rotations,
            ${list(
              'day, level::int as level, layer, person',
              'rota_shift where day between $3::date and $4::date order by day, level',
            )} as shifts,
            ${list(
              'id, level, starts_at as "startsAt", ends_at as "endsAt", out_person as "out", in_person as "in"',
              'rota_override where cancelled_at is null and ends_at > $1 and starts_at < $2 order by starts_at, id',
            )} as overrides`,
);
/** All of the rota that touches a window of time, in one statement. Absences of the future come whole, so that chains of them are seen. */
export async function readRota(db: Db, { from, until }: Window): Promise<StoredRota> {
  const found = await firstRow(db, Facts, READ, [
    from,
    until,
    addDays(dayIn('UTC', from), -1),
    addDays(dayIn('UTC', until), 1),
  ]);
  if (!found) throw new Error('the rota gave no row');
  return { ...found, ...hoursOf(found.calendar) };
}

/** When the desk works by its calendar; each day is asked for many times. */
function hoursOf(calendar: Calendar): Pick<RotaFacts, 'isWorkingDay' | 'worksFrom'> {
  const known = new Map<string, boolean>();
  const works = (day: string): boolean =>
    between(calendar, midnight(day, calendar), midnight(addDays(day, 1), calendar)) > 0;
  return {
    isWorkingDay: (day) => {
      const found = known.get(day) ?? works(day);
      known.set(day, found);
      return found;
    },
    worksFrom: (at) => new Date((reach(calendar, at.getTime(), 1) ?? at.getTime() + 1) - 1),
  };
}
const midnight = (day: string, { zone }: Calendar): number => instantOf(day, '00:00', zone).getTime();
