import { z } from 'zod';
import { type Actor, SEVERITIES, type Severity, worst } from '../../domain/words';
import { recompute, tell } from '../cases';
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

const Moved = z.object({
  id: z.number(),
  risen: z.boolean(),
  recounted: z.boolean(),
  recovered: z.boolean(),
  heldUntil: z.date().nullable(),
});
const ASKED = `('notified', 'acknowledged')`;

/**
 * One event a case and batch; the case's row is touched only if its members, interval, severity or recovery change. What a rule
 * counts before it asks, the first news for a supplier and a failure after recovery change what is next.
 */
export async function growCases(
  tx: Db,
  growth: ReadonlyMap<number, Growth>,
  opened: ReadonlySet<number>,
  actor: Actor,
  at: Date,
): Promise<void> {
  if (growth.size === 0) return;
  const grown = [...growth].sort(([a], [b]) => a - b);
  const moved = await rows(
    tx,
    Moved,
    `update anomaly_case c set first_time = least(c.first_time, g.t0), last_time = greatest(c.last_time, g.t1),
            grown_at = case when g.news then $7 else c.grown_at end, members = c.members + g.added,
            severity = case when g.worse then g.severity else c.severity end,
            next_due_at = case when g.worse and c.phase = 'collecting' then greatest(c.held_until, c.opened_at + make_interval(secs =>
              case g.severity when 'critical' then p.grouping_wait_critical_ms when 'error' then p.grouping_wait_error_ms
                              when 'warning' then p.grouping_wait_warning_ms else p.grouping_wait_info_ms end / 1000.0)) else c.next_due_at end
       from (select n.*, array_position($5::text[], n.severity) > array_position($5::text[], o.severity) as worse,
                    n.added > 0 and o.grown_at is null and o.phase in ${ASKED} as news,
                    o.phase = 'collecting' and r.threshold > 1 as gated, o.source_recovered_at is not null as recovered
               from unnest($1::bigint[], $2::timestamptz[], $3::timestamptz[], $4::text[], $6::int[]) as n (id, t0, t1, severity, added)
               join anomaly_case o on o.id = n.id left join rule r on r.id = o.rule_version) g, policy p
      where c.id = g.id and p.code = c.policy
        and (g.worse or g.added > 0 or g.recovered or g.gated
             or (g.t0 is not null and (c.first_time is null or g.t0 < c.first_time or g.t1 > c.last_time)))
      returning c.id, g.worse and c.phase = 'collecting' as risen, coalesce(g.gated, false) or g.news as recounted, g.recovered, c.held_until as "heldUntil"`,
    [
      grown.map(([id]) => id),
      grown.map(([, g]) => g.first),
      grown.map(([, g]) => g.last),
      grown.map(([, g]) => g.severity),
      SEVERITIES,
      grown.map(([, g]) => g.added),
      at,
    ],
  );
  const held = new Map(moved.map(({ id, heldUntil }) => [id, heldUntil]));
  await record(
    tx,
    at,
    actor,
    grown.map(([id, g]) => ({
      type: opened.has(id) ? 'case.opened' : 'case.grew',
      subject: `case/${id}`,
      data: opened.has(id) ? openedBy(g, held.get(id) ?? null) : { added: g.added, updated: g.updated },
    })),
  );
  await recompute(
    tx,
    moved.filter(({ recounted }) => recounted).map(({ id }) => id),
  );
  for (const { id } of moved.filter(({ recovered }) => recovered).sort((a, b) => a.id - b.id))
    await tell(tx, id, { event: { type: 'fail_again' }, side: 'pipeline', actor, at });
  const pokes = new Set([...opened, ...moved.filter(({ risen }) => risen).map(({ id }) => id)]);
  await poke(
    tx,
    [...pokes].map((id) => ({ kind: 'case' as const, id })),
  );
}

/** Opened under a hold: the log says so, or nobody could take the pause off later. */
const openedBy = ({ added, updated, first }: Growth, heldUntil: Date | null): Record<string, unknown> => ({
  added,
  updated,
  ...(first !== null && { since: first }),
  ...(heldUntil && { until: heldUntil }),
});
