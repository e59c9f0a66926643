import type { VNode } from 'preact';
import { AdviceText } from '../advice/text';
import { sayDay } from '../say';
import { Layout } from '../supplier/layout';
import type { Translate } from '../words';
import type { ChecklistItem } from './view';

interface ChecklistPageProps {
  t: Translate;
  centre: string;
  /** Address of this page, without query. */
  path: string;
  cruise: string;
  platform: string | null;
  startAt: Date | null;
  cancelled: boolean;
  items: readonly ChecklistItem[];
}

/** What to look at before a cruise, to be read, printed and ticked off. */
export const ChecklistPage = (of: ChecklistPageProps): VNode => {
  const { t, cruise, items } = of;
  const known = items.filter(({ cases }) => cases > 0);
  const general = items.filter(({ cases }) => cases === 0);
  const title = t('checklist.title', { cruise });
  const otherLanguageHref = `${of.path}?lang=${t.language === 'fr' ? 'en' : 'fr'}`;
  return (
    <Layout t={t} context={{ centre: of.centre, otherLanguageHref }} title={title}>
      <h1>{title}</h1>
      <Dates {...of} />
      <p>{t(known.length > 0 ? 'checklist.lead' : 'checklist.leadGeneral')}</p>
      {known.length > 0 && <Items t={t} title={t('checklist.before')} items={known} />}
      {general.length > 0 && <Items t={t} title={t('checklist.general')} items={general} />}
    </Layout>
  );
};

function Dates({ t, cancelled, startAt, platform }: ChecklistPageProps): VNode | null {
  if (cancelled)
    return (
      <div class="box">
        <p>{t('checklist.cancelled')}</p>
      </div>
    );
  if (!startAt) return null;
  const day = sayDay(startAt, t.language);
  return <p>{platform === null ? t('checklist.leaves', { day }) : t('checklist.leavesOn', { day, platform })}</p>;
}

const Items = ({ t, title, items }: { t: Translate; title: string; items: readonly ChecklistItem[] }): VNode => (
  <section>
    <h2>{title}</h2>
    {items.map(({ code, title: what, text, cases }) => (
      <article key={code}>
        <h3>
          <span aria-hidden="true">☐ </span>
          {what}
        </h3>
        {cases > 0 && <p class="quiet">{t('checklist.cases', { cases })}</p>}
        <AdviceText text={text} />
      </article>
    ))}
  </section>
);
