import type { CaseSummary } from '../../db/case-list';
import { readCases } from '../../db/case-row';
import { contactOfCase, mailsOf } from '../../db/case-view';
import { choicesFor } from '../../db/contacts';
import { originOf } from '../../db/rules/why';
import type { ServerDeps } from '../deps';

/** Why this person, why this moment: who could be written to and in which order, what comes next, what was sent and why. */
export async function why({ pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>, of: CaseSummary) {
  const [found] = await readCases(pool, [of.id]);
  const [contact, choices, mails, origin] = await Promise.all([
    contactOfCase(pool, of.id),
    found ? choicesFor(pool, found, clock()) : [],
    mailsOf(pool, of.id),
    originOf(pool, of.id),
  ]);
  return {
    number: of.number,
    phase: of.phase,
    turn: of.turn,
    rule: origin && { code: origin.code, version: origin.version, name: origin.name },
    previous_case: origin?.previous ?? null,
    recurrences: origin?.recurrences ?? 0,
    supplier: of.supplier,
    contact: contact && { code: contact.code, role: contact.role, why: contact.why, refused: contact.refused },
    choices: choices.map((choice) => ({ contact: choice.contact.id, role: choice.contact.role, why: choice.why })),
    next: of.nextStep === null ? null : { step: of.nextStep, due_at: of.dueAt },
    held_until: of.heldUntil,
    waits: found && found.policy,
    letters: mails.map(({ kind, reason, state, createdAt, sentAt, trouble }) => ({
      kind,
      reason,
      state,
      created_at: createdAt,
      sent_at: sentAt,
      trouble,
    })),
  };
}
