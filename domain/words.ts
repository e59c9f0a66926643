/** The words of the house (design §3): severities, families of checks, sides, people. No behaviour. */

export const SEVERITIES = ['info', 'warning', 'error', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];
export const worst = (a: Severity, b: Severity): Severity => (SEVERITIES.indexOf(a) >= SEVERITIES.indexOf(b) ? a : b);

export const FAMILIES = ['value', 'position_time', 'metadata', 'format', 'flow'] as const;
export type Family = (typeof FAMILIES)[number];

/** Who may make a transition. `clock` is the workflow: what happens when nobody acts. */
export type Side = 'desk' | 'supplier' | 'pipeline' | 'clock';

export const ROLES = ['assistant', 'level2', 'specialist', 'manager', 'administrator', 'read_only'] as const;
export type Role = (typeof ROLES)[number];

export const LANGUAGES = ['fr', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Who did a thing. A key acting for a person shows both. */
export type Actor =
  | { kind: 'person'; id: string; viaKey?: string }
  | { kind: 'contact'; id: string }
  /** Who asked for something at the help desk. */
  | { kind: 'requester'; id: string }
  /** Somebody to whom a contact has forwarded a link. */
  | { kind: 'guest'; id: string }
  | { kind: 'service'; id: string }
  | { kind: 'clock' };

export const actorKey = (actor: Actor): string => (actor.kind === 'clock' ? 'clock' : `${actor.kind}:${actor.id}`);
