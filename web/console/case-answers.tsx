import { approversNeeded } from '../../domain/answer';
import type { Translate } from '../words';
import { Enclosed } from './case-correction';
import type { CaseView, ShownAnswer, ShownDecision } from './case-view';
import { sayWho } from './timeline';
import { sayMoment } from './when';

/** Every version of the answer, the newest first. */
export const Answers = ({ view, t }: { view: CaseView; t: Translate }) =>
  view.answers.length === 0 ? null : (
    <section aria-labelledby="answers">
      <h2 id="answers">{t('case.answers')}</h2>
      {view.answers.map((answer) => (
        <Answer key={answer.version} {...{ answer, view, t }} />
      ))}
    </section>
  );

const Answer = ({ answer, view, t }: { answer: ShownAnswer; view: CaseView; t: Translate }) => {
  const { version, code, cause, comment, plannedOn, fileName, fileSize, corrected, author, at, approvals } = answer;
  const needed = approversNeeded(code);
  return (
    <article id={`answer-${version}`}>
      <h3>
        {t('answer.version', { version })} {t(`answer.${code}`)}{' '}
        {view.currentVersion !== version && <Past {...{ answer, t }} />}
      </h3>
      <p class="small soft">{t('answer.by', { who: sayWho(author, view.names, t), when: sayMoment(at, t) })}</p>
      {comment && <blockquote>{comment}</blockquote>}
      <ul>
        <Right {...{ answer, t }} />
        {cause && <li>{t('answer.cause', { cause: t(`cause.${cause}`) })}</li>}
        {plannedOn && <li>{t('answer.plannedOn', { day: plannedOn })}</li>}
        {fileName && (
          <li>
            <a href={`/cases/${view.of.number}/answers/${version}/file`}>{fileName}</a>{' '}
            {fileSize !== null && t('answer.fileSize', { kilobytes: Math.max(1, Math.round(fileSize / 1000)) })}{' '}
            {corrected !== null && t('answer.corrected', { count: corrected })}
          </li>
        )}
        {approvals.map(({ person, at: approvedAt }) => (
          <li key={person}>
            {t('answer.approvedBy', { who: sayWho(person, view.names, t), when: sayMoment(new Date(approvedAt), t) })}
          </li>
        ))}
        {needed > 1 && view.currentVersion === version && approvals.length < needed && (
          <li>{t('answer.approversMissing', { missing: needed - approvals.length, needed })}</li>
        )}
      </ul>
      <Enclosed number={view.of.number} version={version} of={view.enclosures} t={t} />
    </article>
  );
};

const Past = ({ answer, t }: { answer: ShownAnswer; t: Translate }) => (
  <span class="badge">{t(answer.withdrawn ? 'answer.withdrawn' : 'answer.older')}</span>
);

/** Whom a wrong recipient names instead. */
const Right = ({ answer: { rightName, rightEmail }, t }: { answer: ShownAnswer; t: Translate }) =>
  rightName || rightEmail ? (
    <li>{t('answer.right', { who: [rightName, rightEmail].filter(Boolean).join(', ') })}</li>
  ) : null;

/** What the centre decided, and whether the pipeline has done it. */
export const Decisions = ({ view, t }: { view: CaseView; t: Translate }) =>
  view.decisions.length === 0 ? null : (
    <section aria-labelledby="decisions">
      <h2 id="decisions">{t('case.decision')}</h2>
      {view.decisions.map((decision) => (
        <Decision key={decision.id} {...{ decision, view, t }} />
      ))}
    </section>
  );

const Decision = ({ decision, view, t }: { decision: ShownDecision; view: CaseView; t: Translate }) => {
  const { id, outcome, version, approvedBy, at, receipt, receiptAt, receiptComment, dataVersion } = decision;
  const who = approvedBy.map((person) => sayWho(person, view.names, t)).join(', ');
  return (
    <article id={`decision-${id}`}>
      <p>
        <strong>{t(`outcome.${outcome}`)}</strong> {t('decision.by', { version, who, when: sayMoment(at, t) })}
      </p>
      {receipt && receiptAt ? (
        <p>
          <span class={`badge ${receipt === 'applied' ? 'good' : 'bad'}`}>{t(`receipt.${receipt}`)}</span>{' '}
          {t('receipt.when', { when: sayMoment(receiptAt, t), version: dataVersion ?? 'none' })}
        </p>
      ) : (
        <p>
          <span class="badge warn">{t('badge.notApplied')}</span> {t('receipt.none')}
        </p>
      )}
      {receiptComment && <blockquote>{receiptComment}</blockquote>}
    </article>
  );
};
