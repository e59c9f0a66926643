import type { ComponentChildren, VNode } from 'preact';
import { Footer } from '../footer';
import { STYLE } from '../supplier/style';
import type { Translate } from '../words';

interface LayoutProps {
  t: Translate;
  centre: string;
  title: string;
  /** The same page in the other language; absent after a form, which a link could not repeat. */
  otherHref?: string;
  children: ComponentChildren;
}

/** A whole page for who asks the desk: one request, no script. */
export function RequesterLayout({ t, centre, title, otherHref, children }: LayoutProps): VNode {
  const other = t.language === 'fr' ? 'en' : 'fr';
  return (
    <html lang={t.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · ${centre}`}</title>
        <link rel="icon" href="data:," />
        <style dangerouslySetInnerHTML={{ __html: STYLE }} />
      </head>
      <body>
        <header>
          <strong>
            {centre} · {t('help.tagline')}
          </strong>
          {otherHref && (
            <a href={otherHref} lang={other} hreflang={other}>
              {t('language.other')}
            </a>
          )}
        </header>
        <main>{children}</main>
        <Footer t={t} centre={centre} />
      </body>
    </html>
  );
}
