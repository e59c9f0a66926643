import { postDeps, takePost } from '../../db/ingest/post';
import type { Counts } from '../../db/runs';
import type { ReadItem } from '../../domain/anomaly';
import { readItem } from '../../formats/anomaly-item';
import type { Pool } from '../../db/query';
import { AT } from './facts';

export const DESK = { kind: 'service', id: 'test' } as const;

let runs = 0;
/** Posts items as they are given, past HTTP; what is not an item is done between them. */
export const posting =
  (db: { pool: Pool }) =>
  async (
    items: readonly (Record<string, unknown> | (() => Promise<void>))[],
    at = AT,
  ): Promise<Counts & { run: string; cases: string[] }> => {
    runs += 1;
    const head = {
      id: `posting-${runs}`,
      owner: 'x',
      apiKey: null,
      format: 'f',
      source: null,
      dataset: null,
      dataVersion: null,
      complete: false,
    };
    async function* reading(): AsyncGenerator<ReadItem> {
      for (const [index, one] of items.entries())
        if (typeof one === 'function') await one();
        else yield readItem(one, { index, line: null });
    }
    const deps = postDeps(db.pool, () => at);
    const posted = { items: reading(), truncated: () => false, checks: () => [] };
    const result = await takePost(deps, head, DESK, posted);
    if (!result.ok) throw new Error(result.refusal);
    return result.account;
  };
