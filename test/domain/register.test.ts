import fc from 'fast-check';
import { csvLine } from '../../domain/csv';
import { parseTable } from '../../domain/register';
import { type Column, REGISTER_NAMES, type Register, type Value } from '../../domain/registers/column';
import { REGISTERS } from '../../domain/registers/descriptions';
import { formatDuration, parseDuration } from '../../domain/registers/duration';
import { formatValue, parseText } from '../../domain/registers/parse';
import { LANGUAGES } from '../../domain/words';
import { readTable } from '../../formats/table';

const kind = (of: Column['kind'], more: Partial<Column> = {}): Column => ({
  name: 'x',
  kind: of,
  fr: 'x',
  en: 'x',
  ...more,
});
const parsed = (column: Column, text: string): Value | string => {
  const found = parseText(column, text);
  return found.ok ? found.value : `! ${found.code}`;
};

test.each<[Column, string, Value | string]>([
  [kind('day'), ' 3/2/2026 ', '2026-02-03'],
  [kind('day'), '2026-02-28', '2026-02-28'],
  [kind('day'), '29/02/2026', '! bad_date'],
  [kind('day'), '02/13/2026', '! bad_date'],
  [kind('instant'), '03/02/2026 8:05', '2026-02-03T08:05:00.000Z'],
  [kind('instant'), '03/02/2026', '2026-02-03T00:00:00.000Z'],
  [kind('instant', { endOfDay: true }), '03/02/2026', '2026-02-03T23:59:59.999Z'],
  [kind('instant'), '2026-02-03T08:05:00+02:00', '2026-02-03T06:05:00.000Z'],
  [kind('instant'), '03/02/2026 25:00', '! bad_date'],
  [kind('email'), 'a.b+c@example.org', 'a.b+c@example.org'],
  [kind('email'), 'a@example.org, b@example.org', '! bad_email'],
  [kind('email'), 'a@example.org\r\nBcc: b@example.org', '! bad_character'],
  [kind('email'), 'a@b@example.org', '! bad_email'],
  [kind('email'), 'a@localhost', '! bad_email'],
  [kind('codes'), 'A, B;C | A\nD', ['A', 'B', 'C', 'D']],
  [kind('codes'), '', []],
  [kind('code'), 'a@example.org', '! bad_code'],
  [kind('code'), '..', '! bad_code'],
  [kind('text'), 'nul \0', '! bad_character'],
  [kind('text'), 'half \ud800', '! bad_character'],
  [kind('text'), 'x'.repeat(301), '! too_long'],
  [kind('boolean'), 'Oui', true],
  [kind('boolean'), 'faux', false],
  [kind('boolean'), 'peut-être', '! bad_boolean'],
  [kind('integer', { max: 20 }), '21', '! out_of_range'],
  [kind('integer'), '1,5', '! bad_number'],
  [kind('duration'), '7 j', 604_800_000],
  [kind('duration'), '1,5 h', 5_400_000],
  [kind('duration'), '7', '! bad_duration'],
  [kind('duration'), '3 constructor', '! bad_duration'],
  [kind('duration', { min: 1_000 }), '0', '! out_of_range'],
  [kind('text', { required: true }), '  ', '! missing_value'],
])('a cell %# is read as people mean it, or refused by name', (column, text, value) => {
  expect(parsed(column, text)).toEqual(value);
});

test('columns go by their code name and their French and English labels, whatever case, accents and blanks', () => {
  for (const register of Object.values(REGISTERS))
    for (const column of register.columns)
      for (const header of [
        column.name,
        column.fr,
        column.en.toUpperCase(),
        column.fr.normalize('NFD'),
        ` ${column.fr.replaceAll(' ', '_')} `,
      ]) {
        const { notices } = parseTable(register, { header: [header], rows: [] });
        expect({ header, notices }).toEqual({ header, notices: [] });
      }
});

test('no two columns of a register go by the same header', () => {
  for (const { columns } of Object.values(REGISTERS))
    for (const language of LANGUAGES)
      expect(new Set(columns.map((column) => column[language])).size).toBe(columns.length);
});

