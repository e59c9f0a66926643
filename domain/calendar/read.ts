/** What is wrong with something given, and where in it, as `calendar.weekly.1`. */
export interface Fault {
  field: string;
  message: string;
}
export type Read<T> = { ok: true; value: T } | { ok: false; fault: Fault };
export const good = <T>(value: T): Read<T> => ({ ok: true, value });
export const bad = (field: string, message: string): { ok: false; fault: Fault } => ({
  ok: false,
  fault: { field, message },
});

export type Fields = Readonly<Record<string, unknown>>;
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** An object with no fields but these. */
export function readFields(value: unknown, field: string, known: readonly string[]): Read<Fields> {
  if (!isFields(value)) return bad(field, 'must be an object');
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  return unknown === undefined
    ? good(value)
    : bad(field === '' ? unknown : `${field}.${unknown}`, `unknown field; known are ${known.join(', ')}`);
}

/** Each item by its own reader; what is not there is none. */
export function readList<T>(value: unknown, field: string, read: (item: unknown, at: string) => Read<T>): Read<T[]> {
  if (value === undefined) return good([]);
  if (!Array.isArray(value)) return bad(field, 'must be an array');
  const items: T[] = [];
  for (const [n, item] of value.entries()) {
    const found = read(item, `${field}[${n}]`);
    if (!found.ok) return found;
    items.push(found.value);
  }
  return good(items);
}
