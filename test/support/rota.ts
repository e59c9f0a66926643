import type { Absence, RotaFacts, RotaPerson } from '../../domain/rota/facts';

/** Working days are Monday to Friday; `absences` by `away()`. */
export const aRota = (patch: Partial<RotaFacts> = {}): RotaFacts => ({
  settings: { zone: 'Europe/Paris', handOver: '08:30', dutyOnClosedDays: false },
  isWorkingDay: (day) => ![0, 6].includes(new Date(`${day}T00:00:00Z`).getUTCDay()),
  worksFrom: (at) => at,
  people: [],
  absences: [],
  topics: [],
  rotations: [],
  shifts: [],
  overrides: [],
  ...patch,
});

export const aPerson = (code: string, patch: Partial<RotaPerson> = {}): RotaPerson => ({
  code,
  role: 'assistant',
  active: true,
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  levels: [1, 2],
  mentor: null,
  manager: null,
  ...patch,
});

/** Away from the beginning of a day to the beginning of another, UTC. */
export const away = (person: string, from: string, until: string, patch: Partial<Absence> = {}): Absence => ({
  person,
  kind: 'leave',
  startsAt: new Date(`${from}T00:00:00Z`),
  endsAt: new Date(`${until}T00:00:00Z`),
  cover: null,
  readsMail: false,
  ...patch,
});
