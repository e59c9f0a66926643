import type { VNode } from 'preact';
import { Layout } from '../supplier/layout';
import type { Translate } from '../words';
import { advicePath } from './pages';
import type { ShownAdvice } from './view';

interface Asking {
  t: Translate;
  /** Of the link that it came by. */
  token: string;
  /** Binds the click to this page. */
  nonce: string;
}

/** The advice of a letter, and whether it helped: one click, which may be changed. */
const AdviceBox = ({ advice, ...asking }: Asking & { advice: readonly ShownAdvice[] }): VNode | null =>
  advice.length === 0 ? null : (
    <section>
      <h2>{asking.t('advice.box')}</h2>
      {advice.map((one) => (
        <div key={one.code}>
          <p>
            <a href={`${advicePath(one.code)}?lang=${asking.t.language}`}>{one.title}</a>
          </p>
          <HelpForm {...asking} of={one} />
        </div>
      ))}
    </section>
  );

const HelpForm = ({ t, token, nonce, of: { code, helped } }: Asking & { of: ShownAdvice }): VNode => (
  <form method="post" action={`/s/${token}/advice`}>
    <input type="hidden" name="code" value={code} />
    <input type="hidden" name="nonce" value={nonce} />
    <input type="hidden" name="lang" value={t.language} />
    <p>
      {helped === null
        ? t('advice.didItHelp')
        : `${t(helped ? 'advice.thanksYes' : 'advice.thanksNo')} ${t('advice.change')}`}
    </p>
    {helped !== true && (
      <button class="other" type="submit" name="helped" value="yes">
        {t('advice.yes')}
      </button>
    )}
    {helped !== false && (
      <button class="other" type="submit" name="helped" value="no">
        {t('advice.no')}
      </button>
    )}
  </form>
);

/** After the click: what was noted, or the question once more when no person could have been so fast. */
export const HelpedPage = ({
  centre,
  of,
  tooFast,
  ...asking
}: Asking & { centre: string; of: ShownAdvice; tooFast: boolean }): VNode => {
  const { t, token } = asking;
  const title = t(tooFast ? 'advice.again' : 'advice.thanksTitle');
  return (
    <Layout t={t} context={{ centre }} title={title}>
      <h1>{title}</h1>
      {tooFast && <p>{t('advice.againText')}</p>}
      <p>
        <a href={`${advicePath(of.code)}?lang=${t.language}`}>{of.title}</a>
      </p>
      <HelpForm {...asking} of={of} />
      <p>
        <a href={`/s/${token}?lang=${t.language}`}>{t('advice.back')}</a>
      </p>
    </Layout>
  );
};

/** What stands below the question: the advice of the letter, and the way to the supplier's own figures. */
export const Beside = ({
  advice,
  statistics,
  ...asking
}: Asking & { advice: readonly ShownAdvice[]; statistics: boolean }): VNode => (
  <>
    <AdviceBox advice={advice} {...asking} />
    {statistics && (
      <p>
        <a href={`/s/${asking.token}/statistics?lang=${asking.t.language}`}>{asking.t('myStatistics.link')}</a>
      </p>
    )}
  </>
);
