import type { ComponentChildren, VNode } from 'preact';
import { Footer } from '../footer';
import type { Translate } from '../words';
import { SCRIPT } from './script';
import { STYLE } from './style';
import type { PageContext } from './view';

interface LayoutProps {
  t: Translate;
  title: string;
  context: Pick<PageContext, 'centre'> & Partial<PageContext>;
  /** What was kept of these on the reader's device is done with. */
  kept?: string[];
  /** It has a form that may be kept on the reader's device. */
  keeps?: boolean;
  /** Anybody may read it: its foot leads to the other public pages. At sea each link has its price. */
  isPublic?: boolean;
  children: ComponentChildren;
}

/** A whole supplier page: one request, nothing that needs script, nothing for robots. */
export const Layout = ({
  t,
  title,
  context,
  kept = [],
  keeps = false,
  isPublic = false,
  children,
}: LayoutProps): VNode => {
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
        <main data-kept={kept.length > 0 ? kept.join(' ') : undefined}>{children}</main>
        {isPublic ? (
          <Footer t={t} centre={context.centre} />
        ) : (
          <footer>
            {context.centre} · <a href={`/accessibilite?lang=${t.language}`}>{t('supplier.accessibility')}</a>
          </footer>
        )}
        {(keeps || kept.length > 0) && <script dangerouslySetInnerHTML={{ __html: SCRIPT }} />}
      </body>
    </html>
  );
};
