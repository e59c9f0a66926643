import type { VNode } from 'preact';
import type { Translate } from '../words';
import { RequesterLayout } from './layout';
import type { TicketContext } from './view';

interface CheckProps {
  t: Translate;
  context: TicketContext;
  title: string;
  lead: string | null;
  rows: readonly (readonly [string, string])[];
  /** What the form is posted to, under the link. */
  path: 'message' | 'confirm' | 'refuse';
  hidden: readonly (readonly [string, string])[];
  button: string;
}

/** Shown once before anything has an effect: programs that press buttons in mails come no further. */
export const CheckPage = ({ t, context, title, lead, rows, path, hidden, button }: CheckProps): VNode => (
  <RequesterLayout t={t} centre={context.centre} title={title}>
    <h1>{title}</h1>
    {lead !== null && <p>{lead}</p>}
    <dl>
      {rows.map(([term, said]) => (
        <>
          <dt>{term}</dt>
          <dd>{said}</dd>
        </>
      ))}
    </dl>
    <form method="post" action={`/t/${context.token}/${path}`}>
      <input type="hidden" name="lang" value={t.language} />
      {hidden.map(([name, value]) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      <button type="submit">{button}</button>
      {path !== 'confirm' && (
        <button class="other" type="submit" name="deed" value="edit">
          {t('check.edit')}
        </button>
      )}
    </form>
    <Back t={t} token={context.token} />
  </RequesterLayout>
);

interface SentProps {
  t: Translate;
  context: TicketContext;
  what: 'message' | 'confirm' | 'refuse' | 'feedback' | 'tooLate';
}
/** What was recorded, or that nothing was. */
export function SentPage({ t, context, what }: SentProps): VNode {
  const title = t(what === 'tooLate' ? 'sent.tooLate' : 'sent.title');
  return (
    <RequesterLayout t={t} centre={context.centre} title={title}>
      <h1>{title}</h1>
      <p>{t(what === 'tooLate' ? 'sent.tooLateText' : `sent.${what}`)}</p>
      <Back t={t} token={context.token} />
    </RequesterLayout>
  );
}

const Back = ({ t, token }: { t: Translate; token: string }): VNode => (
  <p>
    <a href={`/t/${token}?lang=${t.language}`}>{t('mine.back')}</a>
  </p>
);

export type Lost = 'unknown' | 'dead' | 'fresh' | 'slow' | 'foreign' | 'notAllowed' | 'badBody' | 'tooLarge';
interface LostProps {
  t: Translate;
  centre: string;
  what: Lost;
  /** Of the link, when there is one to go back to or to renew. */
  token?: string;
  seconds?: number;
}
/** A page that says one thing, and what can be done about it. */
export function LostPage({ t, centre, what, token, seconds = 0 }: LostProps): VNode {
  const title = t(`lost.${what}Title`);
  return (
    <RequesterLayout t={t} centre={centre} title={title}>
      <h1>{title}</h1>
      <p>{t(`lost.${what}Text`, { seconds })}</p>
      {what === 'dead' && token && (
        <form method="post" action={`/t/${token}/fresh`}>
          <input type="hidden" name="lang" value={t.language} />
          <button type="submit">{t('lost.fresh')}</button>
        </form>
      )}
      {RETURNS.has(what) && token && <Back t={t} token={token} />}
      {(what === 'unknown' || what === 'dead') && (
        <p>
          <a href={`/help?lang=${t.language}`}>{t('lost.ask')}</a>
        </p>
      )}
    </RequesterLayout>
  );
}
const RETURNS: ReadonlySet<Lost> = new Set(['foreign', 'notAllowed', 'badBody', 'tooLarge']);
