import { z } from 'zod';
import { scaleCodes } from '../../domain/flag-scale';
import { BodyFault } from '../fault';

const column = z.string().min(1).max(200);
const Series = z.strictObject({
  /** Column of the flags. */
  flag: column,
  /** Column of the values. */
  value: column.optional(),
  parameter: z.string().min(1).max(200).optional(),
  unit: z.string().max(50).optional(),
  urn: z.string().max(200).optional(),
  check: z.string().min(1).max(200).optional(),
  scale: z.string().max(50).optional(),
});

/**
 * How a CSV of one's own is read: which column is what, on which scale (`L20@8`) its flags are. Either a row has the flags of
 * several parameters (`parameters`), or of one that its own columns name (`columns.flag`, `parameter`, `value`, `test`).
 */
const Mapping = z.strictObject({
  scale: z.string().min(1).max(50),
  delimiter: z.enum([',', ';', '\t']).optional(),
  decimal: z.enum(['.', ',']).default('.'),
  /** Order of the days, when they are not ISO 8601. */
  dates: z.enum(['iso', 'dmy', 'mdy']).default('iso'),
  missing: z.array(z.string().max(50)).max(20).default([]),
  kind: z.enum(['series', 'profile']).optional(),
  columns: z.strictObject({
    time: column,
    lat: column.optional(),
    lon: column.optional(),
    z: column.optional(),
    platform: column.optional(),
    cruise: column.optional(),
    station: column.optional(),
    parameter: column.optional(),
    value: column.optional(),
    flag: column.optional(),
    test: column.optional(),
  }),
  /** What stands before the name of a test. */
  checks: z.string().max(50).default('flag'),
  parameters: z.array(Series).max(200).default([]),
});
export type Mapping = z.output<typeof Mapping>;

/** A mapping file. Throws BodyFault when it is none. */
export function mappingOf(config: unknown): Mapping {
  if (config === undefined || config === null)
    throw new BodyFault('bad_config', 'A CSV of your own needs a mapping file as its configuration.');
  const parsed = Mapping.safeParse(config);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new BodyFault(
      'bad_config',
      `The mapping file: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is none'}.`,
    );
  }
  const mapping = parsed.data;
  if ((mapping.columns.flag === undefined) === (mapping.parameters.length === 0))
    throw new BodyFault('bad_config', 'The mapping file must have either columns.flag or parameters.');
  for (const name of [mapping.scale, ...mapping.parameters.flatMap(({ scale }) => scale ?? [])]) scaleNamed(name);
  return mapping;
}

/** `L20@8` or `L20`. Throws BodyFault for a scale that is not known, or that has to name its version. */
export function scaleNamed(name: string): { scale: string; version: string } {
  const [scale = '', version = null] = name.split('@');
  const row = scaleCodes(scale, version)?.values().next().value;
  if (!row || (version !== null && row.version !== version))
    throw new BodyFault(
      'unknown_scale',
      `The scale "${name}" is not known, or must name its version as QARTOD@2020 does.`,
    );
  return { scale, version: row.version };
}

/** `time,lat,lon,depth,platform,parameter,value,test,flag`, as CoTeDe's flags are written down. */
export const FLAG_CSV: Mapping = {
  scale: 'COTEDE@1',
  decimal: '.',
  dates: 'iso',
  missing: [],
  checks: 'cotede',
  columns: {
    time: 'time',
    lat: 'lat',
    lon: 'lon',
    z: 'depth',
    platform: 'platform',
    parameter: 'parameter',
    value: 'value',
    test: 'test',
    flag: 'flag',
  },
  parameters: [],
};
