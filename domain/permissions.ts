import type { Role } from './words';

/** What may be said of a case from outside: by the console, by scripts, on a contact's behalf. */
export const VERBS = [
  'send',
  'dismiss',
  'assign',
  'note',
  'snooze',
  'remind',
  'answer',
  'reroute',
  'approve',
  'reject',
  'escalate',
  'merge',
  'split',
  'close',
  'reopen',
  'resend',
  'revoke-link',
  'reply',
] as const;
export type Verb = (typeof VERBS)[number];

/** What may be said of a ticket, beside its messages. */
export const TICKET_VERBS = [
  'take',
  'assign',
  'transfer',
  'handover',
  'wait',
  'resume',
  'resolve',
  'close',
  'reopen',
  'prioritise',
  'merge',
  'split',
  'link',
  'tag',
  'watch',
] as const;
export type TicketVerb = (typeof TICKET_VERBS)[number];

/** What a key may be used for, beside the role of the person it acts as. */
export const SCOPES = ['ingest', 'read', 'decide', 'desk', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

export type Deed =
  | 'read'
  | Verb
  | TicketVerb
  | 'edit_contacts'
  | 'edit_registers'
  | 'edit_policy'
  | 'edit_people'
  | 'edit_rota'
  | 'plan_rota'
  | 'edit_webhooks'
  | 'edit_keys'
  | 'erase_words';

const ANYBODY: readonly Role[] = ['assistant', 'level2', 'specialist', 'manager', 'administrator'];
/** Who may do what needs more than working a case; a service may do none of these. */
const RESERVED: Partial<Record<Deed, readonly Role[]>> = {
  approve: ANYBODY,
  reject: ANYBODY,
  edit_contacts: ANYBODY,
  edit_registers: ['manager', 'administrator'],
  edit_policy: ['manager', 'administrator'],
  edit_people: ['administrator'],
  edit_rota: ANYBODY,
  plan_rota: ['level2', 'manager', 'administrator'],
  edit_keys: ['administrator'],
  edit_webhooks: ['administrator'],
  erase_words: ['administrator'],
};

/** The one policy of who may do what. `null` is a service: it works a case but approves and edits nothing. */
export function may(role: Role | null, deed: Deed): boolean {
  if (deed === 'read') return true;
  if (role === 'read_only') return false;
  const reserved = RESERVED[deed];
  return !reserved || (role !== null && reserved.includes(role));
}

/**
 * Who may change a register by a key: whoever may in the console, by a key for the desk's work, or a key made for
 * administration, which may be a service that keeps the registers in step.
 */
export const mayByKey = (role: Role | null, scopes: readonly string[], deed: Deed): boolean =>
  (scopes.includes('desk') && may(role, deed)) || (scopes.includes('admin') && role !== 'read_only');
