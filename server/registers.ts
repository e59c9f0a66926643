import express, { Router, type Request, type RequestHandler, type Response } from 'express';
import { editRow, EXISTS } from '../db/registers';
import { listRows, readRow } from '../db/registers/store';
import { type Deed, may } from '../domain/permissions';
import { REGISTER_NAMES, type Register, type RegisterName, type Value, type Values } from '../domain/registers/column';
import { REGISTERS } from '../domain/registers/descriptions';
import { fromUtf8 } from '../formats/text';
import { callerOf, needScope } from './auth';
import type { ServerDeps } from './deps';
import { problem } from './errors';
import { bytesOf, faultOf, importCsv, sendCsv } from './register-files';
import { changedRow, faultsOf, newRow } from './register-schemas';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;
const BODY_MAX = '20mb';
const LIMIT_MAX = 200;

/** The registers of the API; stands behind `apiCaller`. */
export function registerRoutes(deps: Deps): Router {
  const router = Router();
  for (const name of REGISTER_NAMES) router.use(`/${name}`, routesOf(deps, REGISTERS[name]));
  return router;
}

const routesOf = (deps: Deps, register: Register): Router =>
  Router()
    .get('/', needScope('read', 'desk', 'admin'), (req, res) =>
      req.accepts(['json', 'csv']) === 'csv' ? sendCsv(deps, register, res) : sendList(deps, register, req, res),
    )
    .get('/:code', needScope('read', 'desk', 'admin'), async (req, res) => {
      res.json(await mustStand(deps, register, String(req.params['code'])));
    })
    .use(mayEdit(register.name), express.raw({ type: () => true, limit: BODY_MAX }))
    .post('/', async (req, res) => {
      if (req.is('text/csv')) return importCsv(deps, register, req, res);
      const values = parsed(newRow(register), jsonOf(req));
      const row = await edit(deps, register, res, values, null);
      res
        .status(201)
        .location(`${req.baseUrl}/${encodeURIComponent(String(row['code']))}`)
        .json(row);
    })
    .patch('/:code', async (req, res) => {
      const values = parsed(changedRow(register), jsonOf(req));
      const { code } = await mustStand(deps, register, String(req.params['code']));
      res.json(await edit(deps, register, res, values, String(code)));
    });

/** Who may change a register: contacts are the assistants' daily work, policies the managers' own. */
export const deedFor = (name: RegisterName): Deed =>
  name === 'contacts' ? 'edit_contacts' : name === 'policies' ? 'edit_policy' : 'edit_registers';
const mayEdit =
  (name: RegisterName): RequestHandler =>
  (_req, res, next) => {
    const { role, scopes } = callerOf(res);
    if (!may(role, deedFor(name)) || !scopes.some((scope) => scope === 'desk' || scope === 'admin'))
      throw problem(403, 'not_permitted', 'This key may not change this register.');
    next();
  };

async function sendList({ pool }: Deps, register: Register, req: Request, res: Response): Promise<void> {
  const limit = limitOf(req.query['limit']);
  const q = typeof req.query['q'] === 'string' && req.query['q'] !== '' ? req.query['q'] : null;
  const found = await listRows(pool, register, { after: afterOf(req.query['cursor']), q, limit: limit + 1 });
  const items = found.slice(0, limit);
  res.json({ items, next: found.length > limit ? cursorOf(items.at(-1)) : null });
}
function limitOf(given: unknown): number {
  if (given === undefined) return 50;
  const limit = Number(given);
  if (!Number.isInteger(limit) || limit < 1 || limit > LIMIT_MAX)
    throw problem(422, 'bad_limit', `limit is a whole number from 1 to ${LIMIT_MAX}.`);
  return limit;
}
const cursorOf = (row: Values | undefined): string =>
  Buffer.from(JSON.stringify([row?.['code']])).toString('base64url');
function afterOf(given: unknown): string | null {
  if (given === undefined || given === '') return null;
  try {
    const [code]: unknown[] = JSON.parse(Buffer.from(typeof given === 'string' ? given : '', 'base64url').toString());
    if (typeof code === 'string' && !/[\p{Cc}\p{Cs}]/u.test(code)) return code;
  } catch {
    // falls through: whatever it is, this register did not make it
  }
  throw problem(422, 'bad_cursor', 'The cursor is not one of this list.');
}

async function mustStand({ pool }: Deps, register: Register, code: string): Promise<Values> {
  const row = await readRow(pool, register, code);
  if (!row) throw problem(404, 'unknown_code', `The register of ${register.name} does not know this code.`);
  return row;
}

function jsonOf(req: Request): unknown {
  if (!req.is('application/json')) throw problem(415, 'unsupported_media_type', 'Send application/json or text/csv.');
  const text = fromUtf8(bytesOf(req.body));
  if (text === null) throw problem(400, 'not_utf8', 'The body is not UTF-8.');
  try {
    return JSON.parse(text);
  } catch {
    throw problem(400, 'bad_json', 'The body is not JSON.');
  }
}

function parsed(schema: ReturnType<typeof newRow> | ReturnType<typeof changedRow>, body: unknown): Values {
  const result = schema.safeParse(body);
  if (!result.success)
    throw problem(422, 'bad_fields', 'Some fields cannot be accepted.', { errors: faultsOf(result.error) });
  return given(result.data);
}
const given = (fields: Record<string, Value | undefined>): Values =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

async function edit(
  deps: Deps,
  { name }: Register,
  res: Response,
  values: Values,
  code: string | null,
): Promise<Values> {
  const { actor } = callerOf(res);
  const done = await editRow(deps.pool, { register: name, values, code, actor, at: deps.clock() });
  if (done.ok) return done.row;
  const exists = done.errors.some((error) => error.code === EXISTS);
  throw problem(exists ? 409 : 422, exists ? EXISTS : 'bad_fields', 'The row was not written.', {
    errors: done.errors.map(faultOf),
  });
}
