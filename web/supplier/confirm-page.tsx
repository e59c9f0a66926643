import type { VNode } from 'preact';
import type { Translate } from '../words';
import { Layout } from './layout';
import { Row } from './review-page';
import type { PageContext } from './view';

export interface ConfirmProps {
  t: Translate;
  context: PageContext;
  title: string;
  lead: string | null;
  rows: [name: string, text: string][];
  /** Below `/s/<token>/`. */
  path: string;
  hidden: [name: string, value: string][];
  button: string;
  nonce: string;
  /** The page that was confirmed was too old. */
  stale: boolean;
  /** The one case it is about, for the way back. */
  number: string | null;
}

const backTo = ({ token }: PageContext, number: string | null, t: Translate): string =>
  `/s/${token}?${number === null ? '' : `case=${number}&`}lang=${t.language}`;

/** What will be done, once more, before it is done. */
export const ConfirmPage = (props: ConfirmProps): VNode => {
  const { t, context, title, lead, rows, path, hidden, button, nonce, stale, number } = props;
  return (
    <Layout t={t} context={{ centre: context.centre }} title={title}>
      <h1>{title}</h1>
      {stale && <p class="box">{t('review.stale')}</p>}
      {lead && <p>{lead}</p>}
      <dl>
        {rows.map(([name, text]) => (
          <Row key={name} name={name}>
            {text}
          </Row>
        ))}
      </dl>
      <form method="post" action={`/s/${context.token}/${path}`}>
        <input type="hidden" name="lang" value={t.language} />
        <input type="hidden" name="nonce" value={nonce} />
        {hidden.map(([name, value]) => (
          <input key={`${name}${value}`} type="hidden" name={name} value={value} />
        ))}
        <p>
          <button type="submit">{button}</button>
        </p>
      </form>
      <p>
        <a href={backTo(context, number, t)}>{t('receipt.again')}</a>
      </p>
    </Layout>
  );
};

interface DoneProps {
  t: Translate;
  context: PageContext;
  title: string;
  text: string;
  /** What was kept on the reader's device for these is done with. */
  kept: string[];
  number: string | null;
}
/** What was done, in a sentence, and the way back. */
export const DonePage = ({ t, context, title, text, kept, number }: DoneProps): VNode => (
  <Layout t={t} context={{ centre: context.centre }} title={title} kept={kept}>
    <h1>{title}</h1>
    <p>{text}</p>
    <p>
      <a href={backTo(context, number, t)}>{t('receipt.again')}</a>
    </p>
  </Layout>
);
