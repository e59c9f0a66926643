import { type Request, type Response, Router } from 'express';
import { findSummary } from '../../db/case-list';
import {
  assignInbound,
  discardInbound,
  isInConversation,
  lockProposal,
  settleProposal,
  stopLetters,
} from '../../db/inbound/decide';
import {
  countInbound,
  fileOfInbound,
  findInbound,
  type InboundMail,
  listInbound,
  MAIL_TABS,
  rawOfInbound,
  type StoredFile,
  tableOfInbound,
} from '../../db/inbound/list';
import { assignToTicket, openFromMail } from '../../db/inbound/decide-ticket';
import { type Db, inTransaction } from '../../db/query';
import { ANSWERS } from '../../domain/answer';
import { may } from '../../domain/permissions';
import { guessLanguage } from '../../domain/ticket/language';
import type { FieldFault } from '../../web/console/layout';
import { MailPage } from '../../web/console/mail-page';
import { MailsPage } from '../../web/console/mails';
import { page } from '../../web/html';
import { sayError } from '../../web/supplier/errors';
import { translator } from '../../web/words';
import type { ServerDeps } from '../deps';
import { problem } from '../errors';
import { sendFile } from '../send-file';
import { readCorrections } from '../supplier/correction';
import { type GivenFile, perform, Refused, type VerbBody, type Who } from '../verbs';
import { fieldsOf } from './form';
import { confirmBundle } from './mail-bundle';
import { faultsOf } from './refusal';
import { needDeed, personOf, shellOf } from './session';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;
const PAGE_ROWS = 50;
const WHY_MAX = 1000;

/** Mail that came in: what is doubtful waits for a person, what belongs nowhere or is hostile stays in sight. */
export const mailPages = (deps: Deps): Router =>
  Router()
    .get('/mails', (req, res) => list(deps, req, res))
    .get('/mails/:id', (req, res) => show(deps, req, res))
    .get('/mails/:id/raw', async (req, res) => send(deps, res, await rawOfInbound(deps.pool, idOf(req))))
    .get('/mails/:id/files/:number', async (req, res) => {
      const number = /^\d{1,4}$/.test(req.params.number) ? Number(req.params.number) : 0;
      await send(deps, res, await fileOfInbound(deps.pool, idOf(req), number));
    })
    .post('/mails/:id/:deed', needDeed('answer'), async (req, res) => {
      const deed = DEEDS.get(String(req.params['deed']));
      if (!deed) throw noSuchMail();
      await deed(deps, req, res);
    });

const noSuchMail = () => problem(404, 'not_found', 'There is no such mail.');
const idOf = (req: Request): number => {
  const id = String(req.params['id']);
  if (!/^[1-9]\d{0,14}$/.test(id)) throw noSuchMail();
  return Number(id);
};
const who = (res: Response): Who & { actor: { kind: 'person'; id: string } } => {
  const { code, role } = personOf(res);
  return { actor: { kind: 'person', id: code }, role };
};

async function list({ pool, clock }: Deps, req: Request, res: Response): Promise<void> {
  const text = (name: string): string => (typeof req.query[name] === 'string' ? req.query[name] : '');
  const tab = MAIL_TABS.find((known) => known === text('tab')) ?? 'doubtful';
  const before = /^\d{1,15}$/.test(text('before')) ? Number(text('before')) : null;
  const [counts, found] = await Promise.all([
    countInbound(pool),
    listInbound(pool, tab, { limit: PAGE_ROWS + 1, before }),
  ]);
  const mails = found.slice(0, PAGE_ROWS);
  const next = found.length > PAGE_ROWS ? (mails.at(-1)?.id ?? null) : null;
  res.type('html').send(page(MailsPage({ ...shellOf(req, res), mails, counts, tab, next, now: clock() })));
}

