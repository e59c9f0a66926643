import type { VNode } from 'preact';
import { wrap } from '../letters/text';
import type { Translate } from '../words';

/** A topic as a letter names it. */
export interface LetterAdvice {
  title: string;
  url: string;
}

/** For the text part: a sentence, and the link on a line of its own. */
export const adviceLines = (advice: readonly LetterAdvice[], t: Translate): string[] =>
  advice.map(({ title, url }) => `${wrap(`${t('letter.advice')} ${title}`)}\n${url}`);

export const AdviceParagraphs = ({ advice, t }: { advice: readonly LetterAdvice[]; t: Translate }): VNode => (
  <>
    {advice.map(({ title, url }) => (
      <p key={url}>
        {t('letter.advice')} <a href={url}>{title}</a>
      </p>
    ))}
  </>
);
