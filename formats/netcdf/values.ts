import { BodyFault } from '../fault';
import type { NetcdfFile, Variable } from './file';

/** A variable's values as numbers of the real world: fill is null, packed values are unpacked. */
export type Numbers = (i: number) => number | null;

/** A variable's flags as codes of their scale; null = not flagged. */
export type Codes = (i: number) => string | null;

/** What NetCDF writes where nothing was written; a byte has none that is safe to read so. */
const DEFAULT_FILL: Partial<Record<Variable['type'], number>> = {
  short: -32_767,
  int: -2_147_483_647,
  float: Math.fround(9.969_209_968_386_869e36),
  double: 9.969_209_968_386_869e36,
};

/** The number an attribute holds; null when it has none. */
export const numberOf = ({ attributes }: Variable, name: string): number | null => {
  const value = attributes.get(name);
  return typeof value === 'object' ? (value[0] ?? null) : null;
};

export async function numbersOf(file: NetcdfFile, variable: Variable): Promise<Numbers> {
  const { name, type, attributes } = variable;
  if (type === 'char' || type === 'text' || type === 'other')
    throw new BodyFault('bad_netcdf', `Variable ${name} should hold numbers.`);
  // Safe: of the types only the three above are not numbers.
  const raw = (await file.values(variable)) as ArrayLike<number>;
  const missing = attributes.get('missing_value');
  const fills = new Set(
    [numberOf(variable, '_FillValue') ?? DEFAULT_FILL[type], ...(typeof missing === 'object' ? missing : [])].filter(
      (fill) => fill !== undefined,
    ),
  );
  const scale = numberOf(variable, 'scale_factor') ?? 1;
  const offset = numberOf(variable, 'add_offset') ?? 0;
  const isPacked = scale !== 1 || offset !== 0;
  return (i) => {
    const value = raw[i];
    if (value === undefined || !Number.isFinite(value) || fills.has(value)) return null;
    if (isPacked) return Number((value * scale + offset).toPrecision(9));
    return type === 'float' ? shortest(value) : value;
  };
}

/** A 32-bit number in the digits it was written with: 35.28, not 35.279998779296875. */
function shortest(value: number): number {
  const seven = Number(value.toPrecision(7));
  return Math.fround(seven) === value ? seven : Number(value.toPrecision(9));
}

/** Texts of a variable: of characters, those along the last dimension make one. Blanks around them are padding. */
export async function textsOf(file: NetcdfFile, variable: Variable): Promise<string[]> {
  const values = await file.values(variable);
  // Safe: texts come as such.
  if (variable.type === 'text') return Array.from(values as readonly string[], (text) => text.trim());
  if (variable.type !== 'char') throw new BodyFault('bad_netcdf', `Variable ${variable.name} should hold text.`);
  const length = variable.shape.at(-1) ?? 1;
  // Safe: characters come as bytes.
  const bytes = Buffer.from(values as Uint8Array);
  const count = length === 0 ? 0 : bytes.length / length;
  return Array.from({ length: count }, (_, i) =>
    bytes
      .toString('utf8', i * length, (i + 1) * length)
      .replace(/\0.*$/s, '')
      .trim(),
  );
}

/** One code a value: characters as they stand, numbers by `named`; a blank or the fill is no flag. */
export async function codesOf(
  file: NetcdfFile,
  variable: Variable,
  named: (value: number) => string = String,
): Promise<Codes> {
  const values = await file.values(variable);
  if (variable.type === 'text' || variable.type === 'other')
    throw new BodyFault('bad_netcdf', `Variable ${variable.name} should hold flags.`);
  const fill = numberOf(variable, '_FillValue');
  return (i) => {
    const value = Number(values[i]);
    if (variable.type !== 'char') return value === fill || Number.isNaN(value) ? null : named(value);
    return value === 0 || value === 0x20 ? null : String.fromCharCode(value);
  };
}
