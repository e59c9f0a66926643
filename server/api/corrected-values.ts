import { correctedRows, correctionOfDecision } from '../../db/corrections/store';
import type { Db } from '../../db/query';
import type { CorrectedValue } from '../../formats/reflag';
import { problem } from '../errors';

const PAGE = 5000;

/** The corrected values of a decision, by anomaly. Refuses where they are not rows that we hold, or where positions were corrected. */
export async function correctedValues(db: Db, decision: string): Promise<Map<string, CorrectedValue[]>> {
  const answer = await correctionOfDecision(db, decision);
  if (answer === null)
    throw problem(
      409,
      'values_elsewhere',
      'The corrected values are in a file that was not read here: take them from value_ref.',
    );
  const byAnomaly = new Map<string, CorrectedValue[]>();
  for (let after = 0; ; ) {
    const page = await correctedRows(db, answer, null, PAGE, after);
    if (page.length === 0) return byAnomaly;
    for (const { anomaly, time, z, value, flag } of page) {
      if (value === null)
        throw problem(
          409,
          'positions_changed',
          'This decision corrects positions, which no copy of the report holds: take them from value_ref.',
        );
      const values = byAnomaly.get(anomaly) ?? [];
      values.push({ t: time.toISOString(), z, value, flag });
      byAnomaly.set(anomaly, values);
    }
    after = page.at(-1)?.number ?? after;
  }
}
