import { z } from 'zod';
import { type Actor, SEVERITIES, type Severity, worst } from '../../domain/words';
import { record } from '../events';
import { poke } from '../outbox';
import { type Db, rows } from '../query';
import type { Ready } from './batch';

/** What one batch brings to one case. */
export class Growth {
  added = 0;
  updated = 0;
  severity: Severity = 'info';
  first: string | null = null;
  last: string | null = null;

  take({ anomaly }: Ready, isNew: boolean): void {
    if (isNew) this.added += 1;
    else this.updated += 1;
    this.severity = worst(this.severity, anomaly.severity);
    const { timeStart, timeEnd } = anomaly;
    if (timeStart && (this.first === null || timeStart < this.first)) this.first = timeStart;
    if (timeEnd && (this.last === null || timeEnd > this.last)) this.last = timeEnd;
  }
}

const Risen = z.object({ id: z.number(), waiting: z.boolean() });

/** One event a case and batch; the case's row is touched only if its members, interval, severity or recovery change. */
export async function growCases(
  tx: Db,
  growth: ReadonlyMap<number, Growth>,
  opened: ReadonlySet<number>,
  actor: Actor,
  at: Date,
): Promise<void> {
  if (growth.size === 0) return;
  const grown = [...growth].sort(([a], [b]) => a - b);
  const risen = await rows(
    tx,
    Risen,
    `update anomaly_case c set first_time = least(c.first_time, g.t0), last_time = greatest(c.last_time, g.t1), source_recovered_at = null,
            members = c.members + g.added,
            severity = case when g.worse then g.severity else c.severity end,
            next_due_at = case when g.worse and c.phase = 'collecting' then greatest(c.held_until, c.opened_at + make_interval(secs =>
              case g.severity when 'critical' then p.grouping_wait_critical_ms when 'error' then p.grouping_wait_error_ms
                              when 'warning' then p.grouping_wait_warning_ms else p.grouping_wait_info_ms end / 1000.0)) else c.next_due_at end
       from (select n.*, array_position($5::text[], n.severity) > array_position($5::text[], o.severity) as worse
               from unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[], $4::text[], $6::int[]) as n (id, t0, t1, severity, added)
               join anomaly_case o on o.id = n.id) g, policy p
      where c.id = g.id and p.code = c.policy
        and (g.worse or g.added > 0 or c.source_recovered_at is not null
             or (g.t0 is not null and (c.first_time is null or g.t0 < c.first_time or g.t1 > c.last_time)))
      returning c.id, g.worse and c.phase = 'collecting' as waiting`,
    [
      grown.map(([id]) => id),
      grown.map(([, g]) => g.first),
      grown.map(([, g]) => g.last),
      grown.map(([, g]) => g.severity),
      SEVERITIES,
      grown.map(([, g]) => g.added),
    ],
  );
  await record(
    tx,
    at,
    actor,
    grown.map(([id, g]) => ({
      type: opened.has(id) ? 'case.opened' : 'case.grew',
      subject: `case/${id}`,
      data: { added: g.added, updated: g.updated },
    })),
  );
  const pokes = new Set([...opened, ...risen.filter(({ waiting }) => waiting).map(({ id }) => id)]);
  await poke(
    tx,
    [...pokes].map((id) => ({ kind: 'case' as const, id })),
  );
}
