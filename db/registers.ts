import { type CellNotice, type GivenRow, codeOf, parseTable, type TextTable } from '../domain/register';
import { changesBetween, type FieldChange, rowFaults } from '../domain/registers/rows';
import type { Register, RegisterName, Values } from '../domain/registers/column';
import { REGISTERS } from '../domain/registers/descriptions';
import { type Actor, actorKey } from '../domain/words';
import { forgetRefusals } from './contacts';
import { watchAgain } from './deliveries/expectations';
import { watchChecklists } from './checklists/rows';
import { type NewEvent, record } from './events';
import { planLettersAgain } from './letter-agenda';
import { type Db, inTransaction, type Pool, run } from './query';
import { followChange } from './registers/follow';
import { referenceNotices } from './registers/references';
import { merged, type Merged, readRow, writeRows } from './registers/store';
import { takenFaults } from './registers/unique';
import { keepVersions } from './registers/versions';
import { reviewRota } from './rota/review';
import { logOutInactive } from './sessions';

export const OUTCOMES = ['new', 'changed', 'unchanged'] as const;
export type Outcome = (typeof OUTCOMES)[number];
export interface RowOutcome {
  line: number;
  code: string;
  name: string;
  outcome: Outcome;
  /** What changes in a row that stands; empty for a new one. */
  fields: FieldChange[];
}
/** A refused import has written nothing. */
export type ImportResult =
  | { ok: true; counts: Record<Outcome, number>; rows: RowOutcome[]; notices: CellNotice[] }
  | { ok: false; errors: CellNotice[]; notices: CellNotice[] };

export interface Import {
  register: RegisterName;
  table: TextTable;
  actor: Actor;
  at: Date;
  /** Say what would happen and write nothing. */
  preview: boolean;
}

/** Brings a person's table into a register: all rows or none, and the same table again changes nothing. */
export async function importRegister(pool: Pool, of: Import): Promise<ImportResult> {
  const register = REGISTERS[of.register];
  const { rows, errors, notices } = parseTable(register, of.table);
  const references = await referenceNotices(pool, register, rows);
  const all = await merged(pool, register, rows);
  const taken = await takenFaults(pool, register, all);
  const wrong = [...errors, ...references.errors, ...wholeFaults(register, all), ...taken].sort(byLine);
  const said = [...notices, ...references.notices].sort(byLine);
  if (wrong.length > 0) return { ok: false, errors: wrong, notices: said };
  const found = of.preview
    ? all.map(outcomeOf(register))
    : await saveRows(pool, { ...of, rows, type: 'register.imported' });
  return { ok: true, counts: count(found), rows: found, notices: said };
}

const wholeFaults = (register: Register, all: readonly Merged[]): CellNotice[] =>
  all.flatMap(({ given, after }) => rowFaults(register, given.line, after));
const byLine = (a: CellNotice, b: CellNotice): number => a.line - b.line;
const count = (found: readonly RowOutcome[]): Record<Outcome, number> => {
  const counts = { new: 0, changed: 0, unchanged: 0 };
  for (const { outcome } of found) counts[outcome] += 1;
  return counts;
};

const outcomeOf =
  (register: Register) =>
  ({ given: { line, code }, before, after }: Merged): RowOutcome => {
    const row = { line, code, name: String(after['name']) };
    if (!before) return { ...row, outcome: 'new', fields: [] };
    const fields = changesBetween(register, before, after);
    return { ...row, outcome: fields.length > 0 ? 'changed' : 'unchanged', fields };
  };

export interface Save {
  register: RegisterName;
  rows: readonly GivenRow[];
  actor: Actor;
  at: Date;
  type: 'register.imported' | 'register.edited';
  /** A row whose code stands already is left alone and comes back as unchanged. */
  creating?: boolean;
}

/** Writes parsed rows whose strict references are known, and does what follows for open cases. */
export async function saveRows(pool: Pool, save: Save): Promise<RowOutcome[]> {
  const { register: name, rows, actor, at, type, creating } = save;
  const register = REGISTERS[name];
  const found = await inTransaction(pool, async (tx) => {
    await lockRegister(tx, name);
    const all = (await merged(tx, register, rows)).map((row) =>
      creating && row.before ? { ...row, after: row.before } : row,
    );
    const outcomes = all.map(outcomeOf(register));
    if (outcomes.every(({ outcome }) => outcome === 'unchanged')) return outcomes;
    await writeRows(
      tx,
      register,
      all.map(({ after }) => after),
    );
    await keepVersions(
      tx,
      register,
      all.filter((_, n) => outcomes[n]?.outcome !== 'unchanged').map(({ after }) => after),
      { author: actorKey(actor), at },
    );
    await record(tx, at, actor, eventsOf(name, type, outcomes));
    await watchChanged(tx, name, outcomes, at);
    return outcomes;
  });
  const touched = found.filter(({ outcome }) => outcome !== 'unchanged').map(({ code }) => code);
  await followChange(pool, { register: name, codes: rows.map(({ code }) => code), touched, actor, at });
  return found;
}

