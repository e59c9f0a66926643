import type { VNode } from 'preact';
import { sayDay } from '../say';
import type { Translate } from '../words';
import { Standing } from './case-page';
import { Layout } from './layout';
import { Undo } from './undo';
import type { PageContext, SupplierCase } from './view';

interface ReceiptProps {
  t: Translate;
  context: PageContext;
  done: { number: string; version: number }[];
  /** What the centre does now: decides, answers a question, or writes again on the day that was named. */
  next: 'decision' | 'question' | { againOn: string };
  /** Cases that no longer took the answer. */
  refused: SupplierCase[];
}

const sayNext = (next: ReceiptProps['next'], t: Translate): string => {
  if (typeof next === 'object') return t('receipt.nextLater', { day: sayDay(new Date(next.againOn), t.language) });
  return t(next === 'question' ? 'receipt.nextQuestion' : 'receipt.nextText');
};

const Back = ({ t, context }: { t: Translate; context: PageContext }): VNode => (
  <p>
    <a href={`/s/${context.token}?lang=${t.language}`}>{t('receipt.again')}</a>
  </p>
);

/** What was recorded and what happens next; the same page for the same submission, however often it comes. */
export const ReceiptPage = ({ t, context, done, next, refused }: ReceiptProps): VNode => (
  <Layout
    t={t}
    context={{ centre: context.centre }}
    title={t('receipt.title')}
    kept={[...done.map(({ number }) => number), 'letter']}
  >
    <h1>{t('receipt.title')}</h1>
    {done.length > 0 && <p>{t('receipt.thanks', { numbers: done.map(({ number }) => number).join(', ') })}</p>}
    {done.some(({ version }) => version > 1) && <p>{t('receipt.replaces')}</p>}
    {refused.map((of) => (
      <div key={of.number}>
        <p>
          <strong>{of.number}</strong> — {t('supplier.notRecorded')}
        </p>
        <Standing of={of} t={t} />
      </div>
    ))}
    <h2>{t('receipt.next')}</h2>
    <p>{sayNext(next, t)}</p>
    {done.length > 0 && <Undo t={t} context={context} numbers={done.map(({ number }) => number)} />}
    <Back t={t} context={context} />
  </Layout>
);

export const AcknowledgedPage = ({
  t,
  context,
  numbers,
}: {
  t: Translate;
  context: PageContext;
  numbers: string[];
}): VNode => (
  <Layout t={t} context={{ centre: context.centre }} title={t('receipt.ackTitle')}>
    <h1>{t('receipt.ackTitle')}</h1>
    {numbers.map((number) => (
      <p key={number}>{t('receipt.acknowledged', { number })}</p>
    ))}
    <p>{t('receipt.nextAck')}</p>
    <Back t={t} context={context} />
  </Layout>
);

/** Too late: what was decided, and that nothing was recorded. */
export const TooLatePage = ({
  t,
  context,
  cases,
}: {
  t: Translate;
  context: PageContext;
  cases: SupplierCase[];
}): VNode => (
  <Layout t={t} context={{ centre: context.centre }} title={t('supplier.tooLate')}>
    <h1>{t('supplier.tooLate')}</h1>
    <p>{t('supplier.tooLateText')}</p>
    {cases.map((of) => (
      <div key={of.number}>
        <h2>{of.number}</h2>
        <Standing of={of} t={t} />
      </div>
    ))}
    <Back t={t} context={context} />
  </Layout>
);
