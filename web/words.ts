import { IntlMessageFormat } from 'intl-messageformat';
import type { Language } from '../domain/words';
import adviceEn from './words/advice.en.json';
import adviceFr from './words/advice.fr.json';
import commonEn from './words/common.en.json';
import commonFr from './words/common.fr.json';
import consoleEn from './words/console.en.json';
import consoleFr from './words/console.fr.json';
import correctionsEn from './words/corrections.en.json';
import correctionsFr from './words/corrections.fr.json';
import deliveriesEn from './words/deliveries.en.json';
import deliveriesFr from './words/deliveries.fr.json';
import deskEn from './words/desk.en.json';
import deskFr from './words/desk.fr.json';
import dialogueEn from './words/dialogue.en.json';
import dialogueFr from './words/dialogue.fr.json';
import lettersEn from './words/letters.en.json';
import lettersFr from './words/letters.fr.json';
import mailboxEn from './words/mailbox.en.json';
import mailboxFr from './words/mailbox.fr.json';
import mailsEn from './words/mails.en.json';
import mailsFr from './words/mails.fr.json';
import problemEn from './words/problem.en.json';
import problemFr from './words/problem.fr.json';
import registersEn from './words/registers.en.json';
import registersFr from './words/registers.fr.json';
import requesterEn from './words/requester.en.json';
import requesterFr from './words/requester.fr.json';
import rotaEn from './words/rota.en.json';
import rotaFr from './words/rota.fr.json';
import rulesEn from './words/rules.en.json';
import rulesFr from './words/rules.fr.json';
import slaEn from './words/sla.en.json';
import slaFr from './words/sla.fr.json';
import statisticsEn from './words/statistics.en.json';
import statisticsFr from './words/statistics.fr.json';
import supplierEn from './words/supplier.en.json';
import supplierFr from './words/supplier.fr.json';
import webhooksEn from './words/webhooks.en.json';
import webhooksFr from './words/webhooks.fr.json';

const fr = {
  ...statisticsFr,
  ...adviceFr,
  ...commonFr,
  ...supplierFr,
  ...lettersFr,
  ...consoleFr,
  ...mailboxFr,
  ...mailsFr,
  ...problemFr,
  ...registersFr,
  ...requesterFr,
  ...rotaFr,
  ...rulesFr,
  ...slaFr,
  ...deliveriesFr,
  ...deskFr,
  ...correctionsFr,
  ...webhooksFr,
  ...dialogueFr,
};
const en = {
  ...statisticsEn,
  ...adviceEn,
  ...commonEn,
  ...supplierEn,
  ...lettersEn,
  ...consoleEn,
  ...mailboxEn,
  ...mailsEn,
  ...problemEn,
  ...registersEn,
  ...requesterEn,
  ...rotaEn,
  ...rulesEn,
  ...slaEn,
  ...deliveriesEn,
  ...deskEn,
  ...correctionsEn,
  ...webhooksEn,
  ...dialogueEn,
};

export type Word = keyof typeof fr;
export const CATALOGUES: Record<Language, Record<Word, string>> = { fr, en };
type Args = Record<string, string | number>;

/** Says a thing in one language. */
export interface Translate {
  (word: Word, args?: Args): string;
  language: Language;
  /** For a word made at run time (`phase.` + phase): the word itself when the catalogue lacks it. */
  of: (word: string, args?: Args) => string;
}

const formats = new Map<string, IntlMessageFormat>();
function say(language: Language, word: string, text: string, args: Args | undefined): string {
  const key = `${language}/${word}`;
  const format = formats.get(key) ?? new IntlMessageFormat(text, language);
  formats.set(key, format);
  return String(format.format(args));
}

const make = (language: Language): Translate =>
  Object.assign((word: Word, args?: Args) => say(language, word, CATALOGUES[language][word], args), {
    language,
    of: (word: string, args?: Args) => {
      const text: string | undefined = (CATALOGUES[language] as Record<string, string>)[word];
      return text === undefined ? word : say(language, word, text, args);
    },
  });

const TRANSLATORS: Record<Language, Translate> = { fr: make('fr'), en: make('en') };
export const translator = (language: Language): Translate => TRANSLATORS[language];
