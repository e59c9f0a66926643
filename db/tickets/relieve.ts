import { z } from 'zod';
import { TICKET_LEVELS, TICKET_STATES } from '../../domain/ticket/words';
import type { Actor } from '../../domain/words';
import { record } from '../events';
import { type Db, rows } from '../query';
import { askRota } from '../rota/availability';
import { takenBy } from './ask';
import { tellLockedTicket } from './tell';
import { readTickets, type Ticket } from './ticket-row';

export type Relieved = { ok: true; moved: string[]; to: string } | { ok: false; fault: 'nobody' | 'nothing' };

const Stand = z.object({
  number: z.string(),
  /** Null where there is no such request. */
  state: z.enum(TICKET_STATES).nullable(),
  level: z.enum(TICKET_LEVELS).nullable(),
  holder: z.string().nullable(),
});
export type LeftTicket = z.output<typeof Stand>;
/** How each of these requests stands now: by it is told why somebody could not have it. */
export const standOf = (db: Db, numbers: readonly string[]): Promise<LeftTicket[]> =>
  rows(
    db,
    Stand,
    `select n.number, t.state, t.level, coalesce(p.name, t.assignee) as holder
       from unnest($1::text[]) with ordinality n (number, place)
       left join ticket t on t.number = n.number left join person p on p.code = t.assignee order by n.place`,
    [numbers],
  );

const CHOSEN = `state in ('new', 'open') and level = '1'`;
const idsOf = async (tx: Db, which: string, params: unknown[]): Promise<number[]> =>
  (
    await rows(
      tx,
      z.object({ id: z.number() }),
      `select id from ticket where ${CHOSEN} and ${which} order by id`,
      params,
    )
  ).map(({ id }) => id);

/** Somebody of level 1 hands their open requests to level 2 of the day: all of them, or those with these numbers. */
export async function relieve(
  tx: Db,
  { person, numbers }: { person: string; numbers: readonly string[] },
  actor: Actor,
  at: Date,
): Promise<Relieved> {
  const ids =
    numbers.length > 0
      ? await idsOf(tx, 'number = any($1::text[])', [numbers])
      : await idsOf(tx, 'assignee = $1', [person]);
  return handToLevel2(tx, ids, [person], actor, at);
}

/** These requests of level 1 go to whoever level 2 of the day is, `except` those who hand them on. */
export async function handToLevel2(
  tx: Db,
  ids: readonly number[],
  except: readonly string[],
  actor: Actor,
  at: Date,
): Promise<Relieved> {
  if (ids.length === 0) return { ok: false, fault: 'nothing' };
  const { ladder } = await askRota(tx, { role: 'level2', topic: null, at });
  const to = ladder.find(({ person }) => !except.includes(person))?.person;
  if (to === undefined) return { ok: false, fault: 'nobody' };
  return move(tx, ids, to, actor, at);
}

/** Somebody of level 2 takes these requests of level 1. */
export async function takeOver(
  tx: Db,
  { person, numbers }: { person: string; numbers: readonly string[] },
  actor: Actor,
  at: Date,
): Promise<Relieved> {
  const ids = await idsOf(tx, 'number = any($1::text[]) and assignee is distinct from $2', [numbers, person]);
  return ids.length === 0 ? { ok: false, fault: 'nothing' } : move(tx, ids, person, actor, at);
}

async function move(tx: Db, ids: readonly number[], to: string, actor: Actor, at: Date): Promise<Relieved> {
  const moved: string[] = [];
  for (const found of await readTickets(tx, ids, true))
    if (await moveOne(tx, found, to, actor, at)) moved.push(found.number);
  if (moved.length === 0) return { ok: false, fault: 'nothing' };
  await record(tx, at, actor, [{ type: 'rota.relieved', subject: 'rota/desk', data: { to, tickets: moved } }]);
  return { ok: true, moved, to };
}

async function moveOne(tx: Db, found: Ticket, to: string, actor: Actor, at: Date): Promise<boolean> {
  // It may have been answered or handed on while the row was waited for.
  if (found.facts.level !== '1' || found.facts.assignee === to) return false;
  const isOwn = actor.kind === 'person' && actor.id === to;
  const askNextAt = isOwn ? null : await takenBy(tx, found, at);
  const told = await tellLockedTicket(tx, found, {
    event: { type: 'transfer', to, level: '2', askNextAt },
    side: 'desk',
    actor,
    at,
    why: isOwn ? 'taken' : 'transfer',
  });
  return told.ok;
}
