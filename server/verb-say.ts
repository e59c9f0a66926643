import { type Told, tellLocked } from '../db/cases';
import { keepMessage } from '../db/conversation/messages';
import type { CaseEvent } from '../domain/case';
import type { Why } from '../domain/contact';
import type { Actor } from '../domain/words';
import type { Doing, VerbRefusal } from './verb-types';

export const bad = (code: string, pointer: string, detail: string): VerbRefusal => ({
  ok: false,
  status: 422,
  code,
  pointer,
  detail,
});
export const missing = (field: keyof Doing['body'], why: string): VerbRefusal => bad('required', `/${field}`, why);

/** Says the event for the desk, with the comment beside it: public when a letter may carry it. */
export async function say(
  { tx, of, who: { actor }, body, at }: Doing,
  event: CaseEvent,
  more: { data?: Record<string, unknown>; visibility?: 'public' | 'internal'; contactWhy?: Why[] } = {},
): Promise<Told> {
  const { visibility = 'internal', data, contactWhy } = more;
  const message = body.comment
    ? await keepMessage(tx, { caseId: of.id, author: actor, visibility, text: body.comment, via: viaOf(actor), at })
    : null;
  return tellLocked(tx, of, {
    event,
    side: 'desk',
    actor,
    at,
    comment: visibility === 'public' ? message : null,
    data: { ...data, ...(message !== null && { message }) },
    ...(contactWhy && { contactWhy }),
  });
}

const viaOf = (actor: Actor): 'console' | 'api' =>
  actor.kind === 'person' && actor.viaKey === undefined ? 'console' : 'api';
