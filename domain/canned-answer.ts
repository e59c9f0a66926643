import type { Language } from './words';

/** What the desk writes again and again, in both languages. */
export interface CannedAnswer {
  code: string;
  name: Record<Language, string>;
  text: Record<Language, string>;
  /** Offered first for tickets of this topic. */
  topic: string | null;
  active: boolean;
}
export const CANNED_CODE = /^[a-z0-9][a-z0-9-]{0,39}$/;
export const CANNED_NAME_MAX = 100;
export const CANNED_TEXT_MAX = 5000;

/** What may stand in its text in braces: the requester's name, the ticket's number, who writes. */
export interface Places {
  name: string;
  number: string;
  me: string;
}
/** The text with its places filled; one of which nothing is known goes with the space before it. */
export const filledIn = (text: string, places: Places): string =>
  text.replace(/( ?)\{(name|number|me)\}/g, (_, space: string, place: keyof Places) =>
    places[place] === '' ? '' : space + places[place],
  );
