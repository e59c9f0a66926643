import { inTransaction } from '../../../db/query';
import { may } from '../../../domain/permissions';
import { WAIT_REASONS } from '../../../domain/ticket/words';
import type { FieldFault } from '../../../web/console/layout';
import { translator } from '../../../web/words';
import type { ServerDeps } from '../../deps';
import { performOnTicket } from '../../tickets/perform';
import type { Who } from '../../verb-types';
import { Refused } from '../../verbs';
import { bodyOf } from './body';
import type { Command, Doing } from './command';
import { type ConsoleDeed, VERB_OF } from './deeds';
import { FormFault } from './form-fault';
import { refusalInWords } from './refusal';
import { reply, write } from './say';

type Done = { ok: true } | { ok: false; status: number; faults: FieldFault[] };

/** What may be done beside others, whatever has changed meanwhile. */
const BESIDE: readonly ConsoleDeed[] = ['note', 'tag', 'watch', 'link'];

/** Does what a form asks for, in one transaction; a page that was overtaken is told so and does nothing. */
export async function act({ pool, clock }: Pick<ServerDeps, 'pool' | 'clock'>, command: Command): Promise<Done> {
  const { person, verb, fields } = command;
  const t = translator(person.language);
  const seen = BESIDE.includes(verb) ? undefined : (fields['seen'] ?? '');
  const who: Who = { actor: { kind: 'person', id: person.code }, role: person.role, seen };
  try {
    if (!may(person.role, 'note')) throw new FormFault(403, { field: null, text: t('refused.role') });
    await inTransaction(pool, (tx) => perform({ tx, who, at: clock(), command, t }));
    return { ok: true };
  } catch (error) {
    if (error instanceof FormFault) return { ok: false, status: error.status, faults: [error.fault] };
    if (error instanceof Refused) return { ok: false, ...refusalInWords(error.refusal, verb, t) };
    throw error;
  }
}

async function perform(doing: Doing): Promise<void> {
  const { tx, who, at, command } = doing;
  const { number, verb } = command;
  if (verb === 'reply') return reply(doing);
  if (verb === 'note') return write(doing, 'internal');
  if (verb === 'wait') return wait(doing);
  await performOnTicket(tx, { who, number, at, verb: VERB_OF[verb], body: await bodyOf(doing) });
}

/** For each of the reasons that were ticked. */
async function wait({ tx, who, at, command: { number, ticked }, t }: Doing): Promise<void> {
  const reasons = WAIT_REASONS.filter((reason) => ticked('reasons').includes(reason));
  if (reasons.length === 0) throw new FormFault(422, { field: 'wait-reasons', text: t('refused.needChoice') });
  let now = who;
  for (const reason of reasons) {
    await performOnTicket(tx, { who: now, number, at, verb: 'wait', body: { reason } });
    now = { ...who, seen: undefined };
  }
}
