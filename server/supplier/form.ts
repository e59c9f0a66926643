import { type AnswerCode, answersFor, asksAgain, CAUSES, type Cause, neededBy } from '../../domain/answer';
import type { RightPerson } from '../../db/answers';
import { writtenDay } from '../../domain/instant';
import { isEmail } from '../../domain/registers/parse';
import type { FieldError, FormValues, SupplierCase } from '../../web/supplier/view';
import type { PostedForm } from '../uploads';
import { cleanText } from './receive';

const COMMENT_MAX = 10_000;
const DAY_MS = 86_400_000;
const REMIND_DAYS = 7;
const FAR_DAYS = 731;

/** What was pressed. `edit` goes back from the review page, `save` keeps a draft. */
export type Deed = 'answer' | 'acknowledge' | 'edit' | 'save';
export interface Posted {
  deed: Deed;
  values: FormValues;
  nonce: string;
  /** A file stored with an earlier page of this form. */
  keptFile: string;
}

/** The form as posted, its texts cleaned; the short buttons are answers like others. */
export function readPosted({ fields }: PostedForm, at: Date): Posted {
  const text = (name: string): string => cleanText(fields.get(name)?.[0] ?? '');
  const values: FormValues = {
    cases: [...new Set((fields.get('case') ?? []).map(cleanText))].slice(0, 200),
    answer: text('answer'),
    cause: text('cause'),
    comment: text('comment'),
    plannedOn: text('again_on') || text('planned_on'),
    rightName: text('right_name'),
    rightEmail: text('right_email'),
    text: '',
    upload: {
      kept: null,
      referenceUrl: text('reference_url'),
      referenceSha256: text('reference_sha256'),
      referenceSize: text('reference_size'),
    },
  };
  const more = { nonce: text('nonce'), keptFile: text('kept_file') };
  if (text('edit') !== '') return { deed: 'edit', values, ...more };
  const deed = text('deed');
  if (deed === 'save') return { deed, values, ...more };
  if (deed === 'acknowledge') return { deed, values: { ...values, answer: '' }, ...more };
  if (deed === 'not_mine') return { deed: 'answer', values: { ...values, answer: 'wrong_recipient' }, ...more };
  if (deed === 'remind')
    return {
      deed: 'answer',
      values: { ...values, answer: 'deferred', plannedOn: values.plannedOn || dayAfter(at, REMIND_DAYS) },
      ...more,
    };
  return { deed: 'answer', values, ...more };
}

const dayAfter = (at: Date, days: number): string => new Date(at.getTime() + days * DAY_MS).toISOString().slice(0, 10);

export interface Checked {
  answer: AnswerCode;
  cause: Cause | null;
  comment: string | null;
  plannedOn: string | null;
  /** Whom a wrong recipient names instead. */
  right: RightPerson | null;
}

/** What is wrong with the fields, all of it at once; the file is looked at elsewhere. */
export function checkValues(
  values: FormValues,
  cases: readonly Pick<SupplierCase, 'family'>[],
  at: Date,
): { checked: Checked; errors: [] } | { checked: null; errors: FieldError[] } {
  const answer = cases.flatMap(({ family }) => answersFor(family)).find((code) => code === values.answer) ?? null;
  const cause = CAUSES.find((known) => known === values.cause) ?? null;
  const plannedOn = writtenDay(values.plannedOn);
  const errors = [
    cases.length === 0 ? error('case', 'required') : null,
    answerError(values, answer, cases),
    values.cause !== '' && cause === null ? error('cause', 'unknown') : null,
    commentError(values, answer),
    plannedError(values, answer, plannedOn, at),
    rightError(values, answer),
  ].filter((found) => found !== null);
  if (answer === null || errors.length > 0) return { checked: null, errors };
  return {
    checked: { answer, cause, comment: values.comment || null, plannedOn, right: rightOf(values, answer) },
    errors: [],
  };
}

const rightOf = ({ rightName, rightEmail }: FormValues, answer: AnswerCode): RightPerson | null =>
  answer === 'wrong_recipient' && (rightName !== '' || rightEmail !== '')
    ? { name: rightName || null, email: rightEmail || null }
    : null;

const NAME_MAX = 120;
function rightError({ rightName, rightEmail }: FormValues, answer: AnswerCode | null): FieldError | null {
  if (answer !== 'wrong_recipient') return null;
  if (rightName.length > NAME_MAX) return error('right_name', 'tooLong', { max: NAME_MAX });
  return rightEmail === '' || isPlainEmail(rightEmail) ? null : error('right_email', 'bad');
}
/** One address that our mailer would take. */
export const isPlainEmail = (text: string): boolean => isEmail(text) && !/^\.|\.[.@]/.test(text);

const error = (field: FieldError['field'], code: string, args?: FieldError['args']): FieldError => ({
  field,
  code,
  ...(args && { args }),
});

function answerError(
  values: FormValues,
  answer: AnswerCode | null,
  cases: readonly Pick<SupplierCase, 'family'>[],
): FieldError | null {
  if (values.answer === '') return error('answer', 'required');
  if (answer === null || cases.some(({ family }) => !answersFor(family).includes(answer)))
    return error('answer', 'unknown');
  return answer === 'corrected_data' && cases.length > 1 ? error('answer', 'single') : null;
}

function commentError({ comment }: FormValues, answer: AnswerCode | null): FieldError | null {
  if (comment.length > COMMENT_MAX) return error('comment', 'tooLong', { max: COMMENT_MAX });
  return comment === '' && answer !== null && neededBy(answer) === 'comment' ? error('comment', 'required') : null;
}

function plannedError(
  values: FormValues,
  answer: AnswerCode | null,
  plannedOn: string | null,
  at: Date,
): FieldError | null {
  if (values.plannedOn === '')
    return answer !== null && neededBy(answer) === 'planned_on' ? error('planned_on', 'required') : null;
  if (plannedOn === null) return error('planned_on', 'bad');
  if (plannedOn > dayAfter(at, FAR_DAYS)) return error('planned_on', 'far');
  return answer !== null && asksAgain(answer) && plannedOn <= dayAfter(at, 0) ? error('planned_on', 'past') : null;
}
