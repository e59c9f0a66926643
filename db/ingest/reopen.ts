import { type Actor, SEVERITIES } from '../../domain/words';
import { worseThan } from '../../domain/rules/reopen';
import { tell } from '../cases';
import { type Db, run } from '../query';

export interface Reopening {
  why: 'regression' | 'recurrence';
  /** The run that found it. */
  runId: string;
}

/** Opens cases again: a regression is one degree graver, a recurrence is counted. Both stand before the desk first. */
export async function tellReopened(
  tx: Db,
  reopened: ReadonlyMap<number, Reopening>,
  { actor, at }: { actor: Actor; at: Date },
): Promise<void> {
  for (const [id, { why, runId }] of [...reopened].sort(([a], [b]) => a - b)) {
    if (why === 'recurrence')
      await run(tx, 'update anomaly_case set recurrences = recurrences + 1 where id = $1', [id]);
    else
      await run(
        tx,
        `update anomaly_case c set severity = w.worse from unnest($2::text[], $3::text[]) as w (severity, worse)
          where c.id = $1 and w.severity = c.severity`,
        [id, SEVERITIES, SEVERITIES.map(worseThan)],
      );
    await tell(tx, id, { event: { type: 'reopen' }, side: 'pipeline', actor, at, data: { why, run: runId } });
  }
}
