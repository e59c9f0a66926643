import { Router, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { editRow, EXISTS } from '../db/registers';
import { listRows, readRow } from '../db/registers/store';
import { type Deed, mayByKey } from '../domain/permissions';
import { REGISTER_NAMES, type Register, type RegisterName, type Value, type Values } from '../domain/registers/column';
import { REGISTERS } from '../domain/registers/descriptions';
import { callerOf, needScope } from './auth';
import { mediaTypeOf } from './body';
import { Cursor, decodeCursor, encodeCursor, Limit } from './cursor';
import type { ServerDeps } from './deps';
import { problem } from './errors';
import { answerAgain } from './idempotent';
import { parsed, parsedQuery, readJson } from './json';
import { faultOf, importCsv, sendCsv } from './register-files';
import { changedRow, newRow } from './register-schemas';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

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
    .use(mayEdit(register.name))
    .post('/', async (req, res) => {
      if (mediaTypeOf(req) === 'text/csv') return importCsv(deps, register, req, res);
      const values = given(parsed(newRow(register), await readJson(req)));
      await answerAgain(deps, req, res, values, async () => {
        const row = await edit(deps, register, res, values, null);
        res.location(`${req.baseUrl}/${encodeURIComponent(String(row['code']))}`);
        return { status: 201, body: row };
      });
    })
    .patch('/:code', async (req, res) => {
      const values = given(parsed(changedRow(register), await readJson(req)));
      const { code } = await mustStand(deps, register, String(req.params['code']));
      await answerAgain(deps, req, res, values, async () => ({
        status: 200,
        body: await edit(deps, register, res, values, String(code)),
      }));
    });

const DEEDS: Partial<Record<RegisterName, Deed>> = {
  contacts: 'edit_contacts',
  policies: 'edit_policy',
  people: 'edit_people',
  absences: 'edit_rota',
  rota: 'plan_rota',
  calendars: 'edit_policy',
  'sla-policies': 'edit_policy',
};
/** Who may change a register: contacts and absences are everybody's daily work, policies the managers' own. */
export const deedFor = (name: RegisterName): Deed => DEEDS[name] ?? 'edit_registers';
const mayEdit =
  (name: RegisterName): RequestHandler =>
  (_req, res, next) => {
    const { role, scopes } = callerOf(res);
    if (!mayByKey(role, scopes, deedFor(name)))
      throw problem(403, 'not_permitted', 'This key may not change this register.');
    next();
  };

const ListQuery = z.strictObject({ limit: Limit, cursor: Cursor, q: z.string().max(200).optional() });
/** The code after which a page begins; a text that Postgres could not take is none of ours. */
const Place = z.string().regex(/^[^\p{Cc}\p{Cs}]*$/u);

async function sendList({ pool }: Deps, register: Register, req: Request, res: Response): Promise<void> {
  const { limit, cursor, q } = parsedQuery(ListQuery, req);
  const found = await listRows(pool, register, { after: decodeCursor(Place, cursor), q: q || null, limit: limit + 1 });
  const items = found.slice(0, limit);
  res.json({ items, next: found.length > limit ? encodeCursor(items.at(-1)?.['code']) : null });
}

async function mustStand({ pool }: Deps, register: Register, code: string): Promise<Values> {
  const row = await readRow(pool, register, code);
  if (!row) throw problem(404, 'unknown_code', `The register of ${register.name} does not know this code.`);
  return row;
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