test('a contact without a code gets the same one each time, and no address stands in it', () => {
  const code = (email: string): string | undefined =>
    parseTable(REGISTERS.contacts, {
      header: ['supplier', 'name', 'email'],
      rows: [{ line: 2, cells: ['GENAVIR', 'A', email] }],
    }).rows[0]?.code;
  expect(code('Anne@example.org')).toBe(code('anne@example.org'));
  expect(code('anne@example.org')).toMatch(/^GENAVIR-[0-9a-f]{12}$/);
  expect(code('paul@example.org')).not.toBe(code('anne@example.org'));
});

test.each(LANGUAGES)('a duration written in %s is read back', (language) => {
  fc.assert(
    fc.property(fc.nat(400_000_000_000), (durationMs) => {
      expect(parseDuration(formatDuration(durationMs, language))).toBe(durationMs);
    }),
  );
  expect(formatDuration(129_600_000, language)).toBe(language === 'fr' ? '1 j 12 h' : '1 d 12 h');
});

/** Texts that try: formulas, quotes, guards, delimiters, accents. */
const text = fc
  .array(fc.constantFrom('=', '+', '-', '@', "'", '"', ';', ',', '|', '=cmd', '＝', 'é', 'A', '1', '.5', ' ', 'ß'), {
    minLength: 1,
    maxLength: 8,
  })
  .map((parts) => parts.join('').trim())
  .filter((t) => t !== '');
const code = text.map((t) => t.replaceAll(/[,;|@]/g, '_').trim() || '_').filter((t) => !/^\.+$/.test(t));
const DAY_MS = 86_400_000;
const valueOf = (column: Column): fc.Arbitrary<Value> => {
  const filled: Record<Column['kind'], () => fc.Arbitrary<Value>> = {
    code: () => code,
    text: () => text,
    email: () => fc.constantFrom('a@example.org', '-b@example.org', 'é@example.org'.replace('é', 'e')),
    codes: () => fc.uniqueArray(code, { maxLength: 3 }),
    choice: () => fc.constantFrom(...(column.choices ?? []).map((choice) => choice.code)),
    choices: () => fc.uniqueArray(fc.constantFrom(...(column.choices ?? []).map((choice) => choice.code))),
    day: () => fc.nat(30_000).map((n) => new Date(n * DAY_MS).toISOString().slice(0, 10)),
    instant: () => fc.nat(30_000_000).map((n) => new Date(n * 86_411).toISOString()),
    hour: () => fc.integer({ min: 0, max: 1439 }).map((n) => new Date(n * 60_000).toISOString().slice(11, 16)),
    integer: () => fc.integer({ min: column.min ?? 0, max: column.max ?? 1_000 }),
    boolean: () => fc.boolean(),
    duration: () => fc.integer({ min: 1_000, max: 400 * DAY_MS }),
  };
  const nullable =
    !column.required && column.empty === undefined && column.kind !== 'codes' && column.kind !== 'choices';
  return nullable && column.name !== 'code' ? fc.option(filled[column.kind](), { freq: 3 }) : filled[column.kind]();
};
const rowOf = ({ columns }: Register) =>
  fc.record(Object.fromEntries(columns.map((column) => [column.name, valueOf(column)])));

test.each(REGISTER_NAMES.flatMap((name) => LANGUAGES.map((language) => [name, language] as const)))(
  'any %s exported in %s are imported again unchanged',
  (name, language) => {
    const register = REGISTERS[name];
    fc.assert(
      fc.property(
        fc.uniqueArray(rowOf(register), { selector: (row) => String(row['code']), minLength: 1, maxLength: 4 }),
        (rows) => {
          const csv = [
            csvLine(register.columns.map((column) => column.name)),
            ...rows.map((row) =>
              csvLine(register.columns.map((column) => formatValue(column, row[column.name] ?? null, language))),
            ),
          ].join('');
          const { rows: back, errors } = parseTable(register, readTable(Buffer.from(csv)));
          expect(errors).toEqual([]);
          expect(back.map(({ values }) => values)).toEqual(rows);
        },
      ),
      { numRuns: 60 },
    );
  },
);
