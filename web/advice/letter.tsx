import type { VNode } from 'preact';
import type { Translate } from '../words';
import type { LetterAdvice } from './view';

/** Advice at the end of a letter in HTML. */
export const AdviceParagraphs = ({ advice, t }: { advice: readonly LetterAdvice[]; t: Translate }): VNode => (
  <>
    {advice.map(({ title, url }) => (
      <p key={url}>
        {t('letter.advice')} <a href={url}>{title}</a>
      </p>
    ))}
  </>
);
