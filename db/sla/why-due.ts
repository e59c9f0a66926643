import { z } from 'zod';
import { type Explanation, explain } from '../../domain/sla/explain';
import type { TicketClock } from '../../domain/ticket/ticket';
import { type Db, rows } from '../query';
import { type EraRef, Eras } from './promises';

/** Why a clock is due when it is: its sum, and the versions of the calendars it counts by. */
export interface ClockWhy {
  clock: number;
  explanation: Explanation;
  startMs: number;
  targetMs: number;
  zone: string;
  calendars: EraRef[];
}

const Row = z.object({ id: z.number(), eras: Eras });
/** Of each of these clocks, in their order. One that is over is explained as it was to be due. */
export async function whyDue(db: Db, clocks: readonly TicketClock[]): Promise<ClockWhy[]> {
  const found = await rows(db, Row, 'select id, eras from ticket_clock where id = any($1::bigint[])', [
    clocks.map(({ id }) => id),
  ]);
  const erasOf = new Map(found.map(({ id, eras }) => [id, eras]));
  return clocks.map(({ id, clock, by }) => ({
    clock: id,
    explanation: explain({ by, startMs: clock.startedAtMs, targetMs: clock.targetMs, pauses: clock.pauses }),
    startMs: clock.startedAtMs,
    targetMs: clock.targetMs,
    zone: by[0].calendar.zone,
    calendars: erasOf.get(id) ?? [],
  }));
}
