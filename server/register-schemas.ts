import { z } from 'zod';
import { type Column, emptyOf, isList, type Register, type Value } from '../domain/registers/column';
import { parseText } from '../domain/registers/parse';

/** One field as JSON: days `YYYY-MM-DD`, instants RFC 3339, waits in milliseconds. Its rules are those of the domain. */
function fieldOf(column: Column): z.ZodType<Value> {
  const whole = z
    .int()
    .min(column.min ?? 0)
    .max(column.max ?? Number.MAX_SAFE_INTEGER);
  const choices = (column.choices ?? []).map(({ code }) => code);
  const bases: Record<Column['kind'], () => z.ZodType<Value>> = {
    code: () => asText(column, z.string()),
    text: () => asText(column, z.string()),
    email: () => asText(column, z.string()),
    codes: () => asList(column, z.array(z.string())),
    choice: () => z.enum(choices),
    choices: () => asList(column, z.array(z.enum(choices))),
    day: () => asText(column, z.iso.date()),
    instant: () => asText(column, z.iso.datetime({ offset: true })),
    hour: () => asText(column, z.string()),
    integer: () => whole,
    boolean: () => z.boolean(),
    duration: () => whole,
  };
  const base = bases[column.kind]();
  if (column.required) return base.describe(column.en);
  return base
    .nullable()
    .transform((value) => value ?? emptyOf(column))
    .describe(column.en);
}

/** The domain reads a text; what it refuses is said under its own code. */
const asText = (column: Column, base: z.ZodType<string>): z.ZodType<Value> =>
  base.transform((text, context) => {
    const parsed = parseText(column, text);
    if (parsed.ok) return parsed.value;
    context.addIssue({
      code: 'custom',
      message: `cannot be accepted: ${parsed.detail.replace(/\.$/, '')}`,
      params: { code: parsed.code },
    });
    return z.NEVER;
  });
const asList = (column: Column, base: z.ZodType<string[]>): z.ZodType<Value> =>
  base.transform((items, context) => {
    const parsed = parseText({ ...column, required: false }, items.join('|'));
    const wanted = column.repeats ? items.length : new Set(items).size;
    if (parsed.ok && Array.isArray(parsed.value) && parsed.value.length === wanted) return parsed.value;
    context.addIssue({
      code: 'custom',
      message: 'must be a list of codes, each once',
      params: { code: parsed.ok ? 'bad_code' : parsed.code },
    });
    return z.NEVER;
  });

type Shape = Record<string, z.ZodType<Value | undefined>>;
const shapeOf = (columns: readonly Column[]): Shape =>
  Object.fromEntries(
    columns.map((c): [string, Shape[string]] => [c.name, c.required ? fieldOf(c) : fieldOf(c).optional()]),
  );

/** What `POST` takes: a whole row; unknown fields are refused. */
export const newRow = ({ columns }: Register) => z.strictObject(shapeOf(columns));
/** What `PATCH` takes: any fields but the code. */
export const changedRow = ({ columns }: Register) =>
  z.strictObject(shapeOf(columns.filter(({ name }) => name !== 'code'))).partial();
/** What is given back: a whole row. */
export const wholeRow = ({ columns }: Register) =>
  z.object(
    Object.fromEntries(
      columns.map((column) => [
        column.name,
        column.required || isList(column) ? rawOf(column) : rawOf(column).nullable(),
      ]),
    ),
  );
function rawOf({ kind }: Column): z.ZodType {
  if (kind === 'codes' || kind === 'choices') return z.array(z.string());
  if (kind === 'integer' || kind === 'duration') return z.int();
  return kind === 'boolean' ? z.boolean() : z.string();
}
