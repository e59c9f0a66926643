import type { Request, Response } from 'express';
import { findSubmissions, submitAnswer } from '../../db/submissions';
import { acknowledge } from '../../db/supplier-deeds';
import type { AcceptedCorrection, FileReference } from '../../db/corrections/store';
import { dropDrafts, LETTER_SCOPE } from '../../db/conversation/drafts';
import { authorOf } from '../../db/links';
import { type KeptFile, unsealFile } from '../../domain/link';
import type { FieldError, Reviewed, RowError } from '../../web/supplier/view';
import type { ServerDeps } from '../deps';
import type { PostedForm } from '../uploads';
import { type ReviewedCorrection, readCorrections, shownReview } from './correction';
import { type FormFile, fileOf, shownKept } from './file';
import { type Checked, checkValues, readPosted } from './form';
import { keepDraft } from './draft';
import { sendPlain } from './guard';
import { readReference } from './reference';
import { type Received, receiveForm, submissionOf } from './receive';
import { type Post, showAcknowledged, showForm, showReceipt, showReview, showWithdrawn, tooLate } from './show';
import { viewsOf } from './view';

/** Form → review page → receipt. Only the confirmed review page, with its nonce, has an effect. */
export const receiveAnswer = (deps: ServerDeps, req: Request, res: Response): Promise<void> =>
  receiveForm(deps, req, res, receive);

async function receive(received: Received): Promise<void> {
  const { deps, res, entry, form, at } = received;
  const posted = readPosted(form, at);
  const { link, t, token } = entry;
  if (!link.rights.includes(posted.deed === 'acknowledge' ? 'comment' : 'submit'))
    return sendPlain(deps, res, 'notAllowed', { t, token });
  const named = link.cases.filter(({ number }) => posted.values.cases.includes(number));
  const cases = named.length === 0 && link.cases.length === 1 ? link.cases : named;
  const post = withFile({ ...received, posted, cases, views: await viewsOf(deps, link, cases) });
  if (posted.deed === 'save') return keepDraft(post);
  if (await showsReceiptAgain(post)) return;
  if (cases.length > 0 && !post.views.some(({ open }) => open)) return tooLate(post, post.views);
  if (posted.deed === 'edit') return showForm(post, 200, [], []);
  return posted.deed === 'acknowledge' ? receiveAcknowledgement(post) : receiveCode(post, form);
}

/** A submission that was recorded before is shown its receipt, whatever has happened since. */
async function showsReceiptAgain(post: Post): Promise<boolean> {
  const { deps, posted, cases } = post;
  if (posted.nonce === '' || posted.deed !== 'answer') return false;
  const done = await findSubmissions(
    deps.pool,
    cases.map(({ id }) => submissionOf(posted.nonce)(id)),
  );
  if (done.length === 0) return false;
  if (done.some(({ withdrawn }) => withdrawn)) showWithdrawn(post, done);
  else showReceipt(post, done, []);
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
    right: null,
    file: null,
    reference: null,
    correction: null,
  };
  if (!post.isConfirmed) return showReview(post, reviewed);
  const author = authorOf(entry.link);
  for (const { id } of cases)
    await acknowledge(deps.pool, id, { comment, author, submission: submissionOf(posted.nonce)(id) }, at);
  showAcknowledged(post);
}

async function receiveCode(received: Post, form: PostedForm): Promise<void> {
  const { deps, entry, posted, views, cases, at } = received;
  const { checked, errors } = checkValues(posted.values, views, at);
  const sent = entry.link.rights.includes('upload') ? (form.files[0] ?? null) : null;
  const file = await fileOf(deps, entry, { file: sent, sealed: posted.keptFile, cases }, at);
  const post = withFile(received, file.kept);
  const { reference, errors: ofReference } = readReference(posted.values.upload);
  const wrong = [...errors, ...fileErrors(checked, file, reference), ...ofReference];
  if (!checked || wrong.length > 0) return showForm(post, 422, wrong, []);
  const corrected = await correctionsOf(post, checked, file.kept);
  if (!corrected.ok) return showForm(post, 422, [corrected.error], corrected.rows);
  const reviewed: Reviewed = {
    deed: 'answer',
    ...checked,
    file: file.kept && shownKept(deps, entry, file.kept),
    reference,
    correction: corrected.accepted && shownReview(corrected.accepted, views[0]?.shown),
  };
  if (!post.isConfirmed) return showReview(post, reviewed);
  return submit(post, checked, { kept: file.kept, reference, corrections: corrected.accepted?.accepted ?? null });
}

/** With the file that is kept, by an earlier page or this one, so that it need not be sent again. */
function withFile(post: Post, file: KeptFile | null = null): Post {
  const { deps, entry, posted } = post;
  const kept = file ?? (posted.keptFile === '' ? null : unsealFile(deps.linkKey, entry.tokenHash, posted.keptFile));
  const upload = { ...posted.values.upload, kept: kept && shownKept(deps, entry, kept) };
  return { ...post, posted: { ...posted, values: { ...posted.values, upload } } };
}

function fileErrors(checked: Checked | null, { kept, error }: FormFile, reference: FileReference | null): FieldError[] {
  if (error) return [error];
  if (kept && reference) return [{ field: 'reference_url', code: 'both' }];
  return checked?.answer === 'corrected_data' && !kept && !reference ? [{ field: 'file', code: 'required' }] : [];
}

type Corrections =
  | { ok: true; accepted: ReviewedCorrection | null }
  | { ok: false; error: FieldError; rows: RowError[] };
async function correctionsOf({ deps, cases }: Post, { answer }: Checked, file: KeptFile | null): Promise<Corrections> {
  const [only] = cases;
  if (answer !== 'corrected_data' || !file || !only) return { ok: true, accepted: null };
  const read = await readCorrections(deps.pool, only.id, file);
  return read.ok ? { ok: true, accepted: read } : read;
}

/** What comes with an answer. */
interface Enclosed {
  kept: KeptFile | null;
  reference: FileReference | null;
  corrections: AcceptedCorrection | null;
}

async function submit(post: Post, checked: Checked, { kept, reference, corrections }: Enclosed): Promise<void> {
  const { deps, entry, posted, cases, views, at } = post;
  const { answer, cause, comment, plannedOn, right } = checked;
  const file = kept && { sha256: Buffer.from(kept.sha256, 'hex'), name: kept.name };
  const done = await submitAnswer(
    deps.pool,
    cases.map(({ id }) => id),
    {
      given: { code: answer, cause, comment, plannedOn, file, corrections, reference, right },
      author: authorOf(entry.link),
      submissionOf: submissionOf(posted.nonce),
    },
    at,
  );
  await dropDrafts(deps.pool, entry.tokenHash, [...done.map(({ number }) => number), LETTER_SCOPE]);
  const refused = views.filter(({ number }) => done.some((d) => d.number === number && d.outcome === 'refused'));
  if (refused.length === done.length) return tooLate(post, refused);
  showReceipt(
    post,
    done.filter(({ outcome }) => outcome !== 'refused'),
    refused,
  );
}
