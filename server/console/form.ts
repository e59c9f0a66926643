import { urlencoded } from 'express';
import type { Request, RequestHandler, Response } from 'express';
import busboy from 'busboy';
import { translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { tokenMatches, visitOf } from './session';

const FORM_BYTES_MAX = 65_536;
const FILE_BYTES_MAX = 20_000_000;

/** A file that came with a form. */
export interface Upload {
  name: string;
  bytes: Buffer;
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Stands before every route that changes something: the request comes from a page of ours (Sec-Fetch-Site, else Origin) and
 * carries the token of its session. Afterwards `fieldsOf(req)` and `uploadOf(res)` hold what was sent.
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
export const uploadOf = (res: Response): Upload | null => (res.locals['upload'] as Upload | undefined) ?? null;

/** One file at most; the token stands before it, so a forged upload is never read to its end. */
function readMultipart(req: Request, res: Response): Promise<void> {
  const body: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  const limits = { fields: 100, fieldSize: FORM_BYTES_MAX, files: 1, fileSize: FILE_BYTES_MAX, parts: 110 };
  return new Promise((resolve, reject) => {
    const parser = parserOf(req, limits);
    const fail = (error: Error): void => {
      req.unpipe(parser);
      reject(error);
    };
    parser.on('field', (name, value) => {
      const before = body[name];
      body[name] = before === undefined ? value : [before, value].flat();
    });
    parser.on('file', (_name, stream, { filename }) => {
      if (!tokenMatches(res, body['_csrf'])) return fail(forged(res));
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('limit', () => fail(problem(413, 'file_too_large', 'A file may have 20 MB.')));
      stream.on('end', () => {
        if (filename) res.locals['upload'] = { name: filename, bytes: Buffer.concat(chunks) } satisfies Upload;
      });
    });
    parser.on('error', () => fail(problem(400, 'bad_form', 'The form could not be read.')));
    parser.on('close', () => {
      req.body = body;
      resolve();
    });
    req.on('aborted', () => fail(problem(400, 'cut_short', 'The form was cut short.')));
    req.pipe(parser);
  });
}

function parserOf(req: Request, limits: busboy.Limits): busboy.Busboy {
  try {
    return busboy({ headers: req.headers, limits, defParamCharset: 'utf8' });
  } catch {
    throw problem(400, 'bad_form', 'The form has no readable boundary.');
  }
}