/** One writer at a time, so that what is said to change is what changes. */
const lockRegister = (tx: Db, name: RegisterName): Promise<number> =>
  run(tx, 'select pg_advisory_xact_lock(hashtext($1))', [`register/${name}`]);

/** What is expected, cruises whose end it hangs on, and contacts: their workflows look again. */
async function watchChanged(tx: Db, name: RegisterName, outcomes: readonly RowOutcome[], at: Date): Promise<void> {
  const codes = outcomes.filter(({ outcome }) => outcome !== 'unchanged').map(({ code }) => code);
  if (name === 'contacts') {
    await forgetRefusals(tx, codesWith('email', outcomes), at);
    await planLettersAgain(tx, { contacts: codes });
  }
  if (name === 'calendars') await planLettersAgain(tx, { calendars: codes });
  if (name === 'expectations') await watchAgain(tx, { expectations: codes, cruises: [] }, at);
  if (name === 'cruises') await watchAgain(tx, { expectations: [], cruises: codes }, at);
  if (name === 'cruises') await watchChecklists(tx, codes, at);
  if (name === 'contacts' || name === 'policies' || name === 'suppliers') await watchChecklists(tx, 'all', at);
  if (name === 'people') await logOutInactive(tx);
  if (DECIDES_WHO_IS_THERE.has(name)) await reviewRota(tx, at);
}

const DECIDES_WHO_IS_THERE: ReadonlySet<RegisterName> = new Set(['people', 'absences', 'rota', 'topics', 'calendars']);

const codesWith = (column: string, outcomes: readonly RowOutcome[]): string[] =>
  outcomes.filter(({ fields }) => fields.some((field) => field.column === column)).map(({ code }) => code);

const CODES_MAX = 1_000;
/** Codes only: names and addresses stay in the register. A policy is numbers, so what it was before is told as well. */
function eventsOf(name: RegisterName, type: Save['type'], outcomes: readonly RowOutcome[]): NewEvent[] {
  const events: NewEvent[] = [];
  for (const outcome of ['new', 'changed'] as const) {
    const codes = outcomes.filter((row) => row.outcome === outcome).map(({ code }) => code);
    for (let from = 0; from < codes.length; from += CODES_MAX)
      events.push({
        type,
        subject: `register/${name}`,
        data: {
          outcome,
          codes: codes.slice(from, from + CODES_MAX),
          ...(name === 'policies' && { changes: numbersIn(outcomes) }),
        },
      });
  }
  return events;
}
const numbersIn = (outcomes: readonly RowOutcome[]) =>
  outcomes.flatMap(({ code, fields }) =>
    fields.filter(({ to }) => typeof to === 'number').map(({ column, from, to }) => ({ code, column, from, to })),
  );

export type Edited = { ok: true; row: Values } | { ok: false; errors: CellNotice[] };
interface Edit extends Pick<Save, 'register' | 'actor' | 'at'> {
  /** Parsed values; of a change only those that are given. */
  values: Values;
  /** Of the row to change; null makes a new one. */
  code: string | null;
}
/** Makes or changes one row, as a form or the API gives it. The row to change is known to stand. */
export async function editRow(pool: Pool, { register: name, values, code, actor, at }: Edit): Promise<Edited> {
  const register = REGISTERS[name];
  const of = code ?? codeOf(register, values);
  if (of === null) throw new Error(`a row of ${name} came without what its code is made from`);
  const row: GivenRow = { line: 1, code: of, values: { ...values, code: of } };
  const references = await referenceNotices(pool, register, [row]);
  const all = await merged(pool, register, [row]);
  const errors = [...references.errors, ...wholeFaults(register, all), ...(await takenFaults(pool, register, all))];
  if (errors.length > 0) return { ok: false, errors };
  const creating = code === null;
  const [done] = await saveRows(pool, { register: name, rows: [row], actor, at, type: 'register.edited', creating });
  if (creating && done?.outcome !== 'new')
    return {
      ok: false,
      errors: [{ line: 1, column: 'code', code: EXISTS, value: of, detail: 'This code stands already.' }],
    };
  const saved = await readRow(pool, register, of);
  if (!saved) throw new Error(`${name}/${of} is not there after it was written`);
  return { ok: true, row: saved };
}
export const EXISTS = 'already_exists';
