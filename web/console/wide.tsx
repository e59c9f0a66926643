import { CAUSES } from '../../domain/answer';
import { answersForSet, isTakable } from '../../domain/blast-radius';
import type { Family } from '../../domain/words';
import { type ReachedCase, sayReached } from '../reached';
import { sayDay } from '../say';
import type { Translate } from '../words';
import { Choose, type Filled, Line, Words } from './fields';
import { ConsolePage, type FieldFault, Form, type Shell } from './layout';

/** The case from which the others are found. */
interface Origin {
  number: string;
  family: Family;
  sensor: string | null;
  sensorName: string | null;
}
interface WideProps extends Shell {
  of: Origin;
  filled: Filled;
}
const sensorOf = ({ sensorName, sensor }: Origin): string => sensorName ?? sensor ?? '–';

/** What a person told the desk about a sensor, and from which day to which. */
export const WideAnswerPage = ({ of, filled, faults, ...shell }: WideProps & { faults: FieldFault[] }) => {
  const { t, csrf } = shell;
  const answers = answersForSet(of.family).map((code) => ({ value: code, text: t(`answer.${code}`) }));
  const causes = CAUSES.map((code) => ({ value: code, text: t(`cause.${code}`) }));
  const title = t('wide.title', { sensor: sensorOf(of) });
  return (
    <ConsolePage {...shell} title={title} faults={faults}>
      <Origin of={of} />
      <h1>{title}</h1>
      <p>{t('wide.deskLead')}</p>
      <Form action={`/cases/${of.number}/wide`} csrf={csrf}>
        <Choose
          id="wide-answer"
          name="answer"
          label={t('field.answer')}
          options={answers}
          choose={t('field.choose')}
          value={filled['answer'] ?? ''}
        />
        <Line verb="wide" name="first" type="date" label={t('wide.first')} filled={filled} required />
        <Line verb="wide" name="last" type="date" label={t('wide.last')} filled={filled} required />
        <Choose
          id="wide-cause"
          name="cause"
          label={t('field.cause')}
          options={[{ value: '', text: t('field.unknown') }, ...causes]}
          value={filled['cause'] ?? ''}
        />
        <Words verb="wide" name="comment" label={t('field.said')} filled={filled} />
        <Line verb="wide" name="planned_on" type="date" label={t('field.plannedOn')} filled={filled} />
        <button type="submit">{t('wide.preview')}</button>
      </Form>
    </ConsolePage>
  );
};

const Origin = ({ of }: { of: Origin }) => (
  <p>
    <a href={`/cases/${of.number}`}>{of.number}</a>
  </p>
);

interface PreviewProps extends WideProps {
  rows: ReachedCase[];
  isNoneTicked: boolean;
  /** Names the one submission that this page can make. */
  submission: string;
}
/** Which cases the answer would be given to and which not, and why; nothing is done yet. */
export const WidePreviewPage = ({ of, filled, rows, isNoneTicked, submission, ...shell }: PreviewProps) => {
  const { t, csrf } = shell;
  const takable = rows.filter(({ exception }) => isTakable(exception));
  const others = rows.filter((row) => !takable.includes(row));
  const meant = rows.filter(({ exception }) => exception === null);
  const title = t('wide.deskPreview', { count: meant.length });
  const faults = isNoneTicked ? [{ field: 'with', text: t('error.case.required') }] : [];
  return (
    <ConsolePage {...shell} title={title} faults={faults}>
      <Origin of={of} />
      <h1>{title}</h1>
      <p>{saidOf(of, filled, meant, t)}</p>
      {takable.length > 0 && (
        <Form action={`/cases/${of.number}/wide`} csrf={csrf}>
          <input type="hidden" name="submission" value={submission} />
          {CARRIED.map((name) => (
            <input key={name} type="hidden" name={name} value={filled[name] ?? ''} />
          ))}
          <fieldset>
            <legend>{t('wide.deskWhich')}</legend>
            {takable.map((row, i) => (
              <p key={row.number}>
                <label class="tick">
                  <input
                    type="checkbox"
                    name="with"
                    id={i === 0 ? 'with' : undefined}
                    value={row.number}
                    checked={row.exception === null && !isNoneTicked}
                  />{' '}
                  {row.number}, {sayReached(row, t)}
                </label>
                {row.exception && <span class="hint"> {t(`wide.why.${row.exception}`)}</span>}
              </p>
            ))}
          </fieldset>
          <button type="submit">{t('wide.keep')}</button>
        </Form>
      )}
      {others.length > 0 && (
        <>
          <h2>{t('wide.deskWithout')}</h2>
          <ul>
            {others.map((row) => (
              <li key={row.number}>
                <a href={`/cases/${row.number}`}>{row.number}</a>, {sayReached(row, t)}.{' '}
                {row.exception && t(`wide.why.${row.exception}`)}
              </li>
            ))}
          </ul>
        </>
      )}
      <p>
        <a href={`/cases/${of.number}/wide`}>{t('wide.again')}</a>
      </p>
    </ConsolePage>
  );
};
const CARRIED = ['answer', 'first', 'last', 'cause', 'comment', 'planned_on'] as const;

const saidOf = (of: Origin, filled: Filled, meant: readonly ReachedCase[], t: Translate): string =>
  t('wide.said', {
    sensor: sensorOf(of),
    answer: t.of(`answer.${filled['answer'] ?? ''}`),
    first: sayDay(new Date(filled['first'] ?? ''), t.language),
    last: sayDay(new Date(filled['last'] ?? ''), t.language),
    anomalies: meant.reduce((sum, { anomalies }) => sum + anomalies, 0),
  });
