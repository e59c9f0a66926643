import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { nonceHolds } from '../../domain/link';
import { LANGUAGES } from '../../domain/words';
import { translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { type PostedForm, refusedBody, withForm } from '../uploads';
import { type Entry, enter, sendPlain } from './guard';
import { isForeign } from '../visitor';

/** A form of one of our pages, posted by whoever holds a link that lives. */
export interface Received {
  deps: ServerDeps;
  res: Response;
  entry: Entry;
  form: PostedForm;
  at: Date;
  /** The first value of a field, cleaned. */
  text: (name: string) => string;
  /** Names one submission; empty when it comes from no review page. */
  nonce: string;
  /** It comes from a review page of this link that is not older than twelve hours. Nothing else has an effect. */
  isConfirmed: boolean;
}

/** Lets a form in that is ours, or answers. What is wrong with its body is said on a page. */
export async function receiveForm(
  deps: ServerDeps,
  req: Request,
  res: Response,
  work: (received: Received) => Promise<void>,
): Promise<void> {
  const entry = await enter(deps, req, res);
  if (!entry) return;
  const { t, token } = entry;
  if (isForeign(req, deps.baseUrl)) return sendPlain(deps, res, 'foreign', { t, token });
  try {
    await withForm(req, (form) => work(receivedOf(deps, res, entry, form)));
  } catch (error) {
    const status = refusedBody(error, req, res);
    sendPlain(deps, res, status === 413 ? 'tooLarge' : 'badBody', { t, token, status });
  }
}

function receivedOf(deps: ServerDeps, res: Response, entered: Entry, form: PostedForm): Received {
  const at = deps.clock();
  const text = (name: string): string => cleanText(form.fields.get(name)?.[0] ?? '');
  const language = LANGUAGES.find((known) => known === text('lang'));
  const entry = language ? { ...entered, t: translator(language) } : entered;
  const nonce = text('nonce');
  const isConfirmed = nonceHolds(deps.linkKey, entry.tokenHash, nonce, at);
  return { deps, res, entry, form, at, text, nonce, isConfirmed };
}

/** Composed, line ends of one kind, no control or direction characters. */
export const cleanText = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{C}\n\t]/gu, '')
    .trim();

/** Names what one submission does to one subject, so that it is done once. */
export const submissionOf =
  (nonce: string) =>
  (subject: number | string): Buffer =>
    createHash('sha256').update(`${nonce}/${subject}`).digest();
