import { z } from 'zod';
import { FALSE_ALARMS } from '../../domain/statistics';
import { type Db, rows } from '../query';
import { EPISODES, type Scope, VALUES, valuesOf } from './episodes';

const Row = z.object({ check: z.string(), sensorType: z.string().nullable(), cases: z.number() });

/** What went wrong on the cruises of a scope but one: cases by check and type of sensor, without false alarms. */
export const troubleOnCruises = (db: Db, scope: Scope, but: string): Promise<z.output<typeof Row>[]> =>
  rows(
    db,
    Row,
    `${EPISODES}
     select c.check_code as "check", n.type as "sensorType", count(distinct e.case_id) as cases
       from episode e join anomaly_case c on c.id = e.case_id left join sensor n on n.code = c.sensor
      where c.cruise <> $${VALUES + 1} and (e.outcome is null or e.outcome <> all($${VALUES + 2}::text[])) group by 1, 2 order by 3 desc, 1`,
    [...valuesOf(scope), but, [...FALSE_ALARMS, 'dismissed', 'duplicate']],
  );
