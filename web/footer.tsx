import type { VNode } from 'preact';
import type { Translate } from './words';

/** The same way to help, hours, promises and advice at the foot of every page that anybody may read. */
export const Footer = ({ t, centre }: { t: Translate; centre: string }): VNode => (
  <footer>
    {centre}
    {(
      [
        ['/help', t('help.title')],
        ['/contacts', t('contacts.title')],
        ['/sla', t('levels.title')],
        ['/advice', t('advice.title')],
        ['/accessibilite', t('supplier.accessibility')],
      ] as const
    ).map(([path, words]) => (
      <>
        {' '}
        · <a href={`${path}?lang=${t.language}`}>{words}</a>
      </>
    ))}
  </footer>
);
