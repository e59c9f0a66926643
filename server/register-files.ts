import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { type ImportResult, importRegister } from '../db/registers';
import { listRows } from '../db/registers/store';
import { csvLine } from '../domain/csv';
import type { CellNotice, TextTable } from '../domain/register';
import type { Register, Values } from '../domain/registers/column';
import { formatValue } from '../domain/registers/parse';
import { readTable } from '../formats/table';
import { callerOf } from './auth';
import { wholeBody } from './body';
import { refusing } from './body-fault';
import type { ServerDeps } from './deps';
import { type Fault, problem } from './errors';
import { answerAgain } from './idempotent';
import { ERRORS_SHOWN } from './limits';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;
const CSV_PAGE = 1_000;
const CSV_BYTES_MAX = 20 * 1024 * 1024;

/** The whole register, in pages, in a form that its own import takes back. */
export async function sendCsv({ pool }: Deps, register: Register, res: Response): Promise<void> {
  res.type('text/csv').attachment(`${register.name}.csv`);
  res.write(csvLine(register.columns.map(({ name }) => name)));
  for (let after: string | null = null; ; ) {
    const page: Values[] = await listRows(pool, register, { after, q: null, limit: CSV_PAGE });
    for (const row of page) res.write(csvLine(register.columns.map((c) => formatValue(c, row[c.name] ?? null, 'en'))));
    if (page.length < CSV_PAGE) break;
    after = String(page.at(-1)?.['code']);
  }
  res.end();
}

/** Brings the body into the register; `?preview=true` says what it would do. */
export async function importCsv(deps: Deps, { name }: Register, req: Request, res: Response): Promise<void> {
  const preview = req.query['preview'] === 'true' || req.query['preview'] === '';
  const bytes = await wholeBody(req, CSV_BYTES_MAX, 'The file is over 20 MB.');
  const sent = { preview, file: createHash('sha256').update(bytes).digest('hex') };
  await answerAgain(deps, req, res, sent, async () => {
    const { actor } = callerOf(res);
    const of = { register: name, table: tableOf(bytes), actor, at: deps.clock(), preview };
    const done = await importRegister(deps.pool, of);
    if (!done.ok) throw refused(done);
    const changed = done.rows.filter(({ outcome }) => outcome !== 'unchanged');
    return { status: 200, body: { preview, counts: done.counts, rows: changed, notices: done.notices } };
  });
}

/** A file as a table; what makes it unreadable is the sender's to mend. */
export const tableOf = (bytes: Buffer): TextTable => refusing(() => readTable(bytes));

const refused = ({ errors, notices }: Extract<ImportResult, { ok: false }>) =>
  problem(422, 'bad_rows', `${errors.length} errors; nothing was written.`, {
    errors: errors.slice(0, ERRORS_SHOWN).map(pointed),
    extra: { notices },
  });
/** The place of a fault in a file: its line, and its field as a pointer. */
const pointed = (notice: CellNotice): Fault => ({ line: notice.line, ...faultOf(notice) });
export const faultOf = ({ column, code, detail }: CellNotice): Fault => ({
  ...(column !== null && { pointer: `/${column}` }),
  code,
  detail,
});
