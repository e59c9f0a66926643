import type { Person } from '../../../db/people';
import { may, type TicketVerb } from '../../../domain/permissions';
import type { TicketState } from '../../../domain/ticket/words';
import type { TicketDeed } from '../../../web/console/tickets/ticket-actions';
import { allowedTicketVerbs } from '../../tickets/perform';

/** What a form of the console says, by the verb that it says. */
export const VERB_OF = {
  take: 'take',
  transfer: 'transfer',
  relieve: 'transfer',
  wait: 'wait',
  resume: 'resume',
  resolve: 'resolve',
  priority: 'prioritise',
  tag: 'tag',
  watch: 'watch',
  link: 'link',
  merge: 'merge',
  split: 'split',
  close: 'close',
  reopen: 'reopen',
} as const satisfies Partial<Record<TicketDeed, TicketVerb>>;
export type ConsoleDeed = keyof typeof VERB_OF | 'reply' | 'note';
const VERBED = Object.keys(VERB_OF) as (keyof typeof VERB_OF)[];
export const isDeed = (verb: unknown): verb is ConsoleDeed =>
  verb === 'reply' || verb === 'note' || VERBED.some((known) => known === verb);

interface Held {
  state: TicketState;
  level: string;
  assignee: string | null;
}
/** What this person may do with a ticket that stands so. */
export function deedsAllowed({ state, level, assignee }: Held, { role, code }: Person): ConsoleDeed[] {
  if (!may(role, 'note')) return [];
  const verbs = allowedTicketVerbs(state, role);
  const isRelieved = level === '1' && assignee === code;
  const said = VERBED.filter((deed) => verbs.includes(VERB_OF[deed]) && (deed !== 'relieve' || isRelieved));
  return state === 'merged' ? [...said, 'note'] : [...said, 'note', 'reply'];
}
