import type { Request, Response } from 'express';
import { type ImportResult, importRegister } from '../db/registers';
import { listRows } from '../db/registers/store';
import { csvLine } from '../domain/csv';
import type { CellNotice, TextTable } from '../domain/register';
import type { Register, Values } from '../domain/registers/column';
import { formatValue } from '../domain/registers/parse';
import { BodyFault } from '../formats/fault';
import { readTable } from '../formats/table';
import { callerOf } from './auth';
import type { ServerDeps } from './deps';
import { type Fault, problem } from './errors';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;
const CSV_PAGE = 1_000;

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
  const table = tableOf(bytesOf(req.body));
  const done = await importRegister(deps.pool, {
    register: name,
    table,
    actor: callerOf(res).actor,
    at: deps.clock(),
    preview,
  });
  if (!done.ok) throw refused(done);
  const changed = done.rows.filter(({ outcome }) => outcome !== 'unchanged');
  res.json({ preview, counts: done.counts, rows: changed, notices: done.notices });
}

/** A file as a table; what makes it unreadable is the sender's to mend. */
export function tableOf(bytes: Buffer): TextTable {
  try {
    return readTable(bytes);
  } catch (error) {
    if (!(error instanceof BodyFault)) throw error;
    const { code, detail, line } = error;
    throw problem(422, code, detail, line === null ? {} : { errors: [{ line, code, detail }] });
  }
}

/** What `express.raw` left. */
export const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));

const ERRORS_MAX = 1_000;
const refused = ({ errors, notices }: Extract<ImportResult, { ok: false }>) =>
  problem(422, 'bad_rows', `${errors.length} errors; nothing was written.`, {
    errors: errors.slice(0, ERRORS_MAX).map(pointed),
    extra: { notices },
  });
/** The place of a fault in a file: its line, and its field as a pointer. */
const pointed = (notice: CellNotice): Fault => ({ line: notice.line, ...faultOf(notice) });
export const faultOf = ({ column, code, detail }: CellNotice): Fault => ({
  ...(column !== null && { pointer: `/${column}` }),
  code,
  detail,
});
