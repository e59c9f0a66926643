import type { ComponentChildren, VNode } from 'preact';
import { CorrectionSummary } from '../corrections/summary';
import { sayDay, saySize } from '../say';
import type { Translate } from '../words';
import { Layout } from './layout';
import { ErrorText } from './errors';
import type { FieldError, PageContext, Reviewed } from './view';

interface ReviewProps {
  t: Translate;
  context: PageContext;
  numbers: string[];
  reviewed: Reviewed;
  nonce: string;
  /** The page that was confirmed was too old. */
  stale: boolean;
}

export const Row = ({ name, children }: { name: string; children: ComponentChildren }): VNode => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);

/** Read it once more, then send it: the one page whose form has an effect. */
export const ReviewPage = ({ t, context, numbers, reviewed, nonce, stale }: ReviewProps): VNode => (
  <Layout t={t} context={{ centre: context.centre }} title={t('review.title')}>
    <h1>{t('review.title')}</h1>
    {stale && <p class="box">{t('review.stale')}</p>}
    {reviewed.deed === 'acknowledge' && <p>{t('review.acknowledge')}</p>}
    <Summary t={t} numbers={numbers} reviewed={reviewed} />
    {reviewed.correction && <CorrectionSummary of={reviewed.correction} t={t} />}
    <form method="post" action={`/s/${context.token}/answer`}>
      {hiddenOf(numbers, reviewed, nonce, t).map(([name, value]) => (
        <input key={`${name}${value}`} type="hidden" name={name} value={value} />
      ))}
      <Asked t={t} reviewed={reviewed} />
      <p>
        <button type="submit">{t('review.send')}</button>
        <button class="other" type="submit" name="edit" value="1">
          {t('review.edit')}
        </button>
      </p>
    </form>
  </Layout>
);

/** What one of the short buttons leaves open: on which day to ask again, who is the right person. */
const Asked = ({ t, reviewed: { answer, plannedOn, right } }: Pick<ReviewProps, 't' | 'reviewed'>): VNode | null => {
  if (answer === 'deferred')
    return (
      <div class="field">
        <label for="again_on">{t('review.later')}</label>
        <input type="date" id="again_on" name="again_on" value={plannedOn ?? ''} required />
      </div>
    );
  return answer === 'wrong_recipient' ? (
    <RightPerson t={t} name={right?.name ?? ''} email={right?.email ?? ''} />
  ) : null;
};

interface RightPersonProps {
  t: Translate;
  name: string;
  email: string;
  errors?: FieldError[];
}
export const RightPerson = ({ t, name, email, errors = [] }: RightPersonProps): VNode => (
  <>
    <div class="field">
      <label for="right_name">{t('review.rightName')}</label>
      <ErrorText errors={errors} field="right_name" t={t} />
      <input id="right_name" name="right_name" value={name} maxLength={120} autocomplete="off" />
    </div>
    <div class="field">
      <label for="right_email">{t('review.rightEmail')}</label>
      <ErrorText errors={errors} field="right_email" t={t} />
      <input id="right_email" name="right_email" type="email" value={email} maxLength={254} autocomplete="off" />
    </div>
  </>
);

function Summary({ t, numbers, reviewed }: Pick<ReviewProps, 't' | 'numbers' | 'reviewed'>): VNode {
  const { answer, cause, comment, plannedOn, file, reference } = reviewed;
  return (
    <dl>
      <Row name={t('review.for')}>
        {numbers.map((number, i) => (
          <>
            {i > 0 && ', '}
            <span class="whole">{number}</span>
          </>
        ))}
      </Row>
      {answer && <Row name={t('review.answer')}>{t.of(`answer.${answer}`)}</Row>}
      {cause && <Row name={t('review.cause')}>{t.of(`cause.${cause}`)}</Row>}
      {plannedOn && answer !== 'deferred' && (
        <Row name={t('review.plannedOn')}>{sayDay(new Date(plannedOn), t.language)}</Row>
      )}
      {comment && <Row name={t('review.comment')}>{comment}</Row>}
      {file && (
        <Row name={t('review.file')}>{t('review.fileSize', { name: file.name, size: saySize(file.size, t) })}</Row>
      )}
      {reference && (
        <Row name={t('review.reference')}>
          {t('review.referenceText', {
            ...reference,
            size: reference.size === null ? 'none' : saySize(reference.size, t),
          })}
        </Row>
      )}
    </dl>
  );
}

function hiddenOf(numbers: string[], reviewed: Reviewed, nonce: string, t: Translate): [string, string][] {
  const { deed, answer, cause, comment, plannedOn, file, reference } = reviewed;
  const fields: [string, string | null][] = [
    ['lang', t.language],
    ['nonce', nonce],
    ['deed', deed === 'acknowledge' ? deed : null],
    ...numbers.map((number): [string, string] => ['case', number]),
    ['answer', answer],
    ['cause', cause],
    ['comment', comment],
    ['planned_on', plannedOn],
    ['kept_file', file?.sealed ?? null],
    ['reference_url', reference?.url ?? null],
    ['reference_sha256', reference?.sha256 ?? null],
    ['reference_size', reference?.size ? String(reference.size) : null],
  ];
  return fields.filter((field): field is [string, string] => field[1] !== null);
}
