import { z } from 'zod';
import type { Caps } from '../../domain/rules/storm';
import { type Db, inTransaction, PATIENT_MS, type Pool, rows, run } from '../query';
import type { Ready } from './batch';
import { isFar, lockLoads, type Wish } from './load-lock';
import { Moved, Recount } from './moved';

const HOUR_MS = 3_600_000;
/** What has recovered or was closed is noticed so late: counting a full check again takes a second. */
const RECOUNT_MS = 600_000;

const Row = z.object({
  source: z.string(),
  check: z.string(),
  open: z.number(),
  newCases: z.number(),
  countedAt: z.date(),
});
interface Entry extends Pick<Caps, 'source' | 'check'> {
  open: number;
  newCases: number;
  /** What this batch adds. */
  added: number;
  opened: number;
}
const pairOf = ({ source, check }: Pick<Caps, 'source' | 'check'>): string => `${source}\0${check}`;
const hourOf = (at: Date): Date => new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);

/**
 * What each source and check has open, and whether a batch may add to it. Batches do not wait for each other until a cap is near;
 * then they do, so that it is met exactly.
 */
export class Load {
  /** Fingerprints of what may not be raised. */
  readonly folded = new Set<string>();
  readonly #entries = new Map<Caps, Entry>();
  readonly #pairs = new Map<string, Entry>();
  readonly #at: Date;
  private constructor(at: Date) {
    this.#at = at;
  }

  static async of(tx: Db, fresh: readonly Ready[], at: Date): Promise<Load> {
    const load = new Load(at);
    const all = new Set(fresh.flatMap(({ caps }) => caps ?? []));
    await load.#read(tx, all);
    await load.#takeTurn(tx, all, 'open', fresh);
    return load;
  }

