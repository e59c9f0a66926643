import { z } from 'zod';
import { isOfPipeline } from '../../domain/delivery-anomaly';
import { type Db, rows } from '../query';
import type { Accepted } from './batch';
import { type Facts, seriesOf } from './series';

const KINDS = ['platform', 'sensor', 'dataset', 'cruise', 'source', 'supplier'] as const;
/** How files name an organisation of the European directory. */
const EDMO = /^(?:SDN:EDMO:{1,2})?\d{1,9}$/;
type Kind = (typeof KINDS)[number];

const code = z.string().nullable();
const Found = z.object({
  kind: z.enum(KINDS),
  code: z.string(),
  platform: code,
  supplier: code,
  cruise: code,
  start: z.date().nullable(),
  end: z.date().nullable(),
});
type Found = z.output<typeof Found>;

type Codes = Record<'platform' | 'cruise' | 'supplier', string | null>;
/** `series`: with these codes in it. */
type Completed = Codes & { series: string };
type Wanted = Record<Kind, Set<string>>;
type Naming = Partial<Record<Kind, string | null>>;
type Posted = Pick<Accepted, 'anomaly' | 'series'>;

const REMEMBERED_MAX = 50_000;

/** What the registers know of the codes a post names; codes they do not know are kept as sent. */
export class Registers {
  readonly #asked = new Set<string>();
  readonly #found = new Map<string, Found>();
  readonly #cruisesOf = new Map<string, Found[]>();
  readonly #learnt = new Set<string>();
  /** What the registers make of a series; null where it depends on the time of the data. */
  readonly #completed = new Map<string, Completed | null>();
  #learning: Promise<void> = Promise.resolve();

  /** Looks up every code of these anomalies not looked up before, then the codes that those rows name. */
  learn(db: Db, posted: readonly Posted[]): Promise<void> {
    // One at a time: what another lane has asked must have been answered before it counts as asked.
    this.#learning = this.#learning.then(() => this.#learn(db, this.#notLearnt(posted)));
    return this.#learning;
  }

  #notLearnt(posted: readonly Posted[]): Facts[] {
    const fresh: Facts[] = [];
    for (const { series, anomaly } of posted) {
      if (this.#learnt.has(series)) continue;
      if (this.#learnt.size >= REMEMBERED_MAX) this.#learnt.clear();
      this.#learnt.add(series);
      fresh.push(anomaly);
    }
    return fresh;
  }

  async #learn(db: Db, anomalies: readonly Facts[]): Promise<void> {
    let naming: readonly Naming[] = anomalies;
    for (;;) {
      const wanted = this.#unasked(naming);
      if (KINDS.every((kind) => wanted[kind].size === 0)) return;
      naming = (await this.#ask(db, wanted)).map(({ platform, cruise }) => ({ platform, cruise }));
    }
  }

  #unasked(naming: readonly Naming[]): Wanted {
    const wanted: Wanted = {
      platform: new Set(),
      sensor: new Set(),
      dataset: new Set(),
      cruise: new Set(),
      source: new Set(),
      supplier: new Set(),
    };
    for (const names of naming)
      for (const kind of KINDS) {
        const value = names[kind] ?? null;
        if (value === null || (kind === 'supplier' && !EDMO.test(value)) || this.#asked.has(`${kind}/${value}`))
          continue;
        this.#asked.add(`${kind}/${value}`);
        wanted[kind].add(value);
      }
    return wanted;
  }

  async #ask(db: Db, wanted: Wanted): Promise<Found[]> {
    const found = await rows(
      db,
      Found,
      `select 'platform' as kind, code, null as platform, coalesce(operator, owner) as supplier, null as cruise, null::timestamptz as start, null::timestamptz as "end" from platform where code = any($1::text[])
       union all select 'sensor', code, platform, coalesce(operator, owner), null, null, null from sensor where code = any($2::text[])
       union all select 'dataset', code, platform, supplier, cruise, null, null from dataset where code = any($3::text[])
       union all select 'cruise', code, platform, supplier, null, start_at, end_at from cruise where code = any($4::text[]) or platform = any($1::text[])
       union all select 'source', code, null, owner, null, null, null from source where code = any($5::text[])
       union all select 'supplier', w.given, null, min(s.code), null, null, null
         from unnest($6::text[]) as w (given) join supplier s on s.edmo = substring(w.given from '\\d+$')::int
        where not exists (select from supplier o where o.code = w.given) group by w.given having count(*) = 1`,
      KINDS.map((kind) => [...wanted[kind]]),
    );
    for (const row of found) {
      this.#found.set(`${row.kind}/${row.code}`, row);
      if (row.kind === 'cruise' && row.platform !== null && row.start !== null) this.#addCruise(row.platform, row);
    }
    return found;
  }

