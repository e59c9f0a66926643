import type { ComponentChildren, VNode } from 'preact';
import { sayDay, sayNumber } from '../say';
import type { Translate } from '../words';
import { Layout } from './layout';
import type { PageContext, Reviewed } from './view';

interface ReviewProps {
  t: Translate;
  context: PageContext;
  numbers: string[];
  reviewed: Reviewed;
  nonce: string;
  /** The page that was confirmed was too old. */
  stale: boolean;
}

const Row = ({ name, children }: { name: string; children: ComponentChildren }): VNode => (
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
    <form method="post" action={`/s/${context.token}/answer`}>
      {hiddenOf(numbers, reviewed, nonce, t).map(([name, value]) => (
        <input key={`${name}${value}`} type="hidden" name={name} value={value} />
      ))}
      <p>
        <button type="submit">{t('review.send')}</button>
        <button class="other" type="submit" name="edit" value="1">
          {t('review.edit')}
        </button>
      </p>
    </form>
  </Layout>
);

function Summary({ t, numbers, reviewed }: Pick<ReviewProps, 't' | 'numbers' | 'reviewed'>): VNode {
  const { answer, cause, comment, plannedOn, file, rows } = reviewed;
  return (
    <dl>
      <Row name={t('review.for')}>{numbers.join(', ')}</Row>
      {answer && <Row name={t('review.answer')}>{t.of(`answer.${answer}`)}</Row>}
      {cause && <Row name={t('review.cause')}>{t.of(`cause.${cause}`)}</Row>}
      {plannedOn && <Row name={t('review.plannedOn')}>{sayDay(new Date(plannedOn), t.language)}</Row>}
      {comment && <Row name={t('review.comment')}>{comment}</Row>}
      {file && (
        <Row name={t('review.file')}>
          {t('review.fileSize', { name: file.name, size: saySize(file.size, t) })}
          {rows !== null && ` — ${t('review.rows', { count: rows })}`}
        </Row>
      )}
    </dl>
  );
}

const saySize = (bytes: number, t: Translate): string => {
  const [ko, mo] = t.language === 'fr' ? ['ko', 'Mo'] : ['kB', 'MB'];
  const kilo = Math.max(0.1, Math.round(bytes / 100) / 10);
  return kilo < 1000
    ? `${sayNumber(kilo, t.language)}\u00a0${ko}`
    : `${sayNumber(Math.round(kilo / 100) / 10, t.language)}\u00a0${mo}`;
};

function hiddenOf(numbers: string[], reviewed: Reviewed, nonce: string, t: Translate): [string, string][] {
  const { deed, answer, cause, comment, plannedOn, file } = reviewed;
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
  ];
  return fields.filter((field): field is [string, string] => field[1] !== null);
}
