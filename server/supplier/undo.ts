import type { Request, Response } from 'express';
import { type Withdrawn, withdrawAnswer } from '../../db/supplier-deeds';
import { authorOf } from '../../db/links';
import type { ServerDeps } from '../deps';
import { sendPlain } from './guard';
import { type Received, receiveForm } from './receive';
import { askOnce, showDone } from './show';

/** Takes an answer back within a day, while nothing is decided on it. */
export const receiveUndo = (deps: ServerDeps, req: Request, res: Response): Promise<void> =>
  receiveForm(deps, req, res, receive);

async function receive(received: Received): Promise<void> {
  const { deps, res, entry, form, at, isConfirmed } = received;
  const { link, t, token } = entry;
  const named = form.fields.get('case') ?? [];
  const cases = link.cases.filter(({ number }) => named.includes(number));
  if (cases.length === 0 || !link.rights.includes('submit')) return sendPlain(deps, res, 'notAllowed', { t, token });
  const numbers = cases.map(({ number }) => number);
  const number = numbers.length === 1 ? (numbers[0] ?? null) : null;
  if (!isConfirmed)
    return askOnce(received, {
      title: t('undo.ask'),
      lead: t('undo.lead'),
      rows: [[t('review.for'), numbers.join(', ')]],
      path: 'undo',
      hidden: numbers.map((one) => ['case', one]),
      button: t('undo.button'),
      number,
    });
  const done: { number: string; outcome: Withdrawn }[] = [];
  for (const of of cases)
    done.push({ number: of.number, outcome: await withdrawAnswer(deps.pool, of.id, authorOf(link), at) });
  const undone = done.filter(({ outcome }) => outcome !== 'refused').map((one) => one.number);
  const late = done.filter(({ outcome }) => outcome === 'refused').map((one) => one.number);
  showDone(received, {
    title: t(undone.length > 0 ? 'undo.doneTitle' : 'undo.lateTitle'),
    text: [
      ...(undone.length > 0 ? [t('undo.done', { numbers: undone.join(', ') })] : []),
      ...(late.length > 0 ? [t('undo.late', { numbers: late.join(', ') })] : []),
    ].join(' '),
    status: undone.length > 0 ? 200 : 409,
    number,
  });
}
