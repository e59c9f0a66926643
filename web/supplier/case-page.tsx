import type { VNode } from 'preact';
import { sayEpisode } from '../episodes';
import { sayDay, saySentence, sayWhere } from '../say';
import type { Translate } from '../words';
import { askedOf, Facts } from './facts';
import { errorOf, ErrorSummary, ErrorText, RowErrors } from './errors';
import { AnswerForm } from './form';
import { Conversation } from './conversation';
import { Layout } from './layout';
import { Undo } from './undo';
import type { FieldError, FormValues, PageContext, RowError, SupplierCase } from './view';

interface FormState {
  values: FormValues;
  errors: FieldError[];
  rows: RowError[];
  /** Since when a draft is kept, in words, when the form is filled from one. */
  draftOf?: string | null;
  /** What stands below it all. */
  beside?: VNode;
}
interface CasePageProps extends FormState {
  t: Translate;
  context: PageContext;
  of: SupplierCase;
  /** The letter is about others too. */
  several: boolean;
}

const titled = (title: string, errors: FieldError[], t: Translate): string =>
  errors.length > 0 ? t('error.title', { title }) : title;

/** One case: what is wrong, what can be seen, what was said, and the question while it may be answered. */
export function CasePage(props: CasePageProps): VNode {
  const { t, context, of, several, values, errors, rows, draftOf = null, beside } = props;
  const mayAnswer = of.open && context.rights.includes('submit');
  return (
    <Layout t={t} context={context} title={titled(saySentence(of.description, t), errors, t)} keeps={mayAnswer}>
      {errors.length > 0 && <ErrorSummary errors={errors} t={t} />}
      {rows.length > 0 && <RowErrors rows={rows} t={t} />}
      {several && (
        <p>
          <a href={`/s/${context.token}?lang=${t.language}`}>{t('supplier.backToList')}</a>
        </p>
      )}
      <Facts of={of} t={t} />
      <Story of={of} t={t} />
      <Standing of={of} t={t} />
      {of.mayWithdraw && context.rights.includes('submit') && <Undo t={t} context={context} numbers={[of.number]} />}
      {mayAnswer && of.siblings > 0 && (
        <p>
          <a href={`/s/${context.token}/wide?case=${of.number}&lang=${t.language}`}>
            {t('wide.open', { count: of.siblings })}
          </a>
        </p>
      )}
      {mayAnswer && (
        <AnswerForm
          t={t}
          context={context}
          family={of.family}
          numbers={[of.number]}
          scope={of.number}
          values={values}
          errors={errors}
          unit={of.description.unit}
          again={of.answer !== null}
          mayAcknowledge={of.mayAcknowledge}
          draftOf={draftOf}
        />
      )}
      <Conversation t={t} context={context} of={of} text={values.text} errors={errors} />
      <p>
        <a href={`/s/${context.token}/forward?case=${of.number}&lang=${t.language}`}>{t('forward.title')}</a>
      </p>
      {beside}
      <p class="quiet">{t('supplier.footnote')}</p>
    </Layout>
  );
}

/** A case that was opened again tells how it came to that. */
const Story = ({ of: { episodes }, t }: { of: SupplierCase; t: Translate }): VNode | null =>
  episodes.length === 0 ? null : (
    <section>
      <h2>{t('episode.story')}</h2>
      <ol>
        {episodes.map((episode) => (
          <li key={episode.since.getTime()}>{sayEpisode(episode, t)}</li>
        ))}
      </ol>
    </section>
  );

/** What was answered and decided so far. */
export function Standing({
  of: { answer, decision, open, phase },
  t,
}: {
  of: SupplierCase;
  t: Translate;
}): VNode | null {
  if (!answer && !decision && open) return null;
  const { language } = t;
  return (
    <div class="box">
      {answer && (
        <p>{t('supplier.yourAnswer', { day: sayDay(answer.at, language), answer: t.of(`answer.${answer.code}`) })}</p>
      )}
      {decision && (
        <p>
          {t('supplier.decided', { day: sayDay(decision.at, language), outcome: t.of(`outcome.${decision.outcome}`) })}{' '}
          {decision.appliedAt
            ? t('supplier.applied', { day: sayDay(decision.appliedAt, language) })
            : t('supplier.notApplied')}
        </p>
      )}
      {!open && <p>{t('supplier.notNow', { phase })}</p>}
    </div>
  );
}

interface ListPageProps extends FormState {
  t: Translate;
  context: PageContext;
  cases: SupplierCase[];
}

/** A letter about several: each can be opened and answered alone, or one answer given for those that are ticked. */
export function ListPage({ t, context, cases, values, errors, draftOf = null, beside }: ListPageProps): VNode {
  const open = cases.filter((of) => of.open);
  const family = open.find((of) => of.family !== 'flow')?.family ?? open[0]?.family;
  const title = t('supplier.list', { count: open.length });
  const mayAnswer = family !== undefined && context.rights.includes('submit');
  const asked = new Set(cases.map((of) => askedOf(of, t, 'supplier.sentAll')));
  const [askedAll = ''] = asked.size === 1 ? asked : [];
  return (
    <Layout t={t} context={context} title={titled(title, errors, t)} keeps={mayAnswer}>
      {errors.length > 0 && <ErrorSummary errors={errors} t={t} />}
      {askedAll !== '' && <p class="quiet">{askedAll}</p>}
      <h1>{title}</h1>
      <p>{t('supplier.listHint')}</p>
      <ul>
        {cases.map((of) => (
          <li key={of.number}>
            <p>
              <a href={`/s/${context.token}?case=${of.number}&lang=${t.language}`}>{saySentence(of.description, t)}</a>
              <span class="hint">
                {[of.number, ...sayWhere(of), askedAll === '' ? askedOf(of, t) : '']
                  .filter((part) => part !== '')
                  .join(' · ')}
              </span>
            </p>
            <Standing of={of} t={t} />
          </li>
        ))}
      </ul>
      {mayAnswer && (
        <AnswerForm
          t={t}
          context={context}
          family={family}
          numbers={[]}
          scope="letter"
          values={values}
          errors={errors}
          unit={null}
          again={false}
          mayAcknowledge={open.some((of) => of.mayAcknowledge)}
          draftOf={draftOf}
        >
          <Ticks cases={open} values={values} errors={errors} t={t} />
        </AnswerForm>
      )}
      <p>
        <a href={`/s/${context.token}/forward?lang=${t.language}`}>{t('forward.title')}</a>
      </p>
      {beside}
      <p class="quiet">{t('supplier.footnote')}</p>
    </Layout>
  );
}

interface TicksProps {
  cases: SupplierCase[];
  values: FormValues;
  errors: FieldError[];
  t: Translate;
}
/** All are ticked until somebody has chosen; whoever ticked none is not taken to mean all. */
const Ticks = ({ cases, values, errors, t }: TicksProps): VNode => (
  <fieldset aria-describedby={errorOf(errors, 'case') && 'case-error'}>
    <legend>{t('supplier.which')}</legend>
    <ErrorText errors={errors} field="case" t={t} />
    {cases.map((of, i) => (
      <div class="choice" key={of.number}>
        <input
          type="checkbox"
          name="case"
          value={of.number}
          id={i === 0 ? 'case' : `case-${of.number}`}
          checked={(values.cases.length === 0 && !errorOf(errors, 'case')) || values.cases.includes(of.number)}
        />
        <label for={i === 0 ? 'case' : `case-${of.number}`}>
          {of.number}
          <span class="hint">{saySentence(of.description, t)}</span>
        </label>
      </div>
    ))}
  </fieldset>
);
