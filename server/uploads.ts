import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import type { Request, Response } from 'express';
import { storeFile } from '../db/files';
import { inTransaction, type Pool } from '../db/query';
import { decodeText } from '../formats/text';
import { Problem, problem } from './errors';

export const FILE_BYTES_MAX = 20 * 1024 * 1024;
/** Of one form, where several are taken. */
export const FILES_MAX = 5;
const FORM_BYTES_MAX = 40 * 1024 * 1024;
const FIELD_BYTES_MAX = 64 * 1024;
const STALL_MS = 60_000;

/** A file that came with a form, hashed while it streamed, on this machine's disk until it is stored or dropped. */
export interface SpooledFile {
  path: string;
  size: number;
  sha256: Buffer;
  /** As a person may see it; the sender's path and invisible characters are gone. */
  name: string;
}
export interface PostedForm {
  /** Every value of a field, in order. */
  fields: Map<string, string[]>;
  /** In the order in which they came. */
  files: SpooledFile[];
}

/**
 * Reads a posted form, with at most so many files, and hands it over; what it spooled is gone afterwards. A file over 20 MB, files
 * over 40 MB together and a sixth file are 413, a body that is no form 400 or 415, silence for a minute 408.
 */
export async function withForm<T>(req: Request, use: (form: PostedForm) => Promise<T>, filesMax = 1): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'vigie-'));
  try {
    return await use(await readForm(req, folder, filesMax));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function readForm(req: Request, folder: string, filesMax: number): Promise<PostedForm> {
  const parser = openParser(req);
  const form: PostedForm = { fields: new Map(), files: [] };
  return new Promise((resolve, reject) => {
    const spooling: Promise<void>[] = [];
    const fail = (error: unknown): void => {
      clearTimeout(stall);
      req.unpipe(parser);
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const late = (): void => fail(problem(408, 'stalled', 'Nothing came for a minute.'));
    let stall = setTimeout(late, STALL_MS);
    req.on('data', () => {
      clearTimeout(stall);
      stall = setTimeout(late, STALL_MS);
    });
    req.on('close', () => {
      if (!req.complete) fail(problem(400, 'cut', 'The body was cut.'));
    });
    parser.on('field', (name, value, info) => {
      if (info.valueTruncated) fail(problem(413, 'field_too_large', `The field ${name.slice(0, 40)} is too large.`));
      form.fields.set(name, [...(form.fields.get(name) ?? []), value]);
    });
    parser.on('file', (_name, stream, { filename }) => {
      if (!filename || form.files.length >= filesMax) return void stream.resume();
      stream.on('limit', () => fail(problem(413, 'file_too_large', 'The file is larger than 20 MB.')));
      const path = join(folder, String(form.files.length));
      const file: SpooledFile = { path, size: 0, sha256: Buffer.alloc(0), name: displayName(filename) };
      form.files.push(file);
      stream.on('data', () => {
        if (form.files.reduce((all, { size }) => all + size, 0) > FORM_BYTES_MAX)
          fail(problem(413, 'files_too_large', 'The files are larger than 40 MB together.'));
      });
      const spooled = spool(stream, file);
      spooled.catch(fail);
      spooling.push(spooled);
    });
    parser.on('error', () => fail(problem(400, 'bad_form', 'The form could not be read.')));
    for (const limit of ['fieldsLimit', 'partsLimit', 'filesLimit'] as const)
      parser.on(limit, () => fail(problem(413, 'too_many_parts', 'The form has too many parts.')));
    parser.on('close', () => {
      clearTimeout(stall);
      Promise.all(spooling).then(() => resolve(form), fail);
    });
    req.pipe(parser);
  });
}

function openParser(req: Request): busboy.Busboy {
  try {
    return busboy({
      headers: req.headers,
      defParamCharset: 'utf8',
      limits: {
        fileSize: FILE_BYTES_MAX,
        files: FILES_MAX,
        fields: 100,
        parts: 110,
        fieldSize: FIELD_BYTES_MAX,
        headerPairs: 50,
      },
    });
  } catch {
    throw problem(415, 'not_a_form', 'Send a form: multipart/form-data or application/x-www-form-urlencoded.');
  }
}

async function spool(stream: NodeJS.ReadableStream, file: SpooledFile): Promise<void> {
  const hash = createHash('sha256');
  stream.on('data', (chunk: Buffer) => {
    file.size += chunk.length;
    hash.update(chunk);
  });
  await pipeline(stream, createWriteStream(file.path));
  file.sha256 = hash.digest();
}

const NAME_MAX = 120;
/** Last part of the path, composed, without control, format or direction characters; the extension survives shortening. */
export function displayName(sent: string): string {
  const name = (sent.normalize('NFC').split(/[/\\]/).at(-1) ?? '').replaceAll(/[\p{C}]/gu, '').trim();
  const ending = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '';
  return name.length <= NAME_MAX ? name : name.slice(0, NAME_MAX - ending.length) + ending;
}

const TEXT = new Set(['csv', 'tsv', 'txt']);
/** How a file of each binary kind begins, as latin-1. */
const MAGIC: Record<string, readonly string[]> = {
  pdf: ['%PDF-'],
  png: ['\x89PNG\r\n\x1a\n'],
  jpg: ['\xff\xd8\xff'],
  jpeg: ['\xff\xd8\xff'],
  xlsx: ['PK\x03\x04'],
  nc: ['CDF\x01', 'CDF\x02', 'CDF\x05', '\x89HDF\r\n\x1a\n'],
};
export type FileTrouble = 'empty' | 'extension' | 'content';

/** What is wrong with a file before anybody reads it: its kind by its cleaned name, its content by what that kind must be. */
export const fileTrouble = async ({ name, path }: SpooledFile): Promise<FileTrouble | null> =>
  troubleOf(name, await readFile(path));

/** The same for a file that is in memory. */
export function troubleOf(name: string, bytes: Buffer): FileTrouble | null {
  const extension = /[^.]\.([A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const magic = MAGIC[extension];
  if (!TEXT.has(extension) && !magic) return 'extension';
  if (bytes.length === 0) return 'empty';
  const start = bytes.subarray(0, 16).toString('latin1');
  if (magic) return magic.some((known) => start.startsWith(known)) ? null : 'content';
  try {
    decodeText(bytes);
    return null;
  } catch {
    return 'content';
  }
}

/** Keeps a spooled file for good, in one transaction. */
export const keepFile = (pool: Pool, file: SpooledFile, at: Date): Promise<void> =>
  inTransaction(pool, (tx) => storeFile(tx, file.sha256, file.size, createReadStream(file.path), at));

/** The status of a body that was refused and is still to be answered; whatever else went wrong is thrown on. */
export function refusedBody(error: unknown, req: Request, res: Response): number {
  if (!(error instanceof Problem) || error.status >= 500 || res.headersSent) throw error;
  if (!req.complete) res.set('Connection', 'close'); // what is left of a refused body is not read
  return error.status;
}
