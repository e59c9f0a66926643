import type { VNode } from 'preact';
import type { Translate } from '../words';
import { Layout } from './layout';

export type Plain = 'unknown' | 'dead' | 'fresh' | 'slow' | 'foreign' | 'notAllowed' | 'badBody' | 'tooLarge';

interface PlainProps {
  t: Translate;
  centre: string;
  what: Plain;
  /** Present when the page offers something: a fresh link, or the way back. */
  token?: string;
  seconds?: number;
}

/** A page that says one thing, and what can be done about it. */
export function PlainPage({ t, centre, what, token, seconds = 0 }: PlainProps): VNode {
  const title = t.of(`gone.${what}Title`);
  return (
    <Layout t={t} context={{ centre }} title={title}>
      <h1>{title}</h1>
      <p>{t.of(`gone.${what}Text`, { seconds })}</p>
      {what === 'dead' && token && (
        <form method="post" action={`/s/${token}/fresh`}>
          <input type="hidden" name="lang" value={t.language} />
          <button type="submit">{t('gone.fresh')}</button>
        </form>
      )}
      {(what === 'badBody' || what === 'tooLarge' || what === 'foreign' || what === 'notAllowed') && token && (
        <p>
          <a href={`/s/${token}`}>{t('gone.back')}</a>
        </p>
      )}
    </Layout>
  );
}
