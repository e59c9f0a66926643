import type { Pool } from '../db/query';
import { editRow } from '../db/registers';
import { proposePlan, savePlan } from '../db/rota/plan';
import { saveSettings } from '../db/rota/settings';
import { addDays, dayIn, instantOf } from '../domain/delivery-zone';
import type { RegisterName, Values } from '../domain/registers/column';
import { COMMAND_LINE } from './registers';

const ZONE = 'Europe/Paris';
const PLANNED_DAYS = 92;
/** Days from today on which the desk of the demo is closed, for two days. */
const CLOSED_FROM = 40;
const SPECIALISTS: Record<string, Pick<Values, 'specialists' | 'covers'>> = {
  cruises: { specialists: ['lise'], covers: ['yann'] },
  physics: { specialists: ['yann'], covers: ['lise'] },
  biogeochemistry: { specialists: ['yann', 'lise'], covers: ['lise', 'yann'] },
  geophysics: { specialists: ['lise'], covers: ['yann'] },
  catalogue: { specialists: ['marc'], covers: ['anna'] },
  formats: { specialists: ['yann'], covers: ['marc'] },
  doi: { specialists: ['anna'], covers: ['marc'] },
  access: { specialists: ['nora'], covers: ['lise'] },
};

/** The desk of the demo: who answers about what, and somebody on duty every day for three months. */
export async function seedDesk(pool: Pool, at: Date): Promise<void> {
  const edit = async (register: RegisterName, values: Values, code: string | null): Promise<void> => {
    const done = await editRow(pool, { register, values, code, actor: COMMAND_LINE, at });
    if (!done.ok) throw new Error(`the sample desk is refused: ${JSON.stringify(done.errors)}`);
  };
  for (const [code, values] of Object.entries(SPECIALISTS)) await edit('topics', values, code);
  const outside = {
    code: 'ric',
    name: 'Guichet informatique (RIC)',
    email: 'ric@example.org',
    topics: ['infrastructure'],
  };
  await edit('external-desks', outside, null);
  const today = dayIn(ZONE, at);
  /** Before the hand-over of today it is yesterday's duty that answers. */
  const first = addDays(today, -1);
  const away = (person: string, first: number, last: number, more: Values): Promise<void> => {
    const [start, end] = [addDays(today, first), addDays(today, last + 1)].map((day) => instantOf(day, '00:00', ZONE));
    const span = { starts_at: (start ?? at).toISOString(), ends_at: (end ?? at).toISOString() };
    return edit('absences', { person, ...span, ...more }, null);
  };
  await away('yann', 5, 16, { kind: 'mission', reads_mail: true, cover: 'lise', name: 'PELGAS' });
  await away('marc', 12, 18, { kind: 'leave', cover: 'anna' });
  const closure = [CLOSED_FROM, CLOSED_FROM + 1].map((day) => addDays(today, day)).join('/');
  await edit('calendars', { closures: [closure] }, 'office');
  const rotations = [
    { level: 1, members: ['anna', 'marc', 'lise'], turn: 'day', startsOn: first },
    { level: 2, members: ['lise', 'yann', 'nora'], turn: 'week', startsOn: first },
  ] as const;
  await saveSettings(pool, { zone: ZONE, handOver: '08:30', dutyOnClosedDays: true, rotations }, COMMAND_LINE, at);
  const options = { from: first, until: addDays(today, PLANNED_DAYS), turn: { 1: 'day', 2: 'week' } } as const;
  const { seal } = await proposePlan(pool, options);
  if (!(await savePlan(pool, options, seal, COMMAND_LINE, at))) throw new Error('the sample rota was not saved');
}
