/** A variable of doubles or bytes, with attributes of text or bytes. */
interface Written {
  name: string;
  type: 'byte' | 'double';
  attributes: Record<string, string | number[]>;
  values: number[];
}

const int = (n: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(n);
  return bytes;
};
const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
const name = (text: string): Buffer => Buffer.concat([int(text.length), padded(Buffer.from(text))]);
const list = (tag: number, items: readonly Buffer[]): Buffer =>
  items.length === 0 ? Buffer.alloc(8) : Buffer.concat([int(tag), int(items.length), ...items]);
const attribute = ([key, value]: [string, string | number[]]): Buffer =>
  Buffer.concat([
    name(key),
    int(typeof value === 'string' ? 2 : 1),
    int(value.length),
    padded(Buffer.from(value as string)),
  ]);
const data = ({ type, values }: Written): Buffer => {
  if (type === 'byte') return padded(Buffer.from(values));
  const bytes = Buffer.alloc(values.length * 8);
  for (const [i, value] of values.entries()) bytes.writeDoubleBE(value, i * 8);
  return bytes;
};

/** A classic NetCDF file whose variables all run along these dimensions. */
export function classicNetcdf(dims: readonly (readonly [string, number])[], variables: readonly Written[]): Buffer {
  const head = (begins: readonly number[]): Buffer =>
    Buffer.concat([
      Buffer.from('CDF\x01'),
      int(0),
      list(
        0x0a,
        dims.map(([key, size]) => Buffer.concat([name(key), int(size)])),
      ),
      list(0x0c, []),
      list(
        0x0b,
        variables.map((variable, i) =>
          Buffer.concat([
            name(variable.name),
            int(dims.length),
            ...dims.map((_, id) => int(id)),
            list(0x0c, Object.entries(variable.attributes).map(attribute)),
            int(variable.type === 'byte' ? 1 : 6),
            int(data(variable).length),
            int(begins[i] ?? 0),
          ]),
        ),
      ),
    ]);
  let at = head([]).length;
  const begins = variables.map((variable) => (at += data(variable).length) - data(variable).length);
  return Buffer.concat([head(begins), ...variables.map(data)]);
}