interface Shown {
  status: number;
  faults: FieldFault[];
  filled: Record<string, string>;
}
async function show({ pool }: Deps, req: Request, res: Response, shown?: Shown): Promise<void> {
  const mail = await findInbound(pool, idOf(req));
  if (!mail) throw noSuchMail();
  const { status = 200, faults = [], filled = {} } = shown ?? {};
  const mayDecide = may(personOf(res).role, 'answer');
  const shell = { ...shellOf(req, res), path: `/mails/${mail.id}` };
  res
    .status(status)
    .type('html')
    .send(page(MailPage({ ...shell, mail, faults, filled, mayDecide })));
}

async function send({ pool }: Deps, res: Response, file: StoredFile | null): Promise<void> {
  if (!file) throw problem(404, 'no_such_file', 'There is no such file.');
  await sendFile(pool, res, file);
}

type Deed = (deps: Deps, req: Request, res: Response) => Promise<void>;
const back = (req: Request, res: Response, done: string): void =>
  res.redirect(303, `/mails/${idOf(req)}?done=mail-${done}`);

/** Says a verb for the desk and settles the proposal, in one transaction; a refusal undoes both. */
async function decide(
  deps: Deps,
  req: Request,
  res: Response,
  said: { verb: 'answer' | 'note'; body: VerbBody; file?: GivenFile | null; state: 'applied' | 'noted' },
): Promise<void> {
  const t = translator(personOf(res).language);
  const { number = '' } = fieldsOf(req);
  const { verb, body, file = null, state } = said;
  const at = deps.clock();
  try {
    await inTransaction(deps.pool, async (tx) => {
      if (!(await lockProposal(tx, idOf(req), number))) throw gone(t('mails.decided'));
      if (verb === 'answer' || !(await isInConversation(tx, idOf(req), number)))
        await perform(tx, { who: who(res), number, verb, body, file, at });
      const code = body.answer ?? null;
      await settleProposal(tx, { id: idOf(req), number, state, code, why: null, actor: who(res).actor, at });
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { refusal } = error;
    return show(deps, req, res, { status: refusal.status, faults: faultsOf(refusal, verb, t), filled: fieldsOf(req) });
  }
  back(req, res, verb);
}
const gone = (detail: string) => problem(409, 'decided', detail);

const confirm: Deed = async (deps, req, res) => {
  const t = translator(personOf(res).language);
  const fields = fieldsOf(req);
  const { number = '', comment = '' } = fields;
  const refuse = (text: string): Promise<void> =>
    show(deps, req, res, { status: 422, faults: [{ field: `answer-${number}`, text }], filled: fields });
  const answer = ANSWERS.find((code) => code === fields['answer']);
  if (!answer) return refuse(t('refused.needChoice'));
  const found =
    answer === 'corrected_data' ? await correctedFile(deps, idOf(req), number) : { file: null, error: null };
  if (found.error) return refuse(sayError(found.error, t));
  if (answer === 'corrected_data' && !found.file) return refuse(t('mails.noTable'));
  const words = comment.trim();
  const body: VerbBody = { answer, ...(words !== '' && { comment: words }) };
  return decide(deps, req, res, { verb: 'answer', body, file: found.file, state: 'applied' });
};

/** One answer for every case of the mail that waits; corrected values are given case by case, since each is checked. */
const confirmAll: Deed = async (deps, req, res) => {
  const t = translator(personOf(res).language);
  const fields = fieldsOf(req);
  const answer = ANSWERS.find((code) => code === fields['answer']);
  if (!answer || answer === 'corrected_data') {
    const faults = [{ field: 'answer-all', text: t('refused.needChoice') }];
    return show(deps, req, res, { status: 422, faults, filled: fields });
  }
  const said = { id: idOf(req), who: who(res), answer, comment: (fields['comment'] ?? '').trim(), at: deps.clock() };
  try {
    if ((await confirmBundle(deps.pool, said)) === 0) throw gone(t('mails.decided'));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { refusal } = error;
    return show(deps, req, res, { status: refusal.status, faults: faultsOf(refusal, 'answer', t), filled: fields });
  }
  back(req, res, 'all');
};

/** The table that came with the mail, checked against the case as the supplier's page would. */
async function correctedFile({ pool }: Deps, id: number, number: string) {
  const [of, table] = await Promise.all([findSummary(pool, number), tableOfInbound(pool, id)]);
  if (!of || !table) return { file: null, error: null };
  const kept = { sha256: table.sha256.toString('hex'), size: table.size, name: table.name };
  const checked = await readCorrections(pool, of.id, kept);
  return checked.ok
    ? { file: { sha256: kept.sha256, name: kept.name, corrections: checked.accepted }, error: null }
    : { file: null, error: checked.error };
}

/** No answer: the words stay with the case as a note of the desk, unless its conversation has them. */
const remark: Deed = async (deps, req, res) => {
  const mail = await findInbound(deps.pool, idOf(req));
  if (!mail) throw noSuchMail();
  return decide(deps, req, res, { verb: 'note', body: { comment: noteOf(mail) }, state: 'noted' });
};
const NOTE_MAX = 5000;
const noteOf = ({ fromName, fromAddress, body, subject }: InboundMail): string =>
  `${fromName ?? ''} <${fromAddress ?? ''}>, ${subject ?? ''}\n\n${body ?? ''}`.trim().slice(0, NOTE_MAX);

const discard: Deed = async (deps, req, res) => {
  const t = translator(personOf(res).language);
  const { number = '', why = '' } = fieldsOf(req);
  const words = why.trim().slice(0, WHY_MAX);
  if (words === '') {
    const field = number === '' ? 'why' : `why-${number}`;
    return show(deps, req, res, { status: 422, faults: [{ field, text: t('mails.needWhy') }], filled: fieldsOf(req) });
  }
  const { actor } = who(res);
  const at = deps.clock();
  const id = idOf(req);
  const done = await inTransaction(deps.pool, async (tx) => {
    if (number === '') return discardInbound(tx, id, words, actor, at);
    if (!(await lockProposal(tx, id, number))) return false;
    await settleProposal(tx, { id, number, state: 'discarded', code: null, why: words, actor, at });
    return true;
  });
  if (!done) throw gone(t('mails.decided'));
  back(req, res, 'discard');
};

/** The contact is written to no more. */
const stop: Deed = async (deps, req, res) => {
  const { actor } = who(res);
  const at = deps.clock();
  if (!(await inTransaction(deps.pool, (tx) => stopLetters(tx, idOf(req), actor, at))))
    throw gone(translator(personOf(res).language)('mails.decided'));
  back(req, res, 'stop');
};

const assign: Deed = async (deps, req, res) => {
  const t = translator(personOf(res).language);
  const number = fieldsOf(req)['number']?.trim().toUpperCase() ?? '';
  const { actor } = who(res);
  const put = number.startsWith('T-') ? assignToTicket : assignInbound;
  const done = await inTransaction(deps.pool, (tx) => put(tx, idOf(req), number, actor, deps.clock()));
  if (!done) {
    const faults = [{ field: 'number', text: t('mails.noCase') }];
    return show(deps, req, res, { status: 422, faults, filled: fieldsOf(req) });
  }
  back(req, res, put === assignToTicket ? 'ticket' : 'assign');
};

const ticket: Deed = async (deps, req, res) => {
  const { actor } = who(res);
  const mail = await findInbound(deps.pool, idOf(req));
  const language = guessLanguage(`${mail?.subject ?? ''}\n${mail?.body ?? ''}`);
  const open = (tx: Db): Promise<boolean> => openFromMail(tx, idOf(req), language, actor, deps.clock());
  if (!(await inTransaction(deps.pool, open))) throw gone(translator(personOf(res).language)('mails.decided'));
  back(req, res, 'ticket');
};

const DEEDS: ReadonlyMap<string, Deed> = new Map(
  Object.entries({ confirm, 'confirm-all': confirmAll, remark, discard, assign, stop, ticket }),
);
