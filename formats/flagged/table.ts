import type { ReadItem } from '../../domain/anomaly';
import { type FlagRow, scaleCodes } from '../../domain/flag-scale';
import { readItem } from '../anomaly-item';
import type { PostedAnomaly } from '../anomaly-schema';
import { BodyFault } from '../fault';
import { itemError, type Pointed } from '../item-error';
import type { ReportContext } from '../report-context';
import { posted } from './anomaly';
import type { FlaggedPoint, Group, Series } from './point';
import { CONTEXT_POINTS, type Run, RunFinder, runOf } from './runs';
import { SeenFlags, type Tally } from './seen';
import type { Placed } from './thinned';

export const GROUPS_MAX = 100_000;
const NOTHING: ReadItem[] = [];

/** One series of the open group: what its codes mean and what has been found so far. */
interface Column {
  series: Series;
  place: number;
  codes: ReadonlyMap<string, FlagRow>;
  tally: Tally;
  finder: RunFinder;
  /** How often an anomaly began at each place, so that the second of a place stays another anomaly. */
  begun: Map<string, number>;
}

/**
 * Makes anomalies of a table of flags, whatever the file: contiguous points that are doubtful or bad in one series make one.
 * A reader tells it group by group and point by point, and yields the items that it gives back. Bounded memory.
 */
export class FlaggedTable {
  readonly seen: SeenFlags;
  readonly #context: ReportContext;
  #group: Group | null = null;
  #columns: Column[] = [];
  #before: Placed[] = [];
  readonly #loci = new Map<string, number>();
  readonly #given: { items: number };
  #points = 0;

  constructor(context: ReportContext, seen = new SeenFlags(), given = { items: 0 }) {
    this.#context = context;
    this.seen = seen;
    this.#given = given;
  }

  /** Another table of the same file, whose rows stand among those of this one. */
  beside(): FlaggedTable {
    return new FlaggedTable(this.#context, this.seen, this.#given);
  }

  /** A new group; the anomalies that end with the one before it. */
  begin(group: Group): ReadItem[] {
    const ended = this.end();
    this.#group = { ...group, locus: this.#alone(group.locus) };
    this.#columns = this.#named(group.series).map((series, place) => this.#column(series, place));
    return ended;
  }

  take(point: FlaggedPoint): ReadItem[] {
    const group = this.#opened();
    if (point.t === null && group.kind === 'series')
      return this.refuse(point.line, { path: ['time'], code: 'required', detail: 'is missing' });
    const placed = { ...point, n: this.#points++ };
    const items: ReadItem[] = [];
    for (const column of this.#columns) {
      const flag = this.#flag(column, placed, items);
      const run = column.finder.take(placed, flag, this.#before);
      if (run) items.push(this.#item(column, run));
    }
    this.#before.push(placed);
    if (this.#before.length > CONTEXT_POINTS) this.#before.shift();
    return items;
  }

  /** A flag on the group as a whole, such as a station's position; the point says when and where. */
  whole(series: Series, code: string | null, point: Omit<FlaggedPoint, 'values' | 'flags'>): ReadItem[] {
    this.#opened();
    const column = this.#column(series, 0);
    const placed = { ...point, n: this.#points++, values: [null], flags: [code] };
    const items: ReadItem[] = [];
    const flag = this.#flag(column, placed, items);
    if (flag) items.push(this.#item(column, runOf(placed, flag), true));
    return items;
  }

  /** A row that cannot be read: told with its line, and the end of the runs that lead to it. */
  refuse(line: number | null, trouble: Pointed): ReadItem[] {
    this.interrupt();
    return [itemError({ index: this.#given.items++, line }, trouble)];
  }

  interrupt(): void {
    for (const { finder } of this.#columns) finder.interrupt();
  }

  /** The group, or the file, has ended. */
  end(): ReadItem[] {
    if (!this.#group) return NOTHING;
    const items = this.#columns.flatMap((column) => column.finder.end().map((run) => this.#item(column, run)));
    this.#group = null;
    this.#columns = [];
    this.#before = [];
    return items;
  }

  /** The context may name the parameter and unit of a table that has but one; a unit that the table tells itself stays. */
  #named(series: readonly Series[]): readonly Series[] {
    const { parameter, unit } = this.#context;
    if (!areOne(series)) return series;
    return series.map((one) => ({ ...one, ...(parameter && { parameter }), unit: one.unit ?? unit }));
  }

  #column(series: Series, place: number): Column {
    const codes = scaleCodes(series.scale, series.version);
    if (!codes) throw new Error(`no scale ${series.scale}@${series.version}`);
    return { series, place, codes, tally: this.seen.column(series), finder: new RunFinder(place), begun: new Map() };
  }

  #opened(): Group {
    if (!this.#group) throw new Error('no group has begun');
    return this.#group;
  }

  /** What the flag says when it is one to ask about; null for every other. A code that its scale has not is an error. */
  #flag({ series, place, codes, tally }: Column, point: Placed, items: ReadItem[]): FlagRow | null {
    const code = point.flags[place] ?? null;
    if (code === null) return null;
    const row = codes.get(code);
    if (!row) {
      const detail = `is flagged "${code.slice(0, 20)}", which ${series.scale} does not know`;
      const path = [series.parameter ?? series.check];
      items.push(itemError({ index: this.#given.items++, line: point.line }, { path, code: 'unknown_flag', detail }));
      return null;
    }
    tally.count(row, point.t);
    return row.asked ? row : null;
  }

  #item(column: Column, run: Run, isWhole = false): ReadItem {
    const group = this.#opened();
    const { parameter: _parameter, unit: _unit, sensor, ...common } = this.#context;
    const context = { ...common, ...(sensor && !isWhole && areOne(group.series) ? { sensor } : {}) };
    const locus = isWhole ? placeOf(group, {}) : this.#locus(column, group, run);
    const about = { context, group, series: column.series };
    return readItem(posted(about, run, locus), { index: this.#given.items++, line: run.first.line });
  }

  /** A profile's runs are told apart by where they begin in depth, others in time; to the second, unless two begin in one. */
  #locus({ begun }: Column, group: Group, { start, first }: Run): PostedAnomaly['locus'] {
    const isProfile = group.kind === 'profile';
    const key = isProfile ? String(first.z) : String(start?.slice(0, 19));
    const times = (begun.get(key) ?? 0) + 1;
    // Times go on; only those of one second are held.
    if (!isProfile && times === 1) begun.clear();
    begun.set(key, times);
    const again = times === 1 ? {} : { nth: times };
    if (isProfile) return placeOf(group, { ...(first.z === null ? {} : { z: first.z }), ...again });
    if (Object.keys(group.locus).length > 0) return placeOf(group, { time: start ?? '', ...again });
    return times === 1 ? undefined : `${start}#${times}`;
  }

  /** Two groups of one name stay two. */
  #alone(locus: Group['locus']): Group['locus'] {
    const name = JSON.stringify(locus);
    const times = (this.#loci.get(name) ?? 0) + 1;
    if (times === 1 && this.#loci.size >= GROUPS_MAX)
      throw new BodyFault('too_many_rows', `More than ${GROUPS_MAX} stations or profiles.`);
    this.#loci.set(name, times);
    return times === 1 ? locus : { ...locus, part: times };
  }
}

const areOne = (series: readonly Series[]): boolean =>
  series.every(({ parameter }) => parameter !== null && parameter === series[0]?.parameter);

const placeOf = ({ locus }: Group, more: Record<string, string | number>): PostedAnomaly['locus'] => ({
  ...locus,
  ...more,
});
