/** Numbers of tickets that a subject names in brackets. */
export const ticketNumbersIn = (subject: string): string[] =>
  [...subject.matchAll(/\[(T-\d{4}-\d{5,})\]/g)].map(([, number = '']) => number);

const PREFIX = /^\s*(?:(?:RE|AW|SV|TR|FWD?|WG|Réf?|Rép)(?:\s*\[\d+\])?\s*:|\[[^\]]{1,60}\])\s*/i;
/** What a subject is about, without what answering, passing on and desks put before it. */
export function bareSubject(subject: string): string {
  let bare = subject;
  for (let cut = bare.replace(PREFIX, ''); cut !== bare; cut = bare.replace(PREFIX, '')) bare = cut;
  return bare.replaceAll(/\s+/g, ' ').trim().toLowerCase();
}

/**
 * The number that another desk gave: in the brackets of its subject, with a number sign or a word before it, none of ours. `[RIC #4711]`
 * is `RIC #4711`.
 */
export function foreignNumberIn(subject: string): string | null {
  for (const [, inner = ''] of subject.matchAll(/\[([^[\]]{2,60})\]/g))
    if (/\d{2,}/.test(inner) && !/^[AT]-\d{4}-\d{5,}$/.test(inner.trim())) return inner.replaceAll(/\s+/g, ' ').trim();
  const [, plain] = /\b((?:Ticket|Request|Incident|INC|REQ|Demande|Case)\s?[#:n°]*\s?\d{3,20})\b/i.exec(subject) ?? [];
  return plain ?? null;
}
