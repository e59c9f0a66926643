import { Readable } from 'node:stream';
import busboy from 'busboy';
import type { Request } from 'express';
import type { ByteStream } from '../../formats/csv-stream';
import { openDetected } from '../../formats/detect';
import { readReport } from '../../formats/index';
import { isReflagged } from '../../formats/reflag';
import type { ReportContext } from '../../formats/report-context';
import type { Reading } from '../../formats/reading';
import { type Body, mediaTypeOf } from '../body';
import { refusing } from '../body-fault';
import { Problem, problem } from '../errors';
import { HELD_REPORT_BYTES_MAX } from '../limits';
import { ReportInput } from '../report-input';

/** The manifest of a dbt project has megabytes. */
const CONFIG_BYTES_MAX = 10 * 1024 * 1024;
/** A report that is the body itself; what is in it, `format` says. */
const BARE = ['text/csv', 'text/plain', 'application/json', 'application/x-netcdf', 'application/octet-stream'];

/** `input` keeps the bytes of a report that is the data file itself. */
interface OpenReport {
  format: string;
  reading: Reading;
  input: ReportInput | null;
}

/** A report as the body itself, or as the part `report` of a form with an optional part `config` (JSON). */
export async function openReport(
  req: Request,
  body: Body,
  format: string | undefined,
  context: ReportContext,
  complete: boolean,
): Promise<OpenReport> {
  const type = mediaTypeOf(req);
  if (BARE.includes(type)) return opened(body, format, context, complete);
  if (type !== 'multipart/form-data') {
    const accepted = [...BARE, 'multipart/form-data'].join(', ');
    throw problem(415, 'unsupported_media_type', `Send one of ${accepted}.`, { headers: { 'Accept-Post': accepted } });
  }
  const { report, config } = await readForm(req, body);
  return opened(report, format, context, complete, config);
}

/** A format that is not named is known by the first bytes. */
async function opened(
  report: ByteStream,
  format: string | undefined,
  context: ReportContext,
  complete: boolean,
  config?: unknown,
): Promise<OpenReport> {
  const read = (name: string, stream: ByteStream): OpenReport => {
    const input = isReflagged(name) ? new ReportInput({ context, config }) : null;
    const bytes = input ? input.tee(stream) : stream;
    return { format: name, input, reading: refusing(() => readReport(name, bytes, context, config, complete)) };
  };
  if (format !== undefined) return read(format, report);
  const found = await openDetected(report).catch((error: unknown) => refusing(() => rethrown(error)));
  return read(found.format, found.stream);
}
const rethrown = (error: unknown): never => {
  throw error;
};

interface Parts {
  report: AsyncIterable<Uint8Array>;
  config: unknown;
}

/** A report that follows its configuration is streamed; one that comes first is held until that has been read. */
function readForm(req: Request, body: Body): Promise<Parts> {
  const form = openForm(req);
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(asProblem(error, body));
    let config: Promise<unknown> | null = null;
    let held: Promise<Buffer> | null = null;
    let isGiven = false;
    const give = (report: Promise<AsyncIterable<Uint8Array>>): void => {
      isGiven = true;
      Promise.all([report, config]).then(
        ([bytes, read]) => resolve({ report: bytes, config: read ?? undefined }),
        fail,
      );
    };
    const takeConfig = (text: Promise<string>): void => {
      config = text.then(readConfig);
      config.catch(fail);
    };
    form.on('field', (name, value) => {
      if (name === 'config' && !config) takeConfig(Promise.resolve(value));
      else fail(unknownPart());
    });
    form.on('file', (name, stream) => {
      stream.on('error', fail);
      if (name === 'config' && !config) return takeConfig(collected(stream, CONFIG_BYTES_MAX).then(String));
      if (name === 'report' && !held && !isGiven && config) return give(Promise.resolve(streamed(stream, body)));
      if (name === 'report' && !held && !isGiven) {
        held = collected(stream, HELD_REPORT_BYTES_MAX);
        return void held.catch(fail);
      }
      stream.resume();
      fail(unknownPart());
    });
    form.on('close', () => {
      if (held) give(held.then(one));
      else if (!isGiven) fail(problem(422, 'report_missing', 'The part "report" is missing.'));
    });
    form.on('error', fail);
    const source = Readable.from(body, { objectMode: false });
    source.on('error', (error) => form.destroy(error));
    source.pipe(form);
  });
}

const unknownPart = (): Problem => problem(422, 'unknown_part', 'Parts are one "report" and one "config".');
const badForm = (): Problem => problem(400, 'bad_form', 'The form cannot be read to its end.');
const asProblem = (error: unknown, body: Body): Problem =>
  body.failure ?? (error instanceof Problem ? error : badForm());

function openForm(req: Request): busboy.Busboy {
  try {
    return busboy({ headers: req.headers, limits: { parts: 10, fieldSize: CONFIG_BYTES_MAX } });
  } catch {
    throw problem(400, 'bad_form', 'The form has no boundary.');
  }
}

function readConfig(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    throw problem(422, 'bad_config', 'The part "config" is not JSON.');
  }
}

async function* streamed(stream: Readable, body: Body): AsyncGenerator<Uint8Array> {
  try {
    yield* stream as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw asProblem(error, body);
  }
}

async function* one(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function collected(stream: Readable, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bytesMax)
      throw problem(413, 'part_too_large', 'Send "config" before a large "report": then it is streamed.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
