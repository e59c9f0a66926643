import { flagOf } from '../../domain/describe-flag';
import type { PlotGroup, PlotPoint } from './group';

/** What a corrected row puts in place of a measurement. */
export interface CorrectedMark {
  at: Date;
  z: number | null;
  lat: number | null;
  lon: number | null;
  parameter: string | null;
  value: number | null;
}
export interface BeforeAfter {
  before: PlotGroup;
  after: PlotGroup;
}

/** Drawn as changed, whatever the scale of the data calls it. */
const CHANGED = flagOf('L20', '5');
/** With more corrected values than this they are the line alone: the page goes over a ship's link. */
const MARKED_MAX = 300;

/** Each picture as it was and as it will be; those that no row touches are left out. */
export const beforeAndAfter = (plots: readonly PlotGroup[], rows: readonly CorrectedMark[]): BeforeAfter[] =>
  plots.flatMap((before) => {
    const some = rows.filter(
      ({ parameter }) => parameter === null || before.parameter === null || parameter === before.parameter,
    );
    return some.length === 0 ? [] : [{ before, after: corrected(before, some) }];
  });

function corrected(group: PlotGroup, rows: readonly CorrectedMark[]): PlotGroup {
  const flag = rows.length > MARKED_MAX ? flagOf('L20', '1') : CHANGED;
  const isReplaced = replacedBy(rows);
  const kept = group.points.filter((point) => !isReplaced(point));
  const points = [...kept, ...rows.map(({ parameter: _parameter, ...row }): PlotPoint => ({ ...row, flag }))];
  const by = group.kind === 'profile' ? (p: PlotPoint) => p.z ?? 0 : (p: PlotPoint) => p.at.getTime();
  return { ...group, points: points.sort((a, b) => by(a) - by(b)) };
}

/** A row stands for the measurement of its instant and depth, to the second and a decimetre. */
function replacedBy(rows: readonly CorrectedMark[]): (point: PlotPoint) => boolean {
  const places = new Map<number, (number | null)[]>();
  for (const { at, z } of rows) {
    const second = Math.floor(at.getTime() / 1000);
    places.set(second, [...(places.get(second) ?? []), z]);
  }
  return ({ at, z }) =>
    places
      .get(Math.floor(at.getTime() / 1000))
      ?.some((other) => other === null || z === null || Math.abs(other - z) <= 0.05) ?? false;
}
