import type { VNode } from 'preact';
import { type AnswerCode, CAUSES } from '../../domain/answer';
import type { Translate } from '../words';
import { ErrorSummary, ErrorText } from './errors';
import { Layout } from './layout';
import type { FieldError } from './view';
import { Back, sensorOf, type WideProps } from './wide-parts';

/** What happened to the sensor, and from which day to which. */
export const WideFormPage = ({
  answers,
  errors,
  ...props
}: WideProps & { answers: AnswerCode[]; errors: FieldError[] }): VNode => {
  const { t, context, of, values } = props;
  const title = t('wide.title', { sensor: sensorOf(of) });
  return (
    <Layout t={t} context={{ centre: context.centre }} title={title}>
      {errors.length > 0 && <ErrorSummary errors={errors} t={t} />}
      <h1>{title}</h1>
      <p>{t('wide.lead')}</p>
      <form method="post" action={`/s/${context.token}/wide`}>
        <input type="hidden" name="lang" value={t.language} />
        <input type="hidden" name="case" value={of.number} />
        <fieldset>
          <legend>{t('supplier.question')}</legend>
          <ErrorText errors={errors} field="answer" t={t} />
          {answers.map((code, i) => (
            <div class="choice" key={code}>
              <input
                type="radio"
                name="answer"
                value={code}
                id={`answer-${i}`}
                required
                checked={values.answer === code}
              />
              <label for={`answer-${i}`}>{t.of(`answer.${code}`)}</label>
            </div>
          ))}
        </fieldset>
        <Day {...{ t, errors }} name="first" label={t('wide.first')} value={values.first} />
        <Day {...{ t, errors }} name="last" label={t('wide.last')} value={values.last} />
        <Cause {...{ t, errors }} value={values.cause} />
        <div class="field">
          <label for="comment">{t('supplier.comment')}</label>
          <ErrorText errors={errors} field="comment" t={t} />
          <textarea id="comment" name="comment" rows={3}>
            {values.comment}
          </textarea>
        </div>
        <Day {...{ t, errors }} name="planned_on" label={t('supplier.plannedOn')} value={values.plannedOn} />
        <p>
          <button type="submit">{t('wide.preview')}</button>
        </p>
      </form>
      <Back {...{ t, context, of }} />
    </Layout>
  );
};

const Cause = ({ t, errors, value }: { t: Translate; errors: FieldError[]; value: string }): VNode => (
  <div class="field">
    <label for="cause">{t('supplier.cause')}</label>
    <ErrorText errors={errors} field="cause" t={t} />
    <select id="cause" name="cause">
      <option value="">{t('supplier.noCause')}</option>
      {CAUSES.map((cause) => (
        <option key={cause} value={cause} selected={cause === value}>
          {t.of(`cause.${cause}`)}
        </option>
      ))}
    </select>
  </div>
);

interface DayProps {
  t: Translate;
  errors: FieldError[];
  name: 'first' | 'last' | 'planned_on';
  label: string;
  value: string;
}
const Day = ({ t, errors, name, label, value }: DayProps): VNode => (
  <div class="field">
    <label for={name}>{label}</label>
    <ErrorText errors={errors} field={name} t={t} />
    <input type="date" id={name} name={name} value={value} required={name !== 'planned_on'} />
  </div>
);
