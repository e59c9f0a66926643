import type { Calendar } from '../calendar/calendar';
import { HOLIDAY_SETS, type HolidaySet } from '../calendar/public-holidays';
import type { Fault } from '../calendar/read';
import { readCalendar } from '../calendar/read-calendar';
import { reach } from '../calendar/working-time';
import { OLA_LEVELS, type OlaLevel, type Policy, UPDATE_MODES, type UpdateMode } from '../sla/policy';
import { PRIORITIES, type Priority, TICKET_TYPES, type TicketType } from '../ticket/words';
import type { Column, Register, RowFault, Value, Values } from './column';
import { about, choice, code, column, name, WEEKDAY_WORDS } from './make';

const words = <T extends string>(codes: readonly T[], said: Record<T, readonly [fr: string, en: string]>) =>
  codes.map((one) => choice(one, said[one][0], said[one][1]));

const SET_WORDS = words<HolidaySet>(HOLIDAY_SETS, {
  FR: ['France métropolitaine', 'Metropolitan France'],
  'FR-A': ['Alsace et Moselle', 'Alsace and Moselle'],
  GF: ['Guyane', 'French Guiana'],
  GP: ['Guadeloupe', 'Guadeloupe'],
  MQ: ['Martinique', 'Martinique'],
  NC: ['Nouvelle-Calédonie', 'New Caledonia'],
  PF: ['Polynésie française', 'French Polynesia'],
  PM: ['Saint-Pierre-et-Miquelon', 'Saint Pierre and Miquelon'],
  RE: ['La Réunion', 'Réunion'],
  YT: ['Mayotte', 'Mayotte'],
});

const weekdays: Column[] = WEEKDAY_WORDS.map((day) => column(day.code, 'text', day.fr, day.en));

/** When a desk works. Hours as `09:00-12:30, 13:30-17:30`, days as `2026-05-15`, closures as `08-01/08-23` (each year) or with years, special hours as `2026-12-24=09:00-12:00+13:00-15:00`. */
export const calendars: Register = {
  name: 'calendars',
  table: 'calendar',
  fr: 'Calendriers',
  en: 'Calendars',
  versioned: true,
  faults: (row) => calendarFaults(row),
  columns: [
    code,
    name,
    column('zone', 'text', 'Fuseau horaire', 'Time zone', { required: true, also: ['fuseau', 'tz'] }),
    ...weekdays,
    column('public_holidays', 'choice', 'Jours fériés', 'Public holidays', { choices: SET_WORDS }),
    column('holidays', 'codes', 'Autres jours chômés', 'Other holidays'),
    column('closures', 'codes', 'Fermetures', 'Closures'),
    column('shifts', 'codes', 'Jours à horaires propres', 'Days with hours of their own'),
  ],
};

const items = (text: Value | undefined, by: RegExp): string[] =>
  typeof text === 'string' && text.trim() !== '' ? text.split(by).map((item) => item.trim()) : [];
const hoursOf = (text: Value | undefined): string[][] => items(text, /[,;+]/).map((item) => item.split(/\s*[-–]\s*/));
const list = (value: Value | undefined): string[] => (Array.isArray(value) ? value : []);

/** A row of the register as JSON would give the calendar. */
const givenBy = (row: Values): object => ({
  zone: row['zone'],
  weekly: Object.fromEntries(WEEKDAY_WORDS.map((day, n) => [n + 1, hoursOf(row[day.code])])),
  holidays: list(row['holidays']),
  public_holidays: row['public_holidays'] ?? null,
  closures: list(row['closures']).map((closure) => closure.split('/').map((day) => day.trim())),
  shifts: Object.fromEntries(
    list(row['shifts']).map((shift) => {
      const [day = '', hours = ''] = shift.split('=');
      return [day.trim(), hoursOf(hours)];
    }),
  ),
});

const readRow = (row: Values) => readCalendar(givenBy(row), '');
/** The calendar of a row that was accepted. */
export function calendarOf(row: Values): Calendar {
  const read = readRow(row);
  if (!read.ok) throw new Error(`calendar ${String(row['code'])}: ${read.fault.field} ${read.fault.message}`);
  return read.value;
}

