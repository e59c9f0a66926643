import type { ComponentChildren, VNode } from 'preact';
import type { Translate } from '../words';
import { STYLE } from './style';
import type { PageContext } from './view';

interface LayoutProps {
  t: Translate;
  title: string;
  context: Pick<PageContext, 'centre'> & Partial<PageContext>;
  children: ComponentChildren;
}

/** A whole supplier page: no script, no second request, nothing for robots. */
export const Layout = ({ t, title, context, children }: LayoutProps): VNode => {
  const other = t.language === 'fr' ? 'en' : 'fr';
  return (
    <html lang={t.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · ${context.centre}`}</title>
        <link rel="icon" href="data:," />
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <header>
          <strong>
            {context.centre} · {t('supplier.tagline')}
          </strong>
          {context.otherLanguageHref && (
            <a href={context.otherLanguageHref} lang={other} hreflang={other}>
              {t('language.other')}
            </a>
          )}
        </header>
        <main>{children}</main>
        <footer>
          {context.centre} · <a href={`/accessibilite?lang=${t.language}`}>{t('supplier.accessibility')}</a>
        </footer>
      </body>
    </html>
  );
};
