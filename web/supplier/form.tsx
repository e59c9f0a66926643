import type { ComponentChildren, VNode } from 'preact';
import { type AnswerCode, answersFor, CAUSES, LETTERED_ANSWERS } from '../../domain/answer';
import type { Family } from '../../domain/words';
import type { Translate } from '../words';
import { ErrorText, errorOf } from './errors';
import { RightPerson } from './review-page';
import { Upload } from './upload';
import type { Field, FieldError, FormValues, PageContext } from './view';

interface FormProps {
  t: Translate;
  context: PageContext;
  family: Family;
  /** Cases this form may answer; more than one are ticked. */
  numbers: string[];
  /** What is kept of it on the reader's device, or as a draft, is for this. */
  scope: string;
  values: FormValues;
  errors: FieldError[];
  /** Of the values, for the file of corrected ones. */
  unit: string | null;
  again: boolean;
  mayAcknowledge: boolean;
  /** Since when a draft is kept, in words, when the form is filled from one. */
  draftOf: string | null;
  /** What stands before the answers: the ticks of a letter about several. */
  children?: ComponentChildren;
}

/** The question with its answers in plain words, the five lettered first; the main button comes before the others. */
export function AnswerForm(props: FormProps): VNode {
  const { t, context, family, numbers, scope, values, errors, draftOf } = props;
  const all = answersFor(family);
  const lettered = all.filter((code) => LETTERED_ANSWERS.some((l) => l === code));
  const others = all.filter((code) => !lettered.includes(code));
  const first = family === 'flow' ? flowFirst(others) : family === 'metadata' ? metadataFirst(lettered) : lettered;
  const rest = all.filter((code) => !first.includes(code));
  return (
    <form
      method="post"
      action={`/s/${context.token}/answer`}
      encType="multipart/form-data"
      data-keep={scope}
      data-filled={draftOf !== null || errors.length > 0 || values.answer !== '' ? '1' : undefined}
    >
      {draftOf !== null && <p class="box">{t('draft.from', { when: draftOf })}</p>}
      <p class="box" id="kept" role="status" hidden>
        {t('draft.onDevice')}
      </p>
      <input type="hidden" name="lang" value={t.language} />
      {props.children ?? numbers.map((number) => <input key={number} type="hidden" name="case" value={number} />)}
      <fieldset aria-describedby={errorOf(errors, 'answer') && 'answer-error'}>
        <legend>{t(props.again ? 'supplier.questionAgain' : 'supplier.question')}</legend>
        <ErrorText errors={errors} field="answer" t={t} />
        {first.map((code, i) => (
          <Choice key={code} code={code} id={`answer-${i}`} t={t} values={values} />
        ))}
        <details open={rest.some((code) => code === values.answer)}>
          <summary>{t('supplier.otherAnswers')}</summary>
          {rest.map((code) => (
            <Choice key={code} code={code} id={`answer-${code}`} t={t} values={values} />
          ))}
        </details>
      </fieldset>
      <Details {...props} />
      <Buttons {...props} />
    </form>
  );
}

const metadataFirst = (lettered: readonly AnswerCode[]): AnswerCode[] => ['metadata_corrected', ...lettered];
/** For a missing or broken file the answers about files come first. */
const flowFirst = (others: readonly AnswerCode[]): AnswerCode[] =>
  others.filter((c) => c === 'sent_again' || c === 'will_come' || c === 'never_acquired' || c === 'already_delivered');

const Choice = ({ code, id, t, values }: { code: AnswerCode; id: string; t: Translate; values: FormValues }): VNode => {
  const hint = t.of(`hint.${code}`);
  return (
    <div class="choice">
      <input type="radio" name="answer" value={code} id={id} required checked={values.answer === code} />
      <label for={id}>
        {t.of(`answer.${code}`)}
        {hint !== `hint.${code}` && <span class="hint">{hint}</span>}
      </label>
    </div>
  );
};

function Details({ t, context, family, numbers, values, errors, unit }: FormProps): VNode {
  const described = (field: Field) => (errorOf(errors, field) ? { 'aria-describedby': `${field}-error` } : {});
  return (
    <>
      <div class="field">
        <label for="cause">{t('supplier.cause')}</label>
        <ErrorText errors={errors} field="cause" t={t} />
        <select id="cause" name="cause" {...described('cause')}>
          <option value="">{t('supplier.noCause')}</option>
          {CAUSES.map((cause) => (
            <option key={cause} value={cause} selected={cause === values.cause}>
              {t.of(`cause.${cause}`)}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="comment">{t('supplier.comment')}</label>
        <ErrorText errors={errors} field="comment" t={t} />
        <textarea id="comment" name="comment" rows={4} {...described('comment')}>
          {values.comment}
        </textarea>
      </div>
      <div class="field">
        <label for="planned_on">{t('supplier.plannedOn')}</label>
        <ErrorText errors={errors} field="planned_on" t={t} />
        <input type="date" id="planned_on" name="planned_on" value={values.plannedOn} {...described('planned_on')} />
      </div>
      {values.answer === 'wrong_recipient' && (
        <RightPerson t={t} name={values.rightName} email={values.rightEmail} errors={errors} />
      )}
      {context.rights.includes('upload') && (
        <Upload
          t={t}
          values={values.upload}
          errors={errors}
          hint={
            family === 'value'
              ? t('supplier.fileValues', { unit: unit === null || unit === '1' ? 'degC' : unit })
              : null
          }
          template={
            numbers[0] !== undefined && (family === 'value' || family === 'position_time')
              ? `/s/${context.token}/correction.csv?case=${numbers[0]}&lang=${t.language}`
              : null
          }
        />
      )}
    </>
  );
}

const Buttons = ({ t, mayAcknowledge }: FormProps): VNode => (
  <p>
    <button type="submit">{t('supplier.send')}</button>
    {mayAcknowledge && (
      <button class="other" type="submit" name="deed" value="acknowledge" formNoValidate>
        {t('supplier.received')}
      </button>
    )}
    <button class="other" type="submit" name="deed" value="remind" formNoValidate>
      {t('supplier.remind7')}
    </button>
    <button class="other" type="submit" name="deed" value="not_mine" formNoValidate>
      {t('supplier.notMine')}
    </button>
    <button class="other" type="submit" name="deed" value="save" formNoValidate>
      {t('draft.save')}
    </button>
  </p>
);