  #addCruise(platform: string, cruise: Found): void {
    const others = (this.#cruisesOf.get(platform) ?? []).filter(({ code }) => code !== cruise.code);
    this.#cruisesOf.set(platform, [...others, cruise].sort(latestFirst));
  }

  /**
   * Platform, cruise and supplier of an anomaly: as given, else as the registers say. Operator before owner; an EDMO number is
   * the supplier that bears it. The very same when the registers add nothing.
   */
  complete({ series, anomaly }: Posted): Posted {
    const { platform, cruise, supplier, series: whole } = this.#codesOf(series, anomaly);
    return whole === series
      ? { anomaly, series }
      : { anomaly: { ...anomaly, platform, cruise, supplier }, series: whole };
  }

  #codesOf(series: string, anomaly: Facts): Completed {
    const known = this.#completed.get(series);
    if (known) return known;
    const { isTimed, ...codes } = this.#look(anomaly);
    const made = { ...codes, series: seriesOf({ ...anomaly, ...codes }) };
    if (this.#completed.size >= REMEMBERED_MAX) this.#completed.clear();
    if (known === undefined) this.#completed.set(series, isTimed ? null : made);
    return made;
  }

  #look(anomaly: Facts): Codes & { isTimed: boolean } {
    // A pipeline that fails is its owner's trouble, whatever it was about to look at.
    if (isOfPipeline(anomaly.check)) {
      const { platform, cruise } = anomaly;
      return { platform, cruise, supplier: this.#supplierOf('source', anomaly.source), isTimed: false };
    }
    const sensor = this.#of('sensor', anomaly.sensor);
    const dataset = this.#of('dataset', anomaly.dataset);
    const named = firstOf(anomaly.cruise, dataset?.cruise);
    const platform = firstOf(
      anomaly.platform,
      sensor?.platform,
      dataset?.platform,
      this.#of('cruise', named)?.platform,
    );
    const cruise = named ?? this.#cruiseAt(platform, anomaly.timeStart);
    const supplier = firstOf(
      this.#supplierOf('supplier', anomaly.supplier),
      anomaly.supplier,
      sensor?.supplier,
      dataset?.supplier,
      this.#supplierOf('cruise', cruise),
      this.#supplierOf('platform', platform),
    );
    const isTimed = named === null && platform !== null && this.#cruisesOf.has(platform);
    return { platform, cruise, supplier, isTimed };
  }

  #supplierOf(kind: Kind, value: string | null): string | null {
    return this.#of(kind, value)?.supplier ?? null;
  }

  #of(kind: Kind, value: string | null): Found | null {
    return value === null ? null : (this.#found.get(`${kind}/${value}`) ?? null);
  }

  /** The cruise of this platform whose dates hold the data time; of several, the one that began last. */
  #cruiseAt(platform: string | null, time: string | null): string | null {
    if (platform === null || time === null) return null;
    const at = new Date(time);
    const holds = ({ start, end }: Found): boolean => start !== null && start <= at && (end === null || at <= end);
    return this.#cruisesOf.get(platform)?.find(holds)?.code ?? null;
  }
}

const firstOf = (...codes: (string | null | undefined)[]): string | null => codes.find((value) => value) ?? null;
const latestFirst = (a: Found, b: Found): number =>
  (b.start?.getTime() ?? 0) - (a.start?.getTime() ?? 0) || (a.code < b.code ? -1 : 1);
