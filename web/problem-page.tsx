import type { VNode } from 'preact';
import type { Translate } from './words';

/** What a person sees when a page cannot be shown: what is the matter, and the number to quote. */
export const ProblemPage = ({ t, status, id }: { t: Translate; status: number; id: string }): VNode => (
  <html lang={t.language}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{t.of(`problem.${status}`)}</title>
    </head>
    <body>
      <h1>{t.of(`problem.${status}`)}</h1>
      <p>{t('problem.request', { id })}</p>
      <p>
        <a href="/">{t('problem.back')}</a>
      </p>
    </body>
  </html>
);
