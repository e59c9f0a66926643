import type { VNode } from 'preact';
import type { Translate } from '../words';
import { RequesterLayout } from './layout';
import { Next } from './next';
import type { NextStep, Service } from './view';

interface AskedProps {
  t: Translate;
  centre: string;
  number: string;
  /** As it was just typed. */
  email: string;
  next: NextStep;
  service: Service | null;
}

/** The receipt: the same for the same question, however often it comes. No link stands on it: that goes to the address only. */
export const AskedPage = ({ t, centre, number, email, next, service }: AskedProps): VNode => (
  <RequesterLayout t={t} centre={centre} title={t('asked.title')}>
    <h1>{t('asked.title')}</h1>
    <p class="box">
      <strong class="whole">{t('asked.number', { number })}</strong>
    </p>
    <Next next={next} service={service} t={t} />
    <p>{t('asked.mail', { email })}</p>
    <p>
      <a href={`/help?lang=${t.language}`}>{t('asked.again')}</a>
    </p>
  </RequesterLayout>
);
