import { z } from 'zod';
import type { Anomaly } from '../../domain/anomaly';
import { type Db, rows } from '../query';

const code = z.string().nullable();
const Found = z.object({
  kind: z.enum(['platform', 'sensor', 'dataset', 'cruise', 'supplier']),
  code: z.string(),
  platform: code,
  supplier: code,
  cruise: code,
  start: z.date().nullable(),
  end: z.date().nullable(),
});
type Found = z.output<typeof Found>;

/** What the registers know of the codes a post names; codes they do not know are kept as sent. */
export class Registers {
  readonly #asked = new Set<string>();
  readonly #found = new Map<string, Found>();
  readonly #cruisesOf = new Map<string, Found[]>();

  /** Looks up, in one round trip, every code of these anomalies not looked up before. */
  async learn(db: Db, anomalies: readonly Anomaly[]): Promise<void> {
    const wanted = {
      platform: new Set<string>(),
      sensor: new Set<string>(),
      dataset: new Set<string>(),
      cruise: new Set<string>(),
    };
    for (const anomaly of anomalies)
      for (const kind of ['platform', 'sensor', 'dataset', 'cruise'] as const) {
        const value = anomaly[kind];
        if (value !== null && !this.#asked.has(`${kind}/${value}`)) wanted[kind].add(value);
      }
    if (Object.values(wanted).every((set) => set.size === 0)) return;
    await this.#ask(db, wanted);
    const platforms = [...this.#found.values()].flatMap((f) =>
      f.platform !== null && !this.#asked.has(`platform/${f.platform}`) ? [f.platform] : [],
    );
    if (platforms.length > 0)
      await this.#ask(db, { platform: new Set(platforms), sensor: new Set(), dataset: new Set(), cruise: new Set() });
  }

  async #ask(db: Db, wanted: Record<'platform' | 'sensor' | 'dataset' | 'cruise', Set<string>>): Promise<void> {
    for (const [kind, codes] of Object.entries(wanted)) for (const value of codes) this.#asked.add(`${kind}/${value}`);
    const found = await rows(
      db,
      Found,
      `select 'platform' as kind, code, null as platform, coalesce(operator, owner) as supplier, null as cruise, null::timestamptz as start, null::timestamptz as "end" from platform where code = any($1::text[])
       union all select 'sensor', code, platform, coalesce(operator, owner), null, null, null from sensor where code = any($2::text[])
       union all select 'dataset', code, platform, supplier, cruise, null, null from dataset where code = any($3::text[])
       union all select 'cruise', code, platform, supplier, null, start_at, end_at from cruise where code = any($4::text[]) or platform = any($1::text[])`,
      [[...wanted.platform], [...wanted.sensor], [...wanted.dataset], [...wanted.cruise]],
    );
    for (const row of found) {
      this.#found.set(`${row.kind}/${row.code}`, row);
      if (
        row.kind === 'cruise' &&
        row.platform !== null &&
        !this.#cruisesOf.get(row.platform)?.some(({ code }) => code === row.code)
      )
        this.#cruisesOf.set(row.platform, [...(this.#cruisesOf.get(row.platform) ?? []), row]);
    }
  }

  /** Platform, cruise and supplier of an anomaly: as given, else as the registers say. Operator before owner. */
  complete(anomaly: Anomaly): Anomaly {
    const sensor = this.#of('sensor', anomaly.sensor);
    const dataset = this.#of('dataset', anomaly.dataset);
    const platform = anomaly.platform ?? sensor?.platform ?? dataset?.platform ?? null;
    const cruise = anomaly.cruise ?? dataset?.cruise ?? this.#cruiseAt(platform, anomaly.timeStart);
    const supplier =
      anomaly.supplier ??
      sensor?.supplier ??
      dataset?.supplier ??
      this.#of('cruise', cruise)?.supplier ??
      this.#of('platform', platform)?.supplier ??
      null;
    return platform === anomaly.platform && cruise === anomaly.cruise && supplier === anomaly.supplier
      ? anomaly
      : { ...anomaly, platform, cruise, supplier };
  }

  #of(kind: Found['kind'], value: string | null): Found | null {
    return value === null ? null : (this.#found.get(`${kind}/${value}`) ?? null);
  }

  /** The cruise of this platform whose dates hold the data time. */
  #cruiseAt(platform: string | null, time: string | null): string | null {
    if (platform === null || time === null) return null;
    const at = new Date(time);
    return (
      this.#cruisesOf
        .get(platform)
        ?.find(({ start, end }) => start !== null && start <= at && (end === null || at <= end))?.code ?? null
    );
  }
}
