import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Router, type Request, type Response } from 'express';
import { importRegister } from '../../db/registers';
import type { CellNotice } from '../../domain/register';
import type { Register } from '../../domain/registers/column';
import { type Preview, RegisterImportPage } from '../../web/console/register-import';
import type { FieldFault } from '../../web/console/layout';
import { registerPath } from '../../web/console/registers';
import { page } from '../../web/html';
import { translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { Problem, problem } from '../errors';
import { tableOf } from '../register-files';
import { deedFor } from '../registers';
import { uploadOf, valuesOf } from './form';
import { needDeed, personOf, shellOf } from './session';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;

/** A form carries a previewed file in fields of this length, and so many of them. */
const FIELD_CHARS = 60_000;
const FIELDS_MAX = 80;
const FILE_BYTES_MAX = 20_000_000;

/** Choose → preview → import. The previewed bytes travel in the page's own form, so nothing is kept until then. */
export const importPages = (deps: Deps, register: Register): Router =>
  Router()
    .all('/import', needDeed(deedFor(register.name)))
    .get('/import', (req, res) => show(register, req, res, {}))
    .post('/import', async (req, res) => {
      const carried = valuesOf(req, 'carried').join('');
      const upload = uploadOf(res);
      if (carried !== '') return bring(deps, register, req, res, await unpacked(carried), false);
      if (upload) return bring(deps, register, req, res, await readFile(upload.path), true);
      show(register, req, res, { faults: [fault(res, 'import.noFile')] });
    });

async function bring(
  { pool, clock }: Deps,
  register: Register,
  req: Request,
  res: Response,
  bytes: Buffer,
  preview: boolean,
): Promise<void> {
  const table = readable(bytes);
  if (typeof table === 'string') return show(register, req, res, { faults: [{ field: 'file', text: table }] });
  const actor = { kind: 'person', id: personOf(res).code } as const;
  const done = await importRegister(pool, { register: register.name, table, actor, at: clock(), preview });
  if (!done.ok) return show(register, req, res, { errors: done.errors, notices: done.notices });
  if (preview) return show(register, req, res, { preview: { ...done, carried: await packed(bytes) } });
  res.redirect(303, `${registerPath(register)}?done=import`);
}

/** The table, or in words why the file is none. */
function readable(bytes: Buffer): ReturnType<typeof tableOf> | string {
  try {
    return tableOf(bytes);
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}

/** Null when the file is too large to travel so. */
async function packed(bytes: Buffer): Promise<string[] | null> {
  const text = (await promisify(gzip)(bytes)).toString('base64');
  const pieces: string[] = [];
  for (let from = 0; from < text.length; from += FIELD_CHARS) pieces.push(text.slice(from, from + FIELD_CHARS));
  return pieces.length <= FIELDS_MAX ? pieces : null;
}
async function unpacked(text: string): Promise<Buffer> {
  try {
    return await promisify(gunzip)(Buffer.from(text, 'base64'), { maxOutputLength: FILE_BYTES_MAX });
  } catch {
    throw problem(422, 'bad_form', 'The previewed file did not come back whole. Choose it again.');
  }
}

const fault = (res: Response, word: 'import.noFile'): FieldFault => ({
  field: 'file',
  text: translator(personOf(res).language)(word),
});

interface Shown {
  faults?: readonly FieldFault[];
  errors?: readonly CellNotice[];
  notices?: readonly CellNotice[];
  preview?: Preview;
}
function show(register: Register, req: Request, res: Response, shown: Shown): void {
  const { faults = [], errors = [], notices = [], preview = null } = shown;
  res
    .status(faults.length + errors.length > 0 ? 422 : 200)
    .type('html')
    .send(page(RegisterImportPage({ ...shellOf(req, res), register, faults, errors, notices, preview })));
}
