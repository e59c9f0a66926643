import { csvLine } from '../../domain/csv';
import type { Shown } from './group';

const HEADER = ['parameter', 'time', 'lat', 'lon', 'z', 'value', 'unit', 'flag_scale', 'flag'];
const cell = (value: number | null): string => (value === null ? '' : String(value));

/** The plotted rows, or the fields or files of a case that has none. RFC 4180, decimal points, UTC. */
export function csvOf({ plots, items }: Shown): string {
  if (plots.length === 0)
    return [
      ['name', 'expected', 'found'],
      ...items.map(({ name, expected, found }) => [name, expected ?? '', found ?? '']),
    ]
      .map(csvLine)
      .join('');
  const rows = plots.flatMap(({ parameter, unit, points }) =>
    points.map((p) => [
      parameter ?? '',
      p.at.toISOString(),
      cell(p.lat),
      cell(p.lon),
      cell(p.z),
      cell(p.value),
      unit ?? '',
      p.flag.code && p.flag.scale,
      p.flag.code,
    ]),
  );
  return [HEADER, ...rows].map(csvLine).join('');
}
