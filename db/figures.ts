import { z } from 'zod';
import { type Db, rows } from './query';

const Figure = z.object({ name: z.string(), label: z.string(), value: z.number() });
export type Figure = z.output<typeof Figure>;

/** What is worth watching, counted now: cases not closed by phase, mails and wake-ups that wait, events without a place. */
export const readFigures = (db: Db): Promise<Figure[]> =>
  rows(
    db,
    Figure,
    `select 'cases' as name, phase as label, count(*) as value from anomaly_case where phase not in ('closed', 'dismissed') group by phase
     union all select 'mails', state, count(*) from mail where state in ('pending', 'refused') group by state
     union all select 'tasks', code, count(*) from task where done_at is null group by code
     union all select 'backlog', 'outbox', count(*) from outbox
     union all select 'backlog', 'events', count(*) from event where position is null`,
  );
