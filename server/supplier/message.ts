import type { Request, Response } from 'express';
import { addMessage } from '../../db/conversation/messages';
import { authorOf } from '../../db/links';
import { inTransaction } from '../../db/query';
import { page } from '../../web/html';
import { CasePage } from '../../web/supplier/case-page';
import { type FieldError, NOTHING_FILLED } from '../../web/supplier/view';
import type { ServerDeps } from '../deps';
import { contextOf } from './context';
import { sendPlain } from './guard';
import { sendPage } from '../visitor';
import { type Received, receiveForm, submissionOf } from './receive';
import { askOnce, showDone } from './show';
import { viewsOf } from './view';

const TEXT_MAX = 10_000;

/** Words to the centre about one case, which are no answer. */
export const receiveMessage = (deps: ServerDeps, req: Request, res: Response): Promise<void> =>
  receiveForm(deps, req, res, receive);

async function receive(received: Received): Promise<void> {
  const { deps, res, entry, at, text, nonce, isConfirmed } = received;
  const { link, t, token } = entry;
  const of = link.cases.find(({ number }) => number === text('case'));
  if (!of || !link.rights.includes('comment')) return sendPlain(deps, res, 'notAllowed', { t, token });
  const words = text('text');
  const fault = words === '' ? 'required' : words.length > TEXT_MAX ? 'tooLong' : null;
  if (fault) return showAgain(received, of.number, { field: 'text', code: fault, args: { max: TEXT_MAX } });
  if (!isConfirmed)
    return askOnce(received, {
      title: t('message.ask'),
      lead: null,
      rows: [
        [t('review.for'), of.number],
        [t('message.text'), words],
      ],
      path: 'message',
      hidden: [
        ['case', of.number],
        ['text', words],
      ],
      button: t('message.send'),
      number: of.number,
    });
  const submission = submissionOf(nonce)(`message ${of.id}`);
  await inTransaction(deps.pool, (tx) =>
    addMessage(tx, { caseId: of.id, author: authorOf(link), text: words, via: 'page', submission, at }),
  );
  showDone(received, { title: t('message.sentTitle'), text: t('message.sent'), number: of.number });
}

async function showAgain({ deps, res, entry, text }: Received, number: string, error: FieldError): Promise<void> {
  const { link, t } = entry;
  const [of] = await viewsOf(
    deps,
    link,
    link.cases.filter((one) => one.number === number),
  );
  if (!of) throw new Error(`${number} is on no page`);
  const node = CasePage({
    t,
    context: contextOf(deps, entry, number),
    of,
    several: link.cases.length > 1,
    values: { ...NOTHING_FILLED, text: text('text') },
    errors: [error],
    rows: [],
  });
  sendPage(res, 422, page(node));
}
