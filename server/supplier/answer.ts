import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { acknowledge, findSubmissions, submitAnswer } from '../../db/answers';
import type { CorrectedPoint } from '../../domain/correction';
import { type KeptFile, nonceHolds, sealFile } from '../../domain/link';
import { LANGUAGES } from '../../domain/words';
import type { FieldError, Reviewed, RowError } from '../../web/supplier/view';
import { translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { Problem } from '../errors';
import { type PostedForm, withForm } from '../uploads';
import { readCorrections } from './correction';
import { type FormFile, fileOf } from './file';
import { type Checked, checkValues, readPosted } from './form';
import { type Entry, enter, isForeign, sendPlain } from './guard';
import { type Post, showAcknowledged, showForm, showReceipt, showReview, tooLate } from './show';
import { viewsOf } from './view';

/** Form → review page → receipt. Only the confirmed review page, with its nonce, has an effect. */
export async function receiveAnswer(deps: ServerDeps, req: Request, res: Response): Promise<void> {
  const entry = await enter(deps, req, res);
  if (!entry) return;
  const { t, token } = entry;
  if (isForeign(req, deps.baseUrl)) return sendPlain(deps, res, 'foreign', { t, token });
  try {
    await withForm(req, (form) => receive(deps, res, entry, form));
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500 || res.headersSent) throw error;
    if (!req.complete) res.set('Connection', 'close'); // what is left of a refused body is not read
    sendPlain(deps, res, error.status === 413 ? 'tooLarge' : 'badBody', { t, token, status: error.status });
  }
}

async function receive(deps: ServerDeps, res: Response, entered: Entry, form: PostedForm): Promise<void> {
  const at = deps.clock();
  const language = LANGUAGES.find((known) => known === form.fields.get('lang')?.[0]);
  const entry = language ? { ...entered, t: translator(language) } : entered;
  const posted = readPosted(form, at);
  const { link } = entry;
  const named = link.cases.filter(({ number }) => posted.values.cases.includes(number));
  const cases = named.length === 0 && link.cases.length === 1 ? link.cases : named;
  const post: Post = { deps, res, entry, posted, cases, views: await viewsOf(deps.pool, link, cases), at };
  if (await showsReceiptAgain(post)) return;
  if (cases.length > 0 && !post.views.some(({ open }) => open)) return tooLate(post, post.views);
  if (posted.deed === 'edit') return showForm(post, 200, [], []);
  return posted.deed === 'acknowledge' ? receiveAcknowledgement(post) : receiveCode(post, form);
}

const submissionOf =
  (nonce: string) =>
  (caseId: number): Buffer =>
    createHash('sha256').update(`${nonce}/${caseId}`).digest();

/** A submission that was recorded before is shown its receipt, whatever has happened since. */
async function showsReceiptAgain(post: Post): Promise<boolean> {
  const { deps, posted, cases } = post;
  if (posted.nonce === '' || posted.deed !== 'answer') return false;
  const done = await findSubmissions(
    deps.pool,
    cases.map(({ id }) => submissionOf(posted.nonce)(id)),
  );
  if (done.length === 0) return false;
  showReceipt(post, done, []);
  return true;
}

async function receiveAcknowledgement(post: Post): Promise<void> {
  const { deps, entry, posted, cases, at } = post;
  const comment = posted.values.comment || null;
  if (cases.length === 0) return showForm(post, 422, [{ field: 'case', code: 'required' }], []);
  const reviewed: Reviewed = {
    deed: 'acknowledge',
    answer: null,
    cause: null,
    comment,
    plannedOn: null,
    file: null,
    rows: null,
  };
  if (!confirmed(post)) return showReview(post, reviewed);
  const author = { kind: 'contact', id: String(entry.link.contact ?? 0) } as const;
  for (const { id } of cases)
    await acknowledge(deps.pool, id, { comment, author, submission: submissionOf(posted.nonce)(id) }, at);
  showAcknowledged(post);
}

async function receiveCode(post: Post, form: PostedForm): Promise<void> {
  const { deps, entry, posted, views, at } = post;
  const { checked, errors } = checkValues(posted.values, views, at);
  const file = await fileOf(deps, entry, form.file, posted.keptFile, at);
  const wrong = [...errors, ...fileErrors(checked, file)];
  if (!checked || wrong.length > 0) return showForm(post, 422, wrong, []);
  const corrected = await correctionsOf(post, checked, file.kept);
  if (!corrected.ok) return showForm(post, 422, [corrected.error], corrected.rows);
  const reviewed: Reviewed = {
    deed: 'answer',
    ...checked,
    file: file.kept && { ...file.kept, sealed: sealFile(deps.linkKey, entry.tokenHash, file.kept) },
    rows: corrected.accepted?.length ?? null,
  };
  if (!confirmed(post)) return showReview(post, reviewed);
  return submit(post, checked, file.kept, corrected.accepted);
}

const fileErrors = (checked: Checked | null, { kept, error }: FormFile): FieldError[] => {
  if (error) return [error];
  return checked?.answer === 'corrected_data' && !kept ? [{ field: 'file', code: 'required' }] : [];
};

type Corrections = { ok: true; accepted: CorrectedPoint[] | null } | { ok: false; error: FieldError; rows: RowError[] };
async function correctionsOf({ deps, cases }: Post, { answer }: Checked, file: KeptFile | null): Promise<Corrections> {
  const [only] = cases;
  if (answer !== 'corrected_data' || !file || !only) return { ok: true, accepted: null };
  return readCorrections(deps.pool, only.id, file);
}

async function submit(
  post: Post,
  checked: Checked,
  file: KeptFile | null,
  corrections: CorrectedPoint[] | null,
): Promise<void> {
  const { deps, entry, posted, cases, views, at } = post;
  const { answer, cause, comment, plannedOn } = checked;
  const kept = file && { sha256: Buffer.from(file.sha256, 'hex'), name: file.name };
  const done = await submitAnswer(
    deps.pool,
    cases.map(({ id }) => id),
    { code: answer, cause, comment, plannedOn, file: kept, corrections },
    { contact: entry.link.contact ?? 0, submissionOf: submissionOf(posted.nonce) },
    at,
  );
  const refused = views.filter(({ number }) => done.some((d) => d.number === number && d.outcome === 'refused'));
  if (refused.length === done.length) return tooLate(post, refused);
  showReceipt(
    post,
    done.filter(({ outcome }) => outcome !== 'refused'),
    refused,
  );
}

const confirmed = ({ deps, entry, posted, at }: Post): boolean =>
  nonceHolds(deps.linkKey, entry.tokenHash, posted.nonce, at);
