import type { VNode } from 'preact';
import { isTakable } from '../../domain/blast-radius';
import { type ReachedCase, sayReached } from '../reached';
import { sayDay } from '../say';
import type { Translate } from '../words';
import { ErrorSummary } from './errors';
import { Layout } from './layout';
import { Row } from './review-page';
import { Back, sensorOf, type WideProps } from './wide-parts';

interface PreviewProps extends WideProps {
  rows: ReachedCase[];
  isNoneTicked: boolean;
  nonce: string;
}
/** Which cases the answer would be given to and which not, and why; nothing is done yet. */
export const WidePreviewPage = (props: PreviewProps): VNode => {
  const { t, context, of, values, rows, isNoneTicked } = props;
  const takable = rows.filter(({ exception }) => isTakable(exception));
  const others = rows.filter((row) => !takable.includes(row));
  const meant = rows.filter(({ exception }) => exception === null);
  const title = t('wide.previewTitle', { count: meant.length });
  return (
    <Layout t={t} context={{ centre: context.centre }} title={title}>
      {isNoneTicked && <ErrorSummary errors={[{ field: 'case', code: 'required' }]} t={t} />}
      <h1>{title}</h1>
      <p>
        {t('wide.said', {
          sensor: sensorOf(of),
          answer: t.of(`answer.${values.answer}`),
          first: sayDay(new Date(values.first), t.language),
          last: sayDay(new Date(values.last), t.language),
          anomalies: meant.reduce((sum, { anomalies }) => sum + anomalies, 0),
        })}
      </p>
      <Said t={t} values={values} />
      {takable.length > 0 && <Takable {...props} rows={takable} />}
      {others.length > 0 && <Others t={t} rows={others} />}
      <Back {...{ t, context, of }} />
    </Layout>
  );
};

/** What was written beside the answer, to be read once more. */
const Said = ({ t, values }: Pick<WideProps, 't' | 'values'>): VNode | null =>
  values.cause === '' && values.comment === '' && values.plannedOn === '' ? null : (
    <dl>
      {values.cause !== '' && <Row name={t('review.cause')}>{t.of(`cause.${values.cause}`)}</Row>}
      {values.comment !== '' && <Row name={t('review.comment')}>{values.comment}</Row>}
      {values.plannedOn !== '' && (
        <Row name={t('review.plannedOn')}>{sayDay(new Date(values.plannedOn), t.language)}</Row>
      )}
    </dl>
  );

/** Those that the answer can be given to, each with its tick. */
const Takable = ({ t, context, of, values, rows, isNoneTicked, nonce }: PreviewProps): VNode => (
  <form method="post" action={`/s/${context.token}/wide`}>
    {hiddenOf({ t, context, of, values }).map(([name, value]) => (
      <input key={name} type="hidden" name={name} value={value} />
    ))}
    <input type="hidden" name="nonce" value={nonce} />
    <fieldset>
      <legend>{t('wide.which')}</legend>
      {rows.map((row, i) => (
        <div class="choice" key={row.number}>
          <input
            type="checkbox"
            name="with"
            value={row.number}
            id={i === 0 ? 'case' : `case-${row.number}`}
            checked={row.exception === null && !isNoneTicked}
          />
          <label for={i === 0 ? 'case' : `case-${row.number}`}>
            {row.number}
            <span class="hint">{sayReached(row, t)}</span>
            {row.exception && <span class="hint">{t(`wide.why.${row.exception}`)}</span>}
          </label>
        </div>
      ))}
    </fieldset>
    <p>
      <button type="submit">{t('wide.send')}</button>
    </p>
  </form>
);

const Others = ({ t, rows }: { t: Translate; rows: ReachedCase[] }): VNode => (
  <>
    <h2>{t('wide.without')}</h2>
    <ul>
      {rows.map((row) => (
        <li key={row.number}>
          {row.number}
          <span class="hint">{sayReached(row, t)}</span>
          {row.exception && t(`wide.why.${row.exception}`)}
        </li>
      ))}
    </ul>
  </>
);

const hiddenOf = ({ t, of, values }: WideProps): [string, string][] => [
  ['lang', t.language],
  ['case', of.number],
  ['answer', values.answer],
  ['first', values.first],
  ['last', values.last],
  ['cause', values.cause],
  ['comment', values.comment],
  ['planned_on', values.plannedOn],
];