  async #read(tx: Db, all: ReadonlySet<Caps>): Promise<void> {
    for (const caps of all) {
      const { source, check } = caps;
      const entry = this.#pairs.get(pairOf(caps)) ?? { source, check, open: 0, newCases: 0, added: 0, opened: 0 };
      this.#pairs.set(pairOf(caps), entry);
      this.#entries.set(caps, entry);
    }
    if (all.size === 0) return;
    const pairs = [...this.#pairs.values()];
    const found = await rows(
      tx,
      Row,
      `select l.source, l.check_code as "check", sum(l.open)::bigint as open, min(l.counted_at) as "countedAt",
              coalesce(sum(l.new_cases) filter (where l.hour = $3), 0)::bigint as "newCases"
         from unnest($1::text[], $2::text[]) as n (source, chk) join check_load l on l.source = n.source and l.check_code = n.chk group by 1, 2`,
      [pairs.map((e) => e.source), pairs.map((e) => e.check), hourOf(this.#at)],
    );
    for (const row of found)
      Object.assign(this.#pairs.get(pairOf(row)) ?? {}, { open: row.open, newCases: row.newCases });
    const before = new Date(this.#at.getTime() - RECOUNT_MS);
    const full = new Set(
      [...this.#entries].filter(([caps, e]) => e.open >= caps.openMax).map(([caps]) => pairOf(caps)),
    );
    const stale = found.filter((row) => full.has(pairOf(row)) && row.countedAt <= before);
    if (stale.length > 0) throw new Recount(stale);
  }

  /** Those of items not stored yet that may be. */
  withinOpen(fresh: readonly Ready[]): readonly Ready[] {
    if ([...this.#entries].every(([caps, { open }]) => open + fresh.length <= caps.openMax)) return fresh;
    const taken = new Map<Entry, Set<string>>();
    return fresh.filter(({ caps, fingerprint }) => {
      const entry = caps && this.#entries.get(caps);
      if (!entry) return true;
      const ofPair = taken.get(entry) ?? new Set();
      taken.set(entry, ofPair);
      if (ofPair.has(fingerprint) || entry.open + ofPair.size < caps.openMax) return ofPair.add(fingerprint);
      this.folded.add(fingerprint);
      return false;
    });
  }

  /** What was read before the turn came may have grown: it is read again, and who thought the cap far begins anew. */
  async #takeTurn(tx: Db, all: ReadonlySet<Caps>, of: 'open' | 'cases', adding: readonly Ready[]): Promise<void> {
    if (all.size === 0) return;
    const counts = countsOf(adding);
    const wishes = (): Wish[] =>
      [...all].map((caps) => {
        const entry = this.#entries.get(caps);
        const standing = (of === 'open' ? entry?.open : entry?.newCases) ?? 0;
        const max = of === 'open' ? caps.openMax : caps.newCasesMax;
        return {
          key: JSON.stringify([of, caps.source, caps.check]),
          standing,
          adding: counts.get(pairOf(caps)) ?? 0,
          max,
        };
      });
    const before = wishes();
    await lockLoads(tx, before);
    await this.#read(tx, all);
    if (wishes().some((now, n) => !isFar(now) && before[n] && isFar(before[n]))) throw new Moved();
  }

  /** Those of items that would open a case whose case may be opened; all of one key are treated alike. */
  async withinCases(tx: Db, homeless: Ready[]): Promise<Ready[]> {
    const all = new Set(homeless.flatMap(({ caps }) => caps ?? []));
    await this.#takeTurn(tx, all, 'cases', firstOfEachCase(homeless));
    if ([...this.#entries].every(([caps, e]) => e.newCases + homeless.length <= caps.newCasesMax)) return homeless;
    const taken = new Map<Entry, Set<string>>();
    return homeless.filter(({ caps, caseKey, fingerprint }) => {
      const entry = caps && this.#entries.get(caps);
      if (!entry) return true;
      const keys = taken.get(entry) ?? new Set();
      taken.set(entry, keys);
      if (keys.has(caseKey) || entry.newCases + keys.size < caps.newCasesMax) return keys.add(caseKey);
      this.folded.add(fingerprint);
      return false;
    });
  }

  opened(homeless: readonly Ready[], caseOf: (item: Ready) => number | undefined): void {
    const seen = new Set<number>();
    for (const item of homeless) {
      const id = caseOf(item);
      const entry = item.caps && this.#entries.get(item.caps);
      if (!entry || id === undefined || seen.has(id)) continue;
      seen.add(id);
      entry.opened += 1;
    }
  }

  added(items: readonly Ready[]): void {
    for (const { caps } of items) {
      const entry = caps && this.#entries.get(caps);
      if (entry) entry.added += 1;
    }
  }

  /** Each connection has a row of its own, so that no batch waits until another has reached the disk. */
  async save(tx: Db): Promise<void> {
    const grown = [...new Set(this.#entries.values())].filter(({ added, opened }) => added + opened > 0);
    if (grown.length === 0) return;
    await run(
      tx,
      `insert into check_load as l (source, check_code, slot, open, hour, new_cases, counted_at)
       select n.source, n.chk, pg_backend_pid() % 16, n.added, $5, n.opened, $6
         from unnest($1::text[], $2::text[], $3::bigint[], $4::int[]) as n (source, chk, added, opened) order by n.source, n.chk
       on conflict (source, check_code, slot) do update set open = l.open + excluded.open, hour = excluded.hour,
         new_cases = excluded.new_cases + case when l.hour = excluded.hour then l.new_cases else 0 end`,
      [
        grown.map((e) => e.source),
        grown.map((e) => e.check),
        grown.map((e) => e.added),
        grown.map((e) => e.opened),
        hourOf(this.#at),
        this.#at,
      ],
    );
  }
}

/** How many items there are of each source and check, whatever rule caps them. */
function countsOf(items: readonly Ready[]): Map<string, number> {
  const byCaps = new Map<Caps, number>();
  for (const { caps } of items) if (caps) byCaps.set(caps, (byCaps.get(caps) ?? 0) + 1);
  const counts = new Map<string, number>();
  for (const [caps, n] of byCaps) counts.set(pairOf(caps), (counts.get(pairOf(caps)) ?? 0) + n);
  return counts;
}
const firstOfEachCase = (items: readonly Ready[]): Ready[] => [
  ...new Map(items.map((item) => [item.caseKey, item])).values(),
];

/** Counts what is open again, less what has recovered or is closed. */
export const recount = (pool: Pool, pairs: readonly Pick<Caps, 'source' | 'check'>[], at: Date): Promise<void> =>
  inTransaction(
    pool,
    async (tx) => {
      for (const { source, check } of pairs) {
        await run(tx, 'update check_load set open = 0, counted_at = $3 where source = $1 and check_code = $2', [
          source,
          check,
          at,
        ]);
        await run(
          tx,
          `insert into check_load (source, check_code, slot, open, hour, new_cases, counted_at)
         select $1, $2, 0, count(*), '-infinity', 0, $3
           from anomaly a join anomaly_case c on c.id = a.case_id
          where a.source = $1 and a.check_code = $2 and a.recovered_at is null and a.suppressed_by is null and c.phase not in ('closed', 'dismissed')
         on conflict (source, check_code, slot) do update set open = excluded.open`,
          [source, check, at],
        );
      }
    },
    PATIENT_MS,
  );
