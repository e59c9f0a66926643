import { type Request, type Response, Router } from 'express';
import { findCannedAnswer, listCannedAnswers } from '../../../db/desk/canned-answers';
import { fileOfTicket } from '../../../db/desk/ticket-view';
import { filledIn } from '../../../domain/canned-answer';
import type { FieldFault } from '../../../web/console/layout';
import { TicketPage } from '../../../web/console/tickets/ticket-page';
import type { TicketView } from '../../../web/console/tickets/ticket-view';
import { page } from '../../../web/html';
import type { ServerDeps } from '../../deps';
import { problem } from '../../errors';
import { sendFile } from '../../send-file';
import { fieldsOf, valuesOf } from '../form';
import { personOf, shellOf } from '../session';
import { act, DEEDS } from './act';
import { readTransferChoices } from './takers';
import { readTicketView } from './view';

type Deps = Pick<ServerDeps, 'pool' | 'clock'>;
const NUMBER = /^T-\d{4}-\d{1,9}$/;

/** The page of one ticket, its files, and the forms that act on it. */
export const ticketPages = (deps: Deps): Router =>
  Router()
    .get('/tickets/:number', (req, res) => show(deps, req, res))
    .get('/tickets/:number/files/:id', async (req, res) => {
      const id = /^[1-9]\d{0,14}$/.test(req.params.id) ? Number(req.params.id) : 0;
      const file = await fileOfTicket(deps.pool, numberOf(req), id);
      if (!file) throw problem(404, 'no_such_file', 'There is no such file.');
      await sendFile(deps.pool, res, file);
    })
    .post('/tickets/:number/:verb', (req, res) => perform(deps, req, res));

const noSuchTicket = () => problem(404, 'no_such_ticket', 'There is no such ticket.');
function numberOf(req: Request): string {
  const number = String(req.params['number']);
  if (!NUMBER.test(number)) throw noSuchTicket();
  return number;
}

interface Shown {
  status: number;
  faults: FieldFault[];
  filled: Record<string, string>;
}
async function show(deps: Deps, req: Request, res: Response, shown?: Shown): Promise<void> {
  const person = personOf(res);
  const view = await readTicketView(deps, numberOf(req), person);
  if (!view) throw noSuchTicket();
  const [choices, canned] = await Promise.all([
    readTransferChoices(deps.pool, { topic: view.of.topic, at: view.now, language: person.language }),
    listCannedAnswers(deps.pool),
  ]);
  const { status = 200, faults = [], filled = {} } = shown ?? {};
  const shell = { ...shellOf(req, res), path: `/tickets/${view.of.number}` };
  const offered = canned
    .filter(({ active }) => active)
    .sort((a, b) => Number(b.topic === view.of.topic) - Number(a.topic === view.of.topic));
  res
    .status(status)
    .type('html')
    .send(page(TicketPage({ ...shell, view, choices, canned: offered, faults, filled })));
}

async function perform(deps: Deps, req: Request, res: Response): Promise<void> {
  const verb = DEEDS.find((known) => known === req.params['verb']);
  if (!verb) throw problem(404, 'not_found', 'There is nothing at this address.');
  const person = personOf(res);
  const fields = fieldsOf(req);
  const refuse = (status: number, faults: FieldFault[]): Promise<void> =>
    show(deps, req, res, { status, faults, filled: { ...fields, verb } });
  if (verb === 'reply' && fields['insert']) return insert(deps, req, res, fields);
  const done = await act(deps, { number: numberOf(req), verb, person, fields, reasons: valuesOf(req, 'reasons') });
  if (done.ok) return res.redirect(303, `/tickets/${numberOf(req)}?done=ticket-${verb}`);
  if (done.status === 404) throw noSuchTicket();
  return refuse(done.status, done.faults);
}

/** Puts a canned answer below what is typed already; nothing is sent. */
async function insert(deps: Deps, req: Request, res: Response, fields: Record<string, string>): Promise<void> {
  const person = personOf(res);
  const [view, canned] = await Promise.all([
    readTicketView(deps, numberOf(req), person),
    findCannedAnswer(deps.pool, fields['canned'] ?? ''),
  ]);
  if (!view) throw noSuchTicket();
  const said = canned ? filledIn(canned.text[languageOf(view)], placesOf(view, person.name)) : '';
  const text = [fields['text']?.trim(), said].filter(Boolean).join('\n\n');
  await show(deps, req, res, { status: 200, faults: [], filled: { verb: 'reply', text } });
}
const languageOf = ({ requester }: TicketView) => (requester?.language === 'en' ? 'en' : 'fr');
const placesOf = ({ of, requester }: TicketView, me: string) => ({
  name: requester?.name ?? '',
  number: of.number,
  me,
});
