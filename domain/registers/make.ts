import type { Choice, Column, RegisterName } from './column';

export const choice = (code: string, fr: string, en: string): Choice => ({ code, fr, en });

export const column = (
  name: string,
  kind: Column['kind'],
  fr: string,
  en: string,
  more: Partial<Column> = {},
): Column => ({ name, kind, fr, en, ...more });

/** Holds codes of another register. */
export const about = (register: RegisterName, strict = false): Pick<Column, 'refersTo'> => ({
  refersTo: { register, strict },
});

export const code: Column = column('code', 'code', 'Code', 'Code', { required: true });
export const name: Column = column('name', 'text', 'Nom', 'Name', { required: true, also: ['libelle', 'label'] });
export const LANGUAGE_WORDS = [choice('fr', 'français', 'French'), choice('en', 'anglais', 'English')];
export const WEEKDAY_WORDS = [
  choice('monday', 'lundi', 'Monday'),
  choice('tuesday', 'mardi', 'Tuesday'),
  choice('wednesday', 'mercredi', 'Wednesday'),
  choice('thursday', 'jeudi', 'Thursday'),
  choice('friday', 'vendredi', 'Friday'),
  choice('saturday', 'samedi', 'Saturday'),
  choice('sunday', 'dimanche', 'Sunday'),
];
