import type { VNode } from 'preact';
import { sayDay } from '../say';
import type { Translate } from '../words';
import { Layout } from './layout';

interface AccessibilityProps {
  t: Translate;
  centre: { name: string; email: string };
}
/** The day on which this statement was written. */
const STATED_ON = new Date('2026-11-24T00:00:00Z');

/** What is known of the accessibility of Vigie's pages, and whom to tell of a barrier. */
export const AccessibilityPage = ({ t, centre }: AccessibilityProps): VNode => {
  const other = t.language === 'fr' ? 'en' : 'fr';
  return (
    <Layout
      isPublic
      t={t}
      context={{ centre: centre.name, otherLanguageHref: `/accessibilite?lang=${other}` }}
      title={t('accessibility.title')}
    >
      <h1>{t('accessibility.title')}</h1>
      <p>{t('accessibility.state', { day: sayDay(STATED_ON, t.language) })}</p>
      <h2>{t('accessibility.doneTitle')}</h2>
      <p>{t('accessibility.done')}</p>
      <h2>{t('accessibility.gapsTitle')}</h2>
      <p>{t('accessibility.gaps')}</p>
      <h2>{t('accessibility.contactTitle')}</h2>
      <p>
        {t('accessibility.contact')} <a href={`mailto:${centre.email}`}>{centre.email}</a>
      </p>
      <p>
        {t('accessibility.defender')}{' '}
        <a href="https://formulaire.defenseurdesdroits.fr/">{t('accessibility.defenderName')}</a>
      </p>
    </Layout>
  );
};
