import type { Request, Response } from 'express';
import { confirmAsRequester, type Deed, giveFeedback, writeAsRequester } from '../../db/requester/deeds';
import { readStanding } from '../../db/requester/view';
import { newNonce } from '../../domain/link';
import { page } from '../../web/html';
import { saySize } from '../../web/say';
import { deedsOf } from '../../web/requester/stand';
import { CheckPage, SentPage } from '../../web/requester/step-pages';
import type { Typed } from '../../web/requester/ticket-page';
import { type RequesterDeed, SCORES } from '../../web/requester/view';
import type { Translate } from '../../web/words';
import type { ServerDeps } from '../deps';
import { sendPage } from '../visitor';
import { submissionOf } from '../supplier/receive';
import { type FilesOfForm, filesOfForm } from './file';
import { enterTicket, heldNonce, type Posted, receivePosted, sendLost, type TicketEntry } from './guard';
import { showTicket } from './ticket';

const TEXT_MAX = 20_000;
type Path = 'message' | 'confirm' | 'refuse' | 'feedback';
const NEEDS: Record<Path, RequesterDeed> = {
  message: 'write',
  confirm: 'confirm',
  refuse: 'refuse',
  feedback: 'feedback',
};

/** What came by a form of somebody whose link lives. */
interface Given {
  deps: ServerDeps;
  res: Response;
  entry: TicketEntry;
  posted: Posted;
  /** Of a page of this link; empty where none came, and then nothing has an effect. */
  nonce: string;
}

/** One thing a requester does: nothing happens before the page that asks once more was sent, but an opinion is one click. */
export const receiveDeed =
  (deps: ServerDeps, path: Path) =>
  async (req: Request, res: Response): Promise<void> => {
    const entered = await enterTicket(deps, req, res);
    if (!entered) return;
    await receivePosted(deps, req, res, entered, async (posted) => {
      const entry = { ...entered, t: posted.t };
      const given = { deps, res, entry, posted, nonce: heldNonce(deps, entry.tokenHash, posted.text('nonce')) };
      if (path === 'feedback') return receiveOpinion(given);
      return path === 'confirm' ? receiveConfirmation(given) : receiveWords(given, path);
    });
  };

async function mayNow({ deps, entry }: Given, path: Path): Promise<boolean> {
  const standing = await readStanding(deps.pool, entry.link.ticket);
  return standing !== null && deedsOf(standing).includes(NEEDS[path]);
}
const refuse = ({ deps, res, entry: { t, token } }: Given): void => sendLost(deps, res, 'notAllowed', { t, token });

const deedOf = ({ deps, entry, nonce }: Given, path: Path): Deed => ({
  ticket: entry.link.ticket,
  requester: entry.link.requester,
  submission: submissionOf(nonce)(`ticket ${path}`),
  at: deps.clock(),
});
function showSent({ deps, res, entry: { t, token } }: Given, path: Path, done: boolean): void {
  const context = { token, centre: deps.centre.name };
  sendPage(res, done ? 200 : 409, page(SentPage({ t, context, what: done ? path : 'tooLate' })));
}

async function receiveWords(given: Given, path: 'message' | 'refuse'): Promise<void> {
  const { deps, res, entry, posted, nonce } = given;
  const scope = { scope: entry.tokenHash, quota: `link ${entry.tokenHash.toString('hex')}` };
  const sent = await filesOfForm(deps, posted, scope);
  const text = posted.text('text');
  const again = (error: Typed['error']): Promise<void> =>
    showTicket(deps, res, entry, { status: error ? 422 : 200, typed: { form: path, text, kept: sent.kept, error } });
  if (posted.text('deed') === 'edit') return again(null);
  const error = mistakeIn(path, text, sent);
  if (error) return again(error);
  if (nonce !== '') {
    const words = text === '' ? sent.files.map(({ name }) => name).join(', ') : text;
    return showSent(given, path, await writeAsRequester(deps.pool, deedOf(given, path), words, sent.files));
  }
  if (!(await mayNow(given, path))) return refuse(given);
  await askOnce(given, path, { text, sent });
}

function mistakeIn(path: 'message' | 'refuse', text: string, { files, trouble }: FilesOfForm): Typed['error'] {
  if (trouble) return { field: 'file', code: trouble.code, args: { name: trouble.name } };
  if (text.length > TEXT_MAX) return { field: 'text', code: 'tooLong', args: { max: TEXT_MAX } };
  if (text !== '') return null;
  if (path === 'refuse') return { field: 'text', code: 'missing' };
  return files.length > 0 ? null : { field: 'text', code: 'required' };
}

async function receiveConfirmation(given: Given): Promise<void> {
  if (given.nonce !== '')
    return showSent(given, 'confirm', await confirmAsRequester(given.deps.pool, deedOf(given, 'confirm')));
  if (!(await mayNow(given, 'confirm'))) return refuse(given);
  await askOnce(given, 'confirm', null);
}

const TITLES = { message: 'check.title', confirm: 'check.confirmTitle', refuse: 'check.refuseTitle' } as const;
const LEADS = { message: null, confirm: 'check.confirmLead', refuse: 'check.refuseLead' } as const;
interface Written {
  text: string;
  sent: FilesOfForm;
}

/** The page between a form and its effect. */
async function askOnce(
  { deps, res, entry }: Given,
  path: 'message' | 'confirm' | 'refuse',
  written: Written | null,
): Promise<void> {
  const { t, token, tokenHash, link } = entry;
  const standing = await readStanding(deps.pool, link.ticket);
  const lead = LEADS[path];
  const { rows, hidden } = written ? carried(written, t) : { rows: [], hidden: [] };
  const node = CheckPage({
    t,
    context: { token, centre: deps.centre.name },
    title: t(TITLES[path]),
    lead: lead && t(lead),
    rows: [[t('check.for'), standing?.number ?? ''], ...rows],
    path,
    hidden: [['nonce', newNonce(deps.linkKey, tokenHash, deps.clock())], ...hidden],
    button: t(path === 'confirm' ? 'check.confirm' : 'check.send'),
  });
  sendPage(res, 200, page(node));
}

/** What was written, as the page shows it and as its form carries it. */
function carried({ text, sent: { kept } }: Written, t: Translate) {
  const rows: [string, string][] = text === '' ? [] : [[t('check.message'), text]];
  const hidden: [string, string][] = [['text', text]];
  for (const { name, size, sealed } of kept) {
    rows.push([t('check.file'), `${name} (${saySize(size, t)})`]);
    hidden.push(['kept', sealed]);
  }
  return { rows, hidden };
}

async function receiveOpinion(given: Given): Promise<void> {
  const { deps, entry, posted, nonce, res } = given;
  const score = SCORES.find((one) => String(one) === posted.text('score'));
  if (score === undefined || nonce === '') return res.redirect(303, `/t/${entry.token}?lang=${entry.t.language}#score`);
  const comment = posted.text('text').slice(0, TEXT_MAX) || null;
  const { ticket, requester, at } = deedOf(given, 'feedback');
  showSent(given, 'feedback', await giveFeedback(deps.pool, { ticket, requester, at }, score, comment));
}
