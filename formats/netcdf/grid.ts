import { BodyFault } from '../fault';
import type { NetcdfFile, Variable } from './file';

/** The two axes that a variable may run along: time (or station) and level; other dimensions hold one value each. */
export interface Axes {
  time: ReadonlySet<string>;
  level: string | null;
  times: number;
  levels: number;
}

/** What stands at a time and a level; null when nothing does. */
export type At<T> = (time: number, level: number) => T | null;

/** Where a value stands for a time and a level. Throws BodyFault for a variable that runs along anything else. */
export function placeIn({ name, dims, shape }: Variable, axes: Axes): (time: number, level: number) => number {
  let [byTime, byLevel, stride] = [0, 0, 1];
  for (let axis = dims.length - 1; axis >= 0; axis -= 1) {
    const [dim = '', size = 0] = [dims[axis], shape[axis]];
    if (dim === axes.level && size === axes.levels) byLevel = stride;
    else if (axes.time.has(dim) && size === axes.times && byTime === 0) byTime = stride;
    else if (size !== 1)
      throw new BodyFault('unsupported_netcdf', `Variable ${name} runs along ${dims.join(', ')}, which is not read.`);
    stride *= size;
  }
  return (time, level) => time * byTime + level * byLevel;
}

/** Of these names the first that the file has. */
export const firstOf = ({ variables }: NetcdfFile, names: readonly string[]): Variable | null =>
  names.map((name) => variables.get(name)).find((variable) => variable !== undefined) ?? null;
