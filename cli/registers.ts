import { readFileSync } from 'node:fs';
import type { Pool } from '../db/query';
import { type ImportResult, importRegister } from '../db/registers';
import { REGISTER_NAMES, type RegisterName } from '../domain/registers/column';
import type { Actor } from '../domain/words';
import { BodyFault } from '../formats/fault';
import { readTable } from '../formats/table';
import { UsageError } from './config';
import { clock } from './wire';

export const COMMAND_LINE: Actor = { kind: 'service', id: 'command-line' };

export function registerNamed(name: string): RegisterName {
  const found = REGISTER_NAMES.find((one) => one === name);
  if (!found) throw new UsageError(`There is no register ${name}: ${REGISTER_NAMES.join(', ')}.`);
  return found;
}

/** Brings a CSV file into a register: all rows or none. */
export function importFile(pool: Pool, register: RegisterName, file: string, preview: boolean): Promise<ImportResult> {
  return importRegister(pool, {
    register,
    table: readTable(readFileSync(file)),
    actor: COMMAND_LINE,
    at: clock(),
    preview,
  });
}

/** What an import did or would do, line by line; the exit code. */
export function sayImport(result: ImportResult, say: (line: string) => void): number {
  const notices = result.ok ? result.notices : [...result.errors, ...result.notices];
  for (const notice of notices) say(describe(notice));
  if (!result.ok) {
    say('Nothing was written.');
    return 1;
  }
  const { new: made, changed, unchanged } = result.counts;
  say(`${made} new, ${changed} changed, ${unchanged} unchanged.`);
  return 0;
}

const describe = (notice: ImportResult['notices'][number]): string =>
  Object.entries(notice)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');

const NO_FILE = new Set(['ENOENT', 'EISDIR', 'EACCES']);
/** The words of a file that cannot be read at all. */
export function faultOf(error: unknown): string | null {
  if (error instanceof BodyFault) return error.message;
  const isNoFile = error instanceof Error && 'code' in error && NO_FILE.has(String(error.code));
  return isNoFile ? error.message : null;
}
