import type { VNode } from 'preact';
import type { AdviceTopic } from '../../domain/advice';
import { Layout } from '../supplier/layout';
import type { Translate } from '../words';
import { AdviceText } from './text';

interface PublicPage {
  t: Translate;
  centre: string;
}
const contextOf = ({ t, centre }: PublicPage, path: string) => ({
  centre,
  otherLanguageHref: `${path}?lang=${t.language === 'fr' ? 'en' : 'fr'}`,
});
export const advicePath = (code: string): string => `/advice/${encodeURIComponent(code)}`;

/** Every published topic by its title. */
export const AdviceListPage = ({ topics, ...of }: PublicPage & { topics: readonly AdviceTopic[] }): VNode => {
  const { t } = of;
  return (
    <Layout isPublic t={t} context={contextOf(of, '/advice')} title={t('advice.title')}>
      <h1>{t('advice.title')}</h1>
      <p>{t('advice.lead')}</p>
      {topics.length === 0 ? (
        <p>{t('advice.none')}</p>
      ) : (
        <ul>
          {topics.map(({ code, words }) => (
            <li key={code}>
              <a href={`${advicePath(code)}?lang=${t.language}`}>{words[t.language].title}</a>
            </li>
          ))}
        </ul>
      )}
    </Layout>
  );
};

/** One topic, to be read and printed. */
export const AdvicePage = ({ topic, ...of }: PublicPage & { topic: AdviceTopic & { version: number } }): VNode => {
  const { t } = of;
  const { title, text } = topic.words[t.language];
  return (
    <Layout isPublic t={t} context={contextOf(of, advicePath(topic.code))} title={title}>
      <h1>{title}</h1>
      <AdviceText text={text} />
      <p class="quiet">
        {topic.sensorTypes.length > 0 && (
          <>
            {t('advice.forSensors', { types: topic.sensorTypes.map((type) => `L05 ${type}`).join(', ') })}
            <br />
          </>
        )}
        {topic.sources.length > 0 && (
          <>
            {t('advice.sources', { sources: topic.sources.join(', ') })}
            <br />
          </>
        )}
        {t('advice.version', { version: topic.version })}
      </p>
      <p>
        <a href={`/advice?lang=${t.language}`}>{t('advice.all')}</a>
      </p>
    </Layout>
  );
};

/** A page that says that something is not there. */
export const NotTherePage = ({ title, text, ...of }: PublicPage & { title: string; text: string }): VNode => (
  <Layout t={of.t} context={{ centre: of.centre }} title={title}>
    <h1>{title}</h1>
    <p>{text}</p>
    <p>
      <a href={`/advice?lang=${of.t.language}`}>{of.t('advice.all')}</a>
    </p>
  </Layout>
);
