import type { Family, Language } from './words';

export const CONTACT_ROLES = ['on_board', 'ashore', 'owner', 'pi'] as const;
export type ContactRole = (typeof CONTACT_ROLES)[number];

/**
 * Where a rule sends the cases it makes: to a supplier, to the contact of this role of it, or of the case's own supplier, or to
 * one contact and so to their supplier.
 */
export interface Route {
  supplier: string | null;
  contact: string | null;
  role: ContactRole | null;
}

/** A person or mailbox of a supplier, perhaps limited to some of its cases. An empty list is no limit. */
export interface Contact {
  id: number;
  code: string;
  supplier: string;
  name: string;
  email: string;
  language: Language;
  role: ContactRole | null;
  platforms: string[];
  sensors: string[];
  cruises: string[];
  families: string[];
  /** First and last day, `YYYY-MM-DD`, both included. */
  validFrom: string | null;
  validUntil: string | null;
  rank: number;
  /** Its last letter was refused for good. */
  refused: boolean;
  /** They asked for no more mail. */
  declined: boolean;
}

export interface Addressee {
  supplier: string | null;
  platform: string | null;
  sensor: string | null;
  cruise: string | null;
  family: Family;
  /** By the rule that made the case; null or absent = it names nobody. */
  route?: Route | null;
}

export const WHYS = ['rule', 'sensor', 'cruise', 'platform', 'family', 'role', 'rank', 'only'] as const;
export type Why = (typeof WHYS)[number];
export interface Choice {
  contact: Contact;
  /** Which limits matched, the most telling first. */
  why: Why[];
}

/** How much a matching limit tells: a sensor's own person before a cruise's, before a ship's. */
const WEIGHT = { sensor: 8, cruise: 4, platform: 2, family: 1 } as const;

/**
 * The contacts who may be written to about this case on this day: whom its rule names, whatever limits them, then the most
 * specific first. Ties are broken by role, then rank, then age of the entry. A contact whose mail was refused comes last,
 * never silently away; one who asked for no more mail is not written to.
 */
export const chooseContacts = (contacts: readonly Contact[], of: Addressee, at: Date): Choice[] =>
  inOrder(contacts, of, at).filter(({ contact }) => !contact.declined);

function inOrder(contacts: readonly Contact[], of: Addressee, at: Date): Choice[] {
  const day = at.toISOString().slice(0, 10);
  return contacts
    .filter((contact) => contact.supplier === of.supplier && isValidOn(contact, day))
    .flatMap((contact) => {
      const matched = contact.code === of.route?.contact ? [] : limitsMatched(contact, of);
      return matched ? { contact, matched, routed: isNamed(contact, of) } : [];
    })
    .sort(
      (a, b) =>
        order(a.contact, b.contact) ||
        Number(b.routed) - Number(a.routed) ||
        score(b.matched) - score(a.matched) ||
        tie(a.contact, b.contact),
    )
    .map(({ contact, matched, routed }, _, all) => ({
      contact,
      why: [...(routed ? (['rule'] as const) : []), ...whyOf(contact, matched, all.length)],
    }));
}

/**
 * Whom a case goes to after its present contact: the next by how well they fit, passing over those who take no mail.
 * Null when the chain has run out.
 */
export function contactAfter(
  present: string | null,
  contacts: readonly Contact[],
  of: Addressee,
  at: Date,
): Choice | null {
  const chain = inOrder(
    contacts.map((contact) => ({ ...contact, refused: false })),
    of,
    at,
  );
  const silent = new Set(contacts.filter((contact) => contact.refused || contact.declined).map(({ id }) => id));
  const rest = chain.slice(chain.findIndex(({ contact }) => String(contact.id) === present) + 1);
  return rest.find(({ contact }) => !silent.has(contact.id)) ?? null;
}

const isValidOn = ({ validFrom, validUntil }: Contact, day: string): boolean =>
  (validFrom === null || validFrom <= day) && (validUntil === null || day <= validUntil);

const isNamed = ({ code, role }: Contact, { route }: Addressee): boolean =>
  route?.contact === code || (role !== null && route?.role === role);

/** Whose case it becomes by its rule; a contact who is in the register no more sends it nowhere. */
export const routedSupplier = (route: Route, contacts: readonly Contact[], own: string | null): string | null =>
  (route.contact === null ? route.supplier : contacts.find(({ code }) => code === route.contact)?.supplier) ?? own;

/** Null when a limit excludes the case. */
function limitsMatched(contact: Contact, of: Addressee): (keyof typeof WEIGHT)[] | null {
  const limits = [
    ['sensor', contact.sensors, of.sensor],
    ['cruise', contact.cruises, of.cruise],
    ['platform', contact.platforms, of.platform],
    ['family', contact.families, of.family],
  ] as const;
  const set = limits.filter(([, allowed]) => allowed.length > 0);
  return set.every(([, allowed, value]) => value !== null && allowed.includes(value))
    ? set.map(([limit]) => limit)
    : null;
}

const score = (matched: (keyof typeof WEIGHT)[]): number => matched.reduce((sum, limit) => sum + WEIGHT[limit], 0);
const order = (a: Contact, b: Contact): number => Number(a.refused) - Number(b.refused);
const roleOrder = (role: ContactRole | null): number =>
  role === null ? 1 : role === 'owner' ? 3 : role === 'pi' ? 2 : 0;
const tie = (a: Contact, b: Contact): number => roleOrder(a.role) - roleOrder(b.role) || a.rank - b.rank || a.id - b.id;

function whyOf(contact: Contact, matched: (keyof typeof WEIGHT)[], candidates: number): Why[] {
  if (candidates === 1 && matched.length === 0) return ['only'];
  return [...matched, ...(contact.role ? (['role'] as const) : []), 'rank'];
}
