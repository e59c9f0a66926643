import { z } from 'zod';
import { createTicketActivities } from '../../activities/tickets';
import { inTransaction, type Pool, rows, run } from '../../db/query';
import { editRow } from '../../db/registers';
import { saveSettings } from '../../db/rota/settings';
import { addTicketMessage } from '../../db/tickets/messages';
import { type NewTicket, openTicket } from '../../db/tickets/open';
import { tellTicket } from '../../db/tickets/tell';
import { dayIn } from '../../domain/delivery-zone';
import type { RegisterName, Values } from '../../domain/registers/column';
import type { TicketEvent } from '../../domain/ticket/ticket';
import type { Role } from '../../domain/words';
import { DESK } from './posting';

const DAY_MS = 86_400_000;
const Stand = z.object({ state: z.string(), assignee: z.string().nullable(), level: z.string() });
const Due = z.object({ id: z.number(), step: z.string(), at: z.date() });
const Hop = z.object({ person: z.string().nullable(), why: z.string() });

/** A help desk in Paris with `office` hours, without a worker: what is due is done when it is asked for. */
export const desk = (db: { pool: Pool }) => {
  const edit = async (register: RegisterName, values: Values, at: Date, code: string | null = null): Promise<void> =>
    expect(await editRow(db.pool, { register, values, code, actor: DESK, at })).toMatchObject({ ok: true });
  return {
    edit,
    person: async (code: string, role: Role, levels: string[], at: Date): Promise<void> => {
      await run(
        db.pool,
        `insert into person (code, email, name, role) values ($1, $1 || '@example.org', $1, $2) on conflict do nothing`,
        [code, role],
      );
      await edit('people', { levels, active: true }, at, code);
    },
    /** These people take turns each day. */
    rota: (level1: string[], level2: string[], startsOn: string, at: Date): Promise<void> =>
      saveSettings(
        db.pool,
        {
          zone: 'Europe/Paris',
          handOver: '08:30',
          dutyOnClosedDays: false,
          rotations: [
            { level: 1, members: level1, turn: 'day', startsOn },
            { level: 2, members: level2, turn: 'day', startsOn },
          ],
        },
        DESK,
        at,
      ),
    /** A desk open day and night, whose lines have each one person, since before whatever hour it is. */
    neverCloses: async (level1: string, level2: string, at: Date): Promise<void> => {
      const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
      const always = Object.fromEntries(days.map((day) => [day, '00:00-24:00']));
      await edit('calendars', { ...always, public_holidays: null }, at, 'office');
      await run(db.pool, 'update absence set cancelled = true');
      const startsOn = dayIn('UTC', new Date(at.getTime() - 2 * DAY_MS));
      const rotations = [
        { level: 1, members: [level1], turn: 'day', startsOn },
        { level: 2, members: [level2], turn: 'day', startsOn },
      ] as const;
      await saveSettings(db.pool, { zone: 'UTC', handOver: '08:30', dutyOnClosedDays: true, rotations }, DESK, at);
    },
    ask: async (at: Date, patch: Partial<NewTicket> = {}): Promise<number> =>
      (
        await openTicket(db.pool, {
          type: 'information',
          channel: 'web',
          topic: null,
          cruise: null,
          subject: 'Salinity',
          text: 'Where are the salinity data of leg 2?',
          requester: { email: 'ines@example.org', name: 'Ines', language: 'fr', organisation: null },
          actor: DESK,
          at,
          ...patch,
        })
      ).id,
    /** Does what the workflow would at this instant. */
    askNext: (id: number, at: Date): Promise<boolean> =>
      createTicketActivities({ pool: db.pool }).askNext(id, at.getTime()),
    /** Lets time pass without Temporal: each step of these tickets at its instant. */
    passTo: async (until: Date): Promise<void> => {
      const act: Record<string, (id: number, atMs: number) => Promise<unknown>> = createTicketActivities(db) as never;
      for (let steps = 0; steps < 3000; steps += 1) {
        const [due] = await rows(
          db.pool,
          Due,
          'select id, next_step as step, next_due_at as at from ticket where next_due_at <= $1 order by next_due_at, id limit 1',
          [until],
        );
        if (!due) return;
        await act[due.step]?.(due.id, due.at.getTime());
      }
      throw new Error('the desk never comes to rest');
    },
    answer: (id: number, by: string, at: Date) =>
      inTransaction(db.pool, (tx) =>
        addTicketMessage(tx, id, {
          side: 'desk',
          visibility: 'public',
          channel: 'console',
          text: 'Here they are.',
          actor: { kind: 'person', id: by },
          at,
        }),
      ),
    tell: (id: number, event: TicketEvent, by: string, at: Date) =>
      inTransaction(db.pool, (tx) =>
        tellTicket(tx, id, { event, side: 'desk', actor: { kind: 'person', id: by }, at }),
      ),
    standOf: async (id: number) =>
      (await rows(db.pool, Stand, 'select state, assignee, level from ticket where id = $1', [id]))[0],
    /** `ana duty`, who held it and why, in order. */
    hopsOf: async (id: number): Promise<string[]> =>
      (await rows(db.pool, Hop, 'select person, why from ticket_hop where ticket = $1 order by id', [id])).map(
        ({ person, why }) => `${person ?? 'nobody'} ${why}`,
      ),
  };
};
