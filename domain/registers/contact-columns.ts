import type { Column, Values } from './column';
import { ZONES } from './expectation-words';
import { about, choice, WEEKDAY_WORDS } from './make';

const MAIL_FORMATS = [
  choice('full', 'texte, mise en page et courbe', 'text, layout and plot'),
  choice('text', 'texte seul, 4 Ko (à la mer)', 'text only, 4 KB (at sea)'),
];
/** A letter a minute leaves at most, so no day has more. */
const LETTERS_PER_DAY_MAX = 1_440;

/** In which shape and when a contact is written to. */
export const contactColumns: readonly Column[] = [
  {
    name: 'mail_format',
    kind: 'choice',
    fr: 'Forme des courriels',
    en: 'Mail format',
    choices: MAIL_FORMATS,
    empty: 'full',
  },
  { name: 'zone', kind: 'choice', fr: 'Fuseau', en: 'Time zone', choices: ZONES, empty: 'Europe/Paris' },
  { name: 'quiet_from', kind: 'hour', fr: 'Silence de', en: 'Quiet from' },
  { name: 'quiet_until', kind: 'hour', fr: 'Silence jusqu’à', en: 'Quiet until' },
  { name: 'working_days', kind: 'choices', fr: 'Jours ouvrés', en: 'Working days', choices: WEEKDAY_WORDS },
  { name: 'calendar', kind: 'code', fr: 'Calendrier', en: 'Calendar', ...about('calendars', true) },
  {
    name: 'partial_news',
    kind: 'boolean',
    fr: 'Prévenu quand une partie est rentrée dans l’ordre',
    en: 'Told when some of it is back to normal',
    empty: false,
  },
  { name: 'digest_at', kind: 'hour', fr: 'Récapitulatif à', en: 'Digest at' },
  {
    name: 'letters_per_day',
    kind: 'integer',
    fr: 'Courriels par jour au plus',
    en: 'Mails a day at most',
    empty: 24,
    min: 1,
    max: LETTERS_PER_DAY_MAX,
  },
];

/** A silence has a beginning and an end. */
export const contactNeeds = ({ quiet_from: from, quiet_until: until }: Values): readonly string[] =>
  from === null && until === null ? [] : ['quiet_from', 'quiet_until'];
