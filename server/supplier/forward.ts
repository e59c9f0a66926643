import type { Request, Response } from 'express';
import { restrictedCases } from '../../db/access';
import { emailOfContact, forwardLink, forwardsAbove, guestsBelow, revokeGuest } from '../../db/conversation/guests';
import { authorOf, type LinkCase } from '../../db/links';
import { inTransaction } from '../../db/query';
import { takeTurn } from '../../db/rate';
import { FORWARDS_MAX, type LinkRight, mayForwardTo } from '../../domain/link';
import { page } from '../../web/html';
import { ForwardPage } from '../../web/supplier/forward-page';
import type { FieldError } from '../../web/supplier/view';
import type { ServerDeps } from '../deps';
import { contextOf } from './context';
import { isPlainEmail } from './form';
import { enter, sendPlain } from './guard';
import { sendPage } from '../visitor';
import { type Received, receiveForm, submissionOf } from './receive';
import { askOnce, showDone } from './show';

const DAY_MS = 86_400_000;
const FORWARDS_A_DAY = { max: 10, windowMs: DAY_MS };
const NAME_MAX = 120;
const READS: readonly LinkRight[] = ['view', 'comment'];

/** Passes the link on to a colleague, who gets one of their own; nothing that was typed goes into the mail but the name. */
export const receiveForward = (deps: ServerDeps, req: Request, res: Response): Promise<void> =>
  receiveForm(deps, req, res, receive);

/** The form, and who has a link of this one already. */
export async function showForward(deps: ServerDeps, req: Request, res: Response): Promise<void> {
  const entry = await enter(deps, req, res);
  if (!entry) return;
  const wanted = entry.link.cases.filter(({ number }) => number === req.query['case']);
  await showPage({ deps, res, entry }, wanted.length > 0 ? wanted : entry.link.cases, { name: '', email: '' }, []);
}

async function showPage(
  { deps, res, entry }: Pick<Received, 'deps' | 'res' | 'entry'>,
  cases: readonly LinkCase[],
  values: { name: string; email: string },
  errors: FieldError[],
): Promise<void> {
  const number = entry.link.cases.length > 1 && cases.length === 1 ? (cases[0]?.number ?? null) : null;
  const guests = await guestsBelow(deps.pool, entry.tokenHash);
  const node = ForwardPage({
    t: entry.t,
    context: contextOf(deps, entry, number),
    numbers: cases.map((of) => of.number),
    guests: guests.map(({ rights, ...guest }) => ({ ...guest, mayAnswer: rights.includes('submit') })),
    number,
    values,
    errors,
  });
  sendPage(res, errors.length > 0 ? 422 : 200, page(node));
}

interface Asked {
  cases: LinkCase[];
  name: string;
  email: string;
  rights: LinkRight[];
}

async function receive(received: Received): Promise<void> {
  const { deps, res, entry, form, text, isConfirmed } = received;
  const { link, t, token } = entry;
  const named = form.fields.get('case') ?? [];
  const cases = link.cases.filter(({ number }) => named.includes(number));
  if (cases.length === 0) return sendPlain(deps, res, 'notAllowed', { t, token });
  const may = text('may') === 'read' ? READS : link.rights;
  const rights = link.rights.filter((right) => may.includes(right));
  const asked: Asked = { cases, name: text('name'), email: text('email'), rights };
  const fault = await faultOf(received, asked);
  if (fault) return showPage(received, cases, asked, [fault]);
  const number = cases.length === 1 ? (cases[0]?.number ?? null) : null;
  if (!isConfirmed)
    return askOnce(received, {
      title: t('forward.ask'),
      lead: t(rights.includes('submit') ? 'forward.leadAnswer' : 'forward.leadRead'),
      rows: [
        [t('review.for'), cases.map((of) => of.number).join(', ')],
        [t('forward.to'), `${asked.name} <${asked.email}>`],
      ],
      path: 'forward',
      hidden: [
        ...cases.map((of): [string, string] => ['case', of.number]),
        ['name', asked.name],
        ['email', asked.email],
        ['may', rights.includes('submit') ? 'answer' : 'read'],
      ],
      button: t('forward.send'),
      number,
    });
  return pass(received, asked, number);
}

/** Why it cannot be passed on; null when it can. */
async function faultOf({ deps, entry, at }: Received, { name, email, cases }: Asked): Promise<FieldError | null> {
  if (name === '' || name.length > NAME_MAX) return { field: 'name', code: 'bad', args: { max: NAME_MAX } };
  if (!isPlainEmail(email)) return { field: 'email', code: 'bad' };
  if ((await forwardsAbove(deps.pool, entry.tokenHash)) >= FORWARDS_MAX) return { field: 'email', code: 'tooFar' };
  const contact = await emailOfContact(deps.pool, entry.link.contact ?? 0);
  const ids = cases.map(({ id }) => id);
  const isRestricted = (await restrictedCases(deps.pool, ids, at)).size > 0;
  return contact !== null && mayForwardTo(email, contact, isRestricted) ? null : { field: 'email', code: 'restricted' };
}

async function pass(received: Received, asked: Asked, number: string | null): Promise<void> {
  const { deps, res, entry, at, nonce } = received;
  const { link, t } = entry;
  const contact = link.contact ?? 0;
  const turn = await takeTurn(deps.pool, `forward ${contact}`, FORWARDS_A_DAY, at);
  if (!turn.ok) return sendPlain(deps, res, 'slow', { t, seconds: turn.retryAfterS });
  await inTransaction(deps.pool, (tx) =>
    forwardLink(tx, {
      linkKey: deps.linkKey,
      from: { tokenHash: entry.tokenHash, contact },
      by: authorOf(link),
      cases: asked.cases.map(({ id }) => id),
      to: { name: asked.name, email: asked.email },
      rights: asked.rights,
      language: t.language,
      submission: submissionOf(nonce)('forward'),
      at,
    }),
  );
  showDone(received, { title: t('forward.sentTitle'), text: t('forward.sent', { name: asked.name }), number });
}

/** Ends what was passed on by this link, or on from there. */
export const receiveRevocation = (deps: ServerDeps, req: Request, res: Response): Promise<void> =>
  receiveForm(deps, req, res, revoke);

async function revoke(received: Received): Promise<void> {
  const { deps, res, entry, at, text, isConfirmed } = received;
  const { link, t, token } = entry;
  const guest = (await guestsBelow(deps.pool, entry.tokenHash)).find(({ id }) => String(id) === text('guest'));
  if (!guest) return sendPlain(deps, res, 'notAllowed', { t, token });
  if (!isConfirmed)
    return askOnce(received, {
      title: t('forward.endAsk'),
      lead: t('forward.endLead'),
      rows: [[t('forward.to'), `${guest.name} <${guest.email}>`]],
      path: 'revoke',
      hidden: [['guest', String(guest.id)]],
      button: t('forward.end'),
      number: null,
    });
  await inTransaction(deps.pool, (tx) => revokeGuest(tx, guest.id, authorOf(link), at));
  showDone(received, { title: t('forward.endedTitle'), text: t('forward.ended', { name: guest.name }) });
}
