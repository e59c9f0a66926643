import type { Language } from '../words';

const WORDS: Record<Language, ReadonlySet<string>> = {
  fr: new Set(
    'le la les un une des du de et est sont je nous vous il elle pour avec sur dans que qui pas ce cette mon ma mes votre vos notre bonjour merci cordialement données campagne au aux en'.split(
      ' ',
    ),
  ),
  en: new Set(
    'the an of and is are we you he she for with on in that which not this my your our hello dear thanks thank regards data cruise from to please would could i am be have has'.split(
      ' ',
    ),
  ),
};
const READ_MAX = 5000;

/** Told by the small words; French where they say nothing. */
export function guessLanguage(text: string): Language {
  const words =
    text
      .slice(0, READ_MAX)
      .toLowerCase()
      .match(/\p{L}+/gu) ?? [];
  const score = (language: Language): number => words.filter((word) => WORDS[language].has(word)).length;
  return score('en') > score('fr') ? 'en' : 'fr';
}
