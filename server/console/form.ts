import { urlencoded } from 'express';
import type { Request, RequestHandler, Response } from 'express';
import { translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { FILES_MAX, type PostedForm, type SpooledFile, withForm } from '../uploads';
import { tokenMatches, visitOf } from './session';

const FORM_BYTES_MAX = 65_536;

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Stands before every route that changes something: the request comes from a page of ours (Sec-Fetch-Site, else Origin) and
 * carries the token of its session. Afterwards `fieldsOf(req)` and `uploadsOf(res)` hold what was sent.
 */
export const checkForms = (deps: Pick<ServerDeps, 'baseUrl'>): RequestHandler[] => [
  (req, res, next) => {
    if (!SAFE_METHODS.has(req.method) && !isOurs(req, deps.baseUrl)) throw forged(res);
    next();
  },
  urlencoded({ extended: false, limit: FORM_BYTES_MAX, parameterLimit: 200 }),
  async (req, res, next) => {
    if (SAFE_METHODS.has(req.method)) return next();
    if (req.is('multipart/form-data') && visitOf(res).person) await readMultipart(req, res);
    else if (!req.is('application/x-www-form-urlencoded') && req.get('content-length') !== '0')
      throw problem(415, 'unsupported_media_type', 'Send the form as application/x-www-form-urlencoded.');
    if (!tokenMatches(res, fieldsOf(req)['_csrf'])) throw forged(res);
    if (JSON.stringify(req.body ?? {}).includes('\\u0000'))
      throw problem(422, 'nul_character', 'A field contains a NUL character.');
    next();
  },
];

function isOurs(req: Request, baseUrl: string): boolean {
  const site = req.get('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const origin = req.get('origin');
  if (origin === undefined || (origin === 'null' && site === 'same-origin')) return true;
  return origin === new URL(baseUrl).origin || origin === `${req.protocol}://${req.get('host') ?? ''}`;
}
const forged = (res: Response) => problem(403, 'form_not_ours', translator(visitOf(res).language)('refused.form'));

/** The fields of the form; of a repeated one the last. */
export function fieldsOf(req: Request): Record<string, string> {
  // Safe: express leaves `undefined` or what the parsers above made.
  const body = (req.body ?? {}) as Record<string, string | string[]>;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, Array.isArray(value) ? (value.at(-1) ?? '') : value]),
  );
}
/** Every value of a field that may be ticked several times. */
export function valuesOf(req: Request, name: string): string[] {
  const value = ((req.body ?? {}) as Record<string, string | string[]>)[name];
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
/** The files that came with the form; on disk until the answer is out. */
export const uploadsOf = (res: Response): readonly SpooledFile[] =>
  // Safe: only `readMultipart` sets it.
  (res.locals['uploads'] as SpooledFile[] | undefined) ?? [];
/** The same where only one is asked for. */
export const uploadOf = (res: Response): SpooledFile | null => uploadsOf(res)[0] ?? null;

/** What is spooled stays until the answer is out. */
function readMultipart(req: Request, res: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    const use = ({ fields, files }: PostedForm): Promise<void> => {
      req.body = Object.fromEntries(
        [...fields].map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
      );
      res.locals['uploads'] = files;
      const answered = new Promise<void>((done) => res.once('close', done));
      resolve();
      return answered;
    };
    withForm(req, use, FILES_MAX).catch(reject);
  });
}