const FAULT_OF: Record<string, string> = {
  zone: 'bad_zone',
  public_holidays: 'bad_choice',
  holidays: 'bad_days',
  closures: 'bad_closures',
  shifts: 'bad_shifts',
};
/** Which column a fault of the calendar lies in. */
function faultAt({ field, message }: Fault): RowFault {
  const [, column = '', rest] = /^\.(\w+)(?:[.[](\w+))?/.exec(field) ?? [];
  const detail = `It ${message}.`;
  if (column !== 'weekly') return { column, code: FAULT_OF[column] ?? 'bad_hours', detail };
  const day = WEEKDAY_WORDS[Number(rest) - 1];
  return day ? { column: day.code, code: 'bad_hours', detail } : { column: 'monday', code: 'no_working_time', detail };
}

/** Two targets of a year must have room in a hundred: what is promised by a calendar then always has an end. */
const TARGET_MINUTES_MAX = 525_600;
const MINUTE_MS = 60_000;
function calendarFaults(row: Values): RowFault[] {
  const read = readRow(row);
  if (!read.ok) return [faultAt(read.fault)];
  const isEnough = reach(read.value, Date.UTC(2020, 0, 1), 1.2 * TARGET_MINUTES_MAX * MINUTE_MS) !== null;
  const detail = 'There are less than two hours of work a week.';
  return isEnough ? [] : [{ column: 'monday', code: 'no_working_time', detail }];
}

const TYPE_WORDS = words<TicketType>(TICKET_TYPES, {
  data_request: ['demande de données', 'data request'],
  information: ['information', 'information'],
  alert: ['alerte', 'alert'],
  incident: ['incident', 'incident'],
  advice: ['conseil', 'advice'],
  remark: ['remarque', 'remark'],
});
const PRIORITY_WORDS = words<Priority>(PRIORITIES, {
  low: ['basse', 'low'],
  normal: ['normale', 'normal'],
  high: ['haute', 'high'],
  urgent: ['urgente', 'urgent'],
});
const MODE_WORDS = words<UpdateMode>(UPDATE_MODES, {
  answer: ['répondre au demandeur', 'answer the requester'],
  every: ['écrire régulièrement', 'write every so often'],
});
const target = (of: string, fr: string, en: string): Column =>
  column(`${of}_minutes`, 'integer', `${fr} (minutes ouvrées)`, `${en} (working minutes)`, {
    min: 1,
    max: TARGET_MINUTES_MAX,
  });
const OLA_WORDS: Record<OlaLevel, readonly [string, string]> = {
  level1: ['Niveau 1', 'Level 1'],
  level2: ['Niveau 2', 'Level 2'],
  specialist: ['Spécialiste', 'Specialist'],
  external: ['Guichet externe', 'External desk'],
};
const TARGETS = ['response', 'update', 'resolution', ...OLA_LEVELS.map((level) => `ola_${level}`)];

/** What is promised to whom. Of the policies that are for a ticket the one of lowest rank is taken. */
export const slaPolicies: Register = {
  name: 'sla-policies',
  table: 'sla_policy',
  fr: 'Engagements de service',
  en: 'Service levels',
  versioned: true,
  unique: 'rank',
  faults: (row) =>
    TARGETS.some((of) => typeof row[`${of}_minutes`] === 'number')
      ? []
      : [{ column: 'response_minutes', code: 'no_target', detail: 'It promises nothing.' }],
  columns: [
    code,
    name,
    column('rank', 'integer', 'Rang', 'Rank', { required: true, min: 1, max: 100_000, also: ['ordre'] }),
    column('types', 'choices', 'Types de demandes', 'Types of tickets', { choices: TYPE_WORDS }),
    column('priorities', 'choices', 'Priorités', 'Priorities', { choices: PRIORITY_WORDS }),
    column('groups', 'codes', 'Groupes de demandeurs', 'Groups of requesters'),
    column('calendar', 'code', 'Calendrier', 'Calendar', { required: true, ...about('calendars', true) }),
    target('response', 'Première réponse', 'First response'),
    target('update', 'Nouvelles', 'Update'),
    target('resolution', 'Résolution', 'Resolution'),
    ...OLA_LEVELS.map((level) => target(`ola_${level}`, ...OLA_WORDS[level])),
    column('update_mode', 'choice', 'Nouvelles : comment', 'Update: how', { choices: MODE_WORDS, empty: 'answer' }),
    column(
      'reopen_days',
      'integer',
      'Réouverture sans nouveau délai (jours ouvrés)',
      'Reopened as the same (working days)',
      {
        empty: 5,
        max: 365,
      },
    ),
  ],
};

const minutes = (row: Values, of: string): number | null => {
  const value = row[`${of}_minutes`];
  return typeof value === 'number' ? value : null;
};
const isMode = (value: Value | undefined): value is UpdateMode => UPDATE_MODES.some((mode) => mode === value);
/** A version of a row that was accepted, as the policy that it is. */
export const policyOf = (row: Values, version: number): Policy => ({
  code: String(row['code']),
  version,
  name: String(row['name']),
  rank: Number(row['rank']),
  types: list(row['types']),
  priorities: list(row['priorities']),
  groups: list(row['groups']),
  calendar: String(row['calendar']),
  responseMinutes: minutes(row, 'response'),
  updateMinutes: minutes(row, 'update'),
  resolutionMinutes: minutes(row, 'resolution'),
  olaMinutes: {
    level1: minutes(row, 'ola_level1'),
    level2: minutes(row, 'ola_level2'),
    specialist: minutes(row, 'ola_specialist'),
    external: minutes(row, 'ola_external'),
  },
  updateMode: isMode(row['update_mode']) ? row['update_mode'] : 'answer',
  reopenDays: Number(row['reopen_days'] ?? 5),
});
