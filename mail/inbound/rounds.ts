import type { ClaimedMail } from '../../db/inbound/store';
import { idsIn, readHead, valueOf, valuesOf } from './head';

/**
 * Cuts mails into rounds, in their order, so that within one none names another or is one again: what such a mail is depends on what
 * was made of the other.
 */
export function roundsOf(mails: readonly ClaimedMail[]): ClaimedMail[][] {
  const rounds: ClaimedMail[][] = [];
  let ids = new Set<string>();
  for (const mail of mails) {
    const head = readHead(mail.raw);
    const [own] = idsIn(valueOf(head, 'message-id'));
    const named = ['in-reply-to', 'references'].flatMap((name) => valuesOf(head, name).flatMap(idsIn));
    const round = rounds.at(-1);
    if (!round || [...named, own].some((id) => id !== undefined && ids.has(id))) {
      rounds.push([mail]);
      ids = new Set();
    } else round.push(mail);
    if (own !== undefined) ids.add(own);
  }
  return rounds;
}
