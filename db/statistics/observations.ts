import { z } from 'zod';
import type { Dimension } from '../../domain/statistics';
import type { Actor } from '../../domain/words';
import { record } from '../events';
import { type Db, firstRow, rows } from '../query';
import { COLUMN, episodesWhere, type Scope, valuesOf } from './episodes';

/** What a run says of one of its checks. Without `tested` it looked at an unknown number of points. */
export interface LookedAt {
  check: string;
  parameter: string | null;
  tested?: number;
}

/** Keeps how many observations a run looked at, once; dataset and source stand on the run's own row. */
export async function recordObservations(
  db: Db,
  runId: string,
  checks: readonly LookedAt[],
  actor: Actor,
  at: Date,
): Promise<void> {
  const subject = `run/${runId}`;
  const told = checks.flatMap(({ check, parameter, tested }) => (tested ? [{ check, parameter, tested }] : []));
  const stands = told.length === 0 || (await firstRow(db, z.object({ id: z.number() }), STANDING, [subject])) !== null;
  if (!stands) await record(db, at, actor, [{ type: 'run.checked', subject, data: { checks: told } }]);
}
const ANY_TOLD = `select id from event where type = 'run.checked' and position <= $3 and at >= $1 and at < $2 limit 1`;
/** Datasets of which a run told something: no others are counted. */
const TOLD_OF = `(c.source, c.dataset) in (select r.source, r.dataset from event o join run r on 'run/' || r.id = o.subject
  where o.type = 'run.checked' and o.position <= $3 and o.at >= $1 and o.at < $2)`;
const STANDING = `select id from event where subject = $1 and type = 'run.checked' limit 1`;

export interface Observed {
  observations: number;
  /** Anomalies of the datasets that these runs looked at. */
  anomalies: number;
}
const Row = z.object({
  value: z.string().nullable(),
  whole: z.boolean(),
  observations: z.number(),
  anomalies: z.number(),
});

/** A run tells its checks and parameters apart; of all else it tells the whole dataset. */
const TOLD_BY_RUN: Partial<Record<Dimension, string>> = { check: 't.check_code', parameter: 't.parameter' };

/** Complete runs look at a whole dataset, so the largest counts once; of others each looks at something new. */
const looked = (name: string, value: string): string => `
  each_${name} as (
    select run, source, dataset, complete, ${value} as value, parameter, max(tested) as tested from tested t group by 1, 2, 3, 4, 5, 6
  ), ${name} as (
    select source, dataset, value, sum(tested)::bigint as observations from (
      select source, dataset, value, parameter,
             greatest(max(tested) filter (where complete), coalesce(sum(tested) filter (where not complete), 0)) as tested
        from each_${name} group by 1, 2, 3, 4) x group by 1, 2, 3
  )`;

/**
 * Observations by code: for each parameter the most that one check looked at. Of a platform, cruise, sensor or supplier they
 * are those of the datasets in which it has cases. Only datasets are counted of which runs told them, above and below the line.
 */
export async function observationsBy(
  db: Db,
  scope: Scope,
  by: Dimension,
): Promise<{ by: Map<string, Observed>; whole: Observed | undefined }> {
  const { from, until, upTo } = scope;
  // Most centres' runs tell nothing: then the episodes need not be gone through again.
  if ((await firstRow(db, z.object({ id: z.number() }), ANY_TOLD, [from, until, upTo])) === null)
    return { by: new Map(), whole: undefined };
  const told = TOLD_BY_RUN[by];
  const found = await rows(
    db,
    Row,
    `${episodesWhere(TOLD_OF)}, found as (
       select c.source, c.dataset, ${COLUMN[by]} as value, sum(e.anomalies)::bigint as anomalies
         from episode e join anomaly_case c on c.id = e.case_id group by 1, 2, 3
     ), tested as (
       select r.id as run, r.source, r.dataset, r.complete, x ->> 'check' as check_code, x ->> 'parameter' as parameter, (x ->> 'tested')::bigint as tested
         from event e join run r on 'run/' || r.id = e.subject, jsonb_array_elements(e.data -> 'checks') x
        where e.type = 'run.checked' and e.position <= $3 and e.at >= $1 and e.at < $2
     ), ${looked('seen', told ?? 'null::text')}, ${looked('dataset_seen', 'null::text')}
     select f.value, false as whole, sum(s.observations)::bigint as observations, sum(f.anomalies)::bigint as anomalies
       from found f join seen s on s.source = f.source and s.dataset = f.dataset ${told ? 'and s.value is not distinct from f.value' : ''}
      group by f.value
     union all
     select null, true, sum(s.observations)::bigint, sum(f.anomalies)::bigint
       from (select source, dataset, sum(anomalies)::bigint as anomalies from found group by 1, 2) f
       join dataset_seen s on s.source = f.source and s.dataset = f.dataset having count(*) > 0`,
    valuesOf(scope),
  );
  return {
    by: new Map(found.flatMap((row) => (row.whole ? [] : [[row.value ?? '', row] as const]))),
    whole: found.find(({ whole }) => whole),
  };
}
