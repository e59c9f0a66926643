import type { CellNotice, GivenRow } from '../../domain/register';
import { referencesIn } from '../../domain/registers/rows';
import type { Register } from '../../domain/registers/column';
import type { Db } from '../query';
import { knownCodes } from './store';

/** Codes that no register knows: an error where the reference is strict, else worth saying. */
export async function referenceNotices(
  db: Db,
  register: Register,
  rows: readonly GivenRow[],
): Promise<{ errors: CellNotice[]; notices: CellNotice[] }> {
  const errors: CellNotice[] = [];
  const notices: CellNotice[] = [];
  const references = referencesIn(register, rows);
  for (const target of new Set(references.map(({ to }) => to))) {
    const named = references.filter(({ to }) => to === target);
    const known = await knownCodes(db, target, [...new Set(named.map(({ code }) => code))]);
    const beside = new Set(target === register.name ? rows.map(({ code }) => code) : []);
    for (const { line, column, code, strict } of named.filter(({ code: of }) => !known.has(of) && !beside.has(of)))
      (strict ? errors : notices).push({
        line,
        column,
        code: 'unknown_reference',
        value: code,
        detail: `The register of ${target} does not know this code.`,
      });
  }
  return { errors, notices };
}
