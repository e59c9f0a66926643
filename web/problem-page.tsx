import type { VNode } from 'preact';
import { CONSOLE_CSS_PATH } from './console/style';
import type { Translate } from './words';

/** What a person sees when a page cannot be shown: what is the matter, and the number to quote. */
export const ProblemPage = ({ t, status, id }: { t: Translate; status: number; id: string }): VNode => (
  <html lang={t.language}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <meta name="robots" content="noindex" />
      <title>{`${t.of(`problem.${status}`)} – Vigie`}</title>
      <link rel="stylesheet" href={CONSOLE_CSS_PATH} />
      <link rel="icon" href="data:," />
    </head>
    <body>
      <header class="top">
        <div class="in">
          <strong class="mark">Vigie</strong>
        </div>
      </header>
      <main>
        <h1>{t.of(`problem.${status}`)}</h1>
        <p>
          <a href="/">{t('problem.back')}</a>
        </p>
        <p class="soft small">{t('problem.request', { id })}</p>
      </main>
    </body>
  </html>
);
