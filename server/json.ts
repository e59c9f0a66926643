import type { Request } from 'express';
import type { z } from 'zod';
import { pointed, pointerOf } from '../formats/item-error';
import { firstTrouble, isSuspect } from '../formats/json-guard';
import { fromUtf8 } from '../formats/text';
import { mediaTypeOf, wholeBody } from './body';
import { type Fault, problem } from './errors';
import { JSON_BYTES_MAX } from './limits';

/** A JSON body as a value: strict UTF-8, no NUL, no half surrogate pair, finite numbers, at most 20 levels. */
export async function readJson(request: Request, { optional = false } = {}): Promise<unknown> {
  const type = mediaTypeOf(request);
  if (type !== 'application/json' && !(optional && type === ''))
    throw problem(415, 'unsupported_media_type', 'Send application/json.');
  const bytes = await wholeBody(request, JSON_BYTES_MAX, 'The body is over 10 MB.');
  if (bytes.length === 0 && optional) return {};
  const text = fromUtf8(bytes);
  if (text === null) throw problem(400, 'not_utf8', 'The body is not UTF-8.');
  if (text.trim() === '') throw problem(400, 'empty', 'The body is empty.');
  const value = parsedText(text);
  const trouble = isSuspect(text) ? firstTrouble(value) : null;
  if (trouble) {
    const { path, code, detail } = trouble;
    throw problem(422, code, `A value ${detail}.`, {
      errors: [{ pointer: pointerOf(path), code, detail: `It ${detail}.` }],
    });
  }
  return value;
}

function parsedText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec(String(error))?.[1];
    const line = position === undefined ? 1 : text.slice(0, Number(position)).split('\n').length;
    throw problem(400, 'bad_json', 'The body is not JSON.', {
      errors: [{ line, code: 'bad_json', detail: 'It cannot be read as JSON from here.' }],
    });
  }
}

/** Parses by the schema or says in one answer all that is wrong, each with its place. */
export function parsed<S extends z.ZodType>(schema: S, value: unknown, code = 'bad_fields'): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw problem(422, code, 'Some fields cannot be accepted.', {
    errors: result.error.issues.flatMap((issue) => faultsOf(issue, value)),
  });
}

function faultsOf(issue: z.core.$ZodIssue, value: unknown): Fault[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      pointer: pointerOf([...issue.path, key]),
      code: 'unknown_field',
      detail: 'There is no such field here.',
    }));
  const { path, code, detail } = pointed(issue, value);
  return [{ pointer: pointerOf(path), code, detail: `It ${detail}.` }];
}

/** The query by a strict schema; a parameter given twice is refused like a wrong one. */
export const parsedQuery = <S extends z.ZodType>(schema: S, request: Request): z.output<S> =>
  parsed(schema, { ...request.query }, 'bad_parameters');
