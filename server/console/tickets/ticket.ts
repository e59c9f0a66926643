import { type Request, type Response, Router } from 'express';
import { findCannedAnswer, listCannedAnswers } from '../../../db/desk/canned-answers';
import { fileOfTicket } from '../../../db/desk/ticket-view';
import { filledIn } from '../../../domain/canned-answer';
import type { FieldFault } from '../../../web/console/layout';
import { TicketPage } from '../../../web/console/tickets/ticket-page';
import type { KeptFile } from '../../../web/console/tickets/reply-box';
import type { TicketView } from '../../../web/console/tickets/ticket-view';
import { page } from '../../../web/html';
import { translator } from '../../../web/words';
import type { ServerDeps } from '../../deps';
import { problem } from '../../errors';
import { sendFile } from '../../send-file';
import { fieldsOf, valuesOf } from '../form';
import { personOf, shellOf } from '../session';
import { act } from './act';
import { type ConsoleDeed, isDeed } from './deeds';
import { replyFiles } from './reply-file';
import { readTransferChoices } from './takers';
import { readTicketView } from './view';

type Deps = Pick<ServerDeps, 'pool' | 'clock' | 'linkKey'>;
const NUMBER = /^T-\d{4}-\d{1,9}$/;

/** The page of one ticket, its files, and the forms that act on it. */
export const ticketPages = (deps: Deps): Router =>
  Router()
    .get('/tickets/:number', (req, res) => showTicket(deps, req, res))
    .get('/tickets/:number/files/:id', async (req, res) => {
      const id = /^[1-9]\d{0,14}$/.test(req.params.id) ? Number(req.params.id) : 0;
      const file = await fileOfTicket(deps.pool, numberOf(req), id);
      if (!file) throw problem(404, 'no_such_file', 'There is no such file.');
      await sendFile(deps.pool, res, file);
    })
    .post('/tickets/:number/:verb', (req, res) => perform(deps, req, res));

export const noSuchTicket = () => problem(404, 'no_such_ticket', 'There is no such ticket.');
export function numberOf(req: Request): string {
  const number = String(req.params['number']);
  if (!NUMBER.test(number)) throw noSuchTicket();
  return number;
}

interface Shown {
  status: number;
  faults: FieldFault[];
  filled: Record<string, string>;
  kept?: readonly KeptFile[];
}
export async function showTicket(deps: Deps, req: Request, res: Response, shown?: Shown): Promise<void> {
  const person = personOf(res);
  const view = await readTicketView(deps, numberOf(req), person);
  if (!view) throw noSuchTicket();
  const [choices, canned] = await Promise.all([
    readTransferChoices(deps.pool, { topic: view.of.topic, at: view.now, language: person.language }),
    listCannedAnswers(deps.pool),
  ]);
  const { status = 200, faults = [], filled = {}, kept = [] } = shown ?? {};
  const shell = { ...shellOf(req, res), path: `/tickets/${view.of.number}` };
  const offered = canned
    .filter(({ active }) => active)
    .sort((a, b) => Number(b.topic === view.of.topic) - Number(a.topic === view.of.topic));
  res
    .status(status)
    .type('html')
    .send(page(TicketPage({ ...shell, view, choices, canned: offered, faults, filled, kept })));
}

async function perform(deps: Deps, req: Request, res: Response): Promise<void> {
  const { verb } = req.params;
  if (!isDeed(verb)) throw problem(404, 'not_found', 'There is nothing at this address.');
  const [person, fields, number] = [personOf(res), fieldsOf(req), numberOf(req)];
  const t = translator(person.language);
  const { files, kept, faults } = await replyFiles(deps, res, { number, sealed: valuesOf(req, 'kept'), t });
  const refuse = (status: number, why: FieldFault[]): Promise<void> =>
    showTicket(deps, req, res, { status, faults: why, filled: { ...fields, verb }, kept });
  if (verb === 'reply' && fields['insert']) return insert(deps, req, res, { fields, faults, kept });
  if (faults.length > 0) return refuse(422, faults);
  const ticked = (name: string): string[] => valuesOf(req, name);
  const done = await act(deps, { number, verb, person, fields, ticked, files });
  if (done.ok) return res.redirect(303, `/tickets/${number}?done=ticket-${doneBy(verb, fields)}`);
  if (done.status === 404) throw noSuchTicket();
  return refuse(done.status, done.faults);
}
/** What the page says afterwards. */
const doneBy = (verb: ConsoleDeed, { after, watch }: Record<string, string>): string => {
  if (verb === 'watch' && watch === 'no') return 'unwatch';
  return verb === 'reply' && (after === 'wait' || after === 'resolve') ? `reply-${after}` : verb;
};

/** Puts a canned answer below what is typed already; nothing is sent. */
async function insert(
  deps: Deps,
  req: Request,
  res: Response,
  { fields, faults, kept }: { fields: Record<string, string>; faults: FieldFault[]; kept: readonly KeptFile[] },
): Promise<void> {
  const person = personOf(res);
  const [view, canned] = await Promise.all([
    readTicketView(deps, numberOf(req), person),
    findCannedAnswer(deps.pool, fields['canned'] ?? ''),
  ]);
  if (!view) throw noSuchTicket();
  const said = canned ? filledIn(canned.text[languageOf(view)], placesOf(view, person.name)) : '';
  const text = [fields['text']?.trim(), said].filter(Boolean).join('\n\n');
  await showTicket(deps, req, res, {
    status: faults.length > 0 ? 422 : 200,
    faults,
    filled: { verb: 'reply', text },
    kept,
  });
}
const languageOf = ({ requester }: TicketView) => (requester?.language === 'en' ? 'en' : 'fr');
const placesOf = ({ of, requester }: TicketView, me: string) => ({
  name: requester?.name ?? '',
  number: of.number,
  me,
});
