import { Router, type Request, type Response } from 'express';
import { editRow } from '../../db/registers';
import { versionsOfRow } from '../../db/registers/versions';
import { countRows, listRows, readRow } from '../../db/registers/store';
import { may } from '../../domain/permissions';
import { type CellNotice, parseFields } from '../../domain/register';
import { type Column, isList, type Register, type Value, type Values } from '../../domain/registers/column';
import { REGISTERS } from '../../domain/registers/descriptions';
import { formatValue } from '../../domain/registers/parse';
import type { Actor, Language } from '../../domain/words';
import type { FieldFault } from '../../web/console/layout';
import type { ShownVersion } from '../../web/console/register-versions';
import { RegisterRowPage } from '../../web/console/register-row';
import { RegisterPage, registerPath, RegistersPage } from '../../web/console/registers';
import { page } from '../../web/html';
import { translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { deedFor } from '../registers';
import { valuesOf } from './form';
import { importPages } from './register-import';
import { needDeed, personOf, shellOf } from './session';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;
const PAGE_ROWS = 100;

/** The registers as pages: list, search, one row as a form, import with preview. */
export function registerPages(deps: Deps): Router {
  const router = Router()
    .get('/policy', (_req, res) => res.redirect(303, registerPath(REGISTERS.policies)))
    .get(['/calendars', '/sla-policies'], (req, res) => res.redirect(303, `/registers${req.path}`))
    .get('/registers', (req, res) => showAll(deps, req, res));
  for (const register of Object.values(REGISTERS)) router.use(registerPath(register), pagesOf(deps, register));
  return router;
}

const pagesOf = (deps: Deps, register: Register): Router =>
  Router()
    .get('/', (req, res) => showList(deps, register, req, res))
    .use(importPages(deps, register))
    .get('/new', needDeed(deedFor(register.name)), (req, res) =>
      showRow(register, req, res, { code: null, texts: textsOf(register, {}, personOf(res).language), faults: [] }),
    )
    .post('/new', needDeed(deedFor(register.name)), (req, res) => save(deps, register, req, res, null))
    .get('/:code', async (req, res) => {
      const row = await mustStand(deps, register, req);
      const texts = textsOf(register, row, personOf(res).language);
      const code = String(row['code']);
      showRow(register, req, res, { code, texts, faults: [], versions: await shownVersions(deps, register, code) });
    })
    .post('/:code', needDeed(deedFor(register.name)), async (req, res) => {
      const row = await mustStand(deps, register, req);
      await save(deps, register, req, res, String(row['code']));
    });

export const actorOf = (res: Response): Actor => ({ kind: 'person', id: personOf(res).code });

async function showAll({ pool }: Deps, req: Request, res: Response): Promise<void> {
  const counts = await countRows(pool);
  const registers = Object.values(REGISTERS).map((register) => ({ register, rows: counts.get(register.name) ?? 0 }));
  res.type('html').send(page(RegistersPage({ ...shellOf(req, res), registers })));
}

async function showList({ pool }: Deps, register: Register, req: Request, res: Response): Promise<void> {
  const text = (name: string): string => (typeof req.query[name] === 'string' ? req.query[name] : '');
  const q = text('q').slice(0, 200);
  const found = await listRows(pool, register, { after: text('after') || null, q: q || null, limit: PAGE_ROWS + 1 });
  const rows = found.slice(0, PAGE_ROWS);
  const after = found.length > PAGE_ROWS ? String(rows.at(-1)?.['code']) : null;
  const next = after === null ? null : `${registerPath(register)}?${new URLSearchParams({ q, after }).toString()}`;
  const mayEdit = may(personOf(res).role, deedFor(register.name));
  res.type('html').send(page(RegisterPage({ ...shellOf(req, res), register, rows, q, next, mayEdit })));
}

async function mustStand({ pool }: Deps, register: Register, req: Request): Promise<Values> {
  const row = await readRow(pool, register, String(req.params['code']));
  if (!row) throw problem(404, 'unknown_code', 'This register does not know this code.');
  return row;
}

interface Shown {
  code: string | null;
  texts: Record<string, string>;
  faults: readonly FieldFault[];
  versions?: readonly ShownVersion[];
}
async function shownVersions({ pool }: Deps, register: Register, code: string): Promise<ShownVersion[]> {
  const found = register.versioned ? await versionsOfRow(pool, register, code) : [];
  return found.map(({ author, ...version }) => ({
    ...version,
    author: author === 'clock' ? null : author.replace(/^\w+:/, ''),
  }));
}
function showRow(register: Register, req: Request, res: Response, shown: Shown, status = 200): void {
  const mayEdit = may(personOf(res).role, deedFor(register.name));
  res
    .status(status)
    .type('html')
    .send(page(RegisterRowPage({ ...shellOf(req, res), register, mayEdit, ...shown })));
}

/** What stands in each field of the form: codes where it offers a choice, words elsewhere. */
const textsOf = (register: Register, row: Values, language: Language): Record<string, string> =>
  Object.fromEntries(
    register.columns.map((column) => [
      column.name,
      fieldText(column, row[column.name] ?? column.empty ?? null, language),
    ]),
  );
function fieldText(column: Column, value: Value, language: Language): string {
  if (Array.isArray(value)) return value.join(isList(column) && column.kind === 'choices' ? ' | ' : ', ');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return column.kind === 'choice' ? String(value ?? '') : formatValue(column, value, language);
}

async function save(deps: Deps, register: Register, req: Request, res: Response, code: string | null): Promise<void> {
  const columns = register.columns.filter(({ name }) => code === null || name !== 'code');
  const texts = Object.fromEntries(columns.map(({ name }) => [name, valuesOf(req, name).join(' | ')]));
  const { values, errors } = parseFields(register, texts);
  const show = (wrong: readonly CellNotice[]): void =>
    showRow(register, req, res, { code, texts, faults: faultsOf(register, wrong, personOf(res).language) }, 422);
  if (errors.length > 0) return show(errors);
  const done = await editRow(deps.pool, {
    register: register.name,
    values,
    code,
    actor: actorOf(res),
    at: deps.clock(),
  });
  if (!done.ok) return show(done.errors);
  res.redirect(303, `${registerPath(register, String(done.row['code']))}?done=row`);
}

const faultsOf = ({ columns }: Register, wrong: readonly CellNotice[], language: Language): FieldFault[] =>
  wrong.map(({ column, code }) => {
    const label = columns.find(({ name }) => name === column)?.[language] ?? '';
    return { field: column, text: `${label} : ${translator(language).of(`rowFault.${code}`)}` };
  });
