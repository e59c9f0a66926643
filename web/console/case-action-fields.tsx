import type { ComponentChildren } from 'preact';
import { answersFor, approversNeeded, CAUSES, OUTCOMES } from '../../domain/answer';
import type { Verb } from '../../domain/permissions';
import type { Translate } from '../words';
import type { CaseView } from './case-view';
import { Choose, type Filled, Line, type Option, Words } from './fields';
import { sayWho } from './timeline';

interface InsideProps {
  verb: Verb;
  view: CaseView;
  t: Translate;
  filled: Filled;
}
/** The fields a verb asks for, below one line that says what it will do. */
export const Inside = (props: InsideProps): ComponentChildren => {
  const { verb, view, t } = props;
  const hint = <p class="hint">{t.of(`hint.${verb}`)}</p>;
  switch (verb) {
    case 'approve':
    case 'reject':
      return [
        <AnswerInHand key="answer" {...props} />,
        verb === 'reject' && <Comment key="comment" {...props} />,
        verb === 'approve' && failingIn(view) > 0 && (
          <Words key="despite" {...props} name="comment" label={t('action.whyDespite')} required />
        ),
      ];
    case 'assign':
      return (
        <Choose
          id="assign-to"
          name="to"
          label={t('field.person')}
          options={view.people.map(optionOf)}
          value={view.visitor}
        />
      );
    case 'reroute':
      return [hint, <Reroute key="to" {...props} />, <Word key="word" {...props} />];
    case 'send':
    case 'remind':
      return [hint, <Word key="word" {...props} />];
    case 'answer':
      return [hint, <AnswerFields key="answer" {...props} />];
    case 'snooze':
      return [hint, <Line key="until" {...props} name="until" type="date" label={t('field.until')} required />];
    case 'close':
      return (
        <Choose
          id="close-reason"
          name="reason"
          label={t('field.outcome')}
          options={outcomes(t)}
          choose={t('field.choose')}
        />
      );
    case 'merge':
      return [hint, <Line key="into" {...props} name="into" label={t('field.into')} required />];
    case 'dismiss':
    case 'note':
    case 'reopen':
    case 'reply':
      return [hint, <Comment key="comment" {...props} />];
    case 'escalate':
    case 'resend':
    case 'revoke-link':
    case 'split':
      return hint;
  }
};

const optionOf = ({ code, name }: { code: string; name: string }): Option => ({ value: code, text: name });
const outcomes = (t: Translate): Option[] => OUTCOMES.map((code) => ({ value: code, text: t(`outcome.${code}`) }));
const Comment = (props: InsideProps) => (
  <Words
    {...props}
    name="comment"
    label={props.t(isOptional(props.verb) ? 'field.optionalComment' : 'field.comment')}
    required={!isOptional(props.verb)}
  />
);
const isOptional = (verb: Verb): boolean => verb === 'reopen' || verb === 'dismiss';

/** Goes out with the letter. */
const Word = (props: InsideProps) => <Words {...props} name="comment" label={props.t('field.word')} />;

/** Rows of the answer in hand that still fail. */
const failingIn = ({ enclosures, currentVersion }: CaseView): number =>
  enclosures.failing.get(currentVersion ?? 0) ?? 0;

/** Names the version that is approved, so that nobody approves what came meanwhile. */
const AnswerInHand = ({ view, t, verb }: InsideProps) => {
  const answer = view.answers.find(({ version }) => version === view.currentVersion);
  if (!answer) return null;
  const needed = approversNeeded(answer.code);
  const approved = answer.approvals.map(({ person }) => sayWho(person, view.names, t));
  return (
    <>
      <input type="hidden" name="answer_version" value={answer.version} />
      {verb === 'approve' && view.set && view.set.size > 1 && (
        <p>
          <a href={`/answer-sets/${view.set.id}`}>{t('set.link', { count: view.set.size })}</a>
        </p>
      )}
      <p>{t('action.about', { version: answer.version, answer: t(`answer.${answer.code}`) })}</p>
      {verb === 'approve' && needed > 1 && <p class="hint">{t('action.twoPersons')}</p>}
      {verb === 'approve' && approved.length > 0 && (
        <p class="hint">{t('action.approvedBy', { who: approved.join(', ') })}</p>
      )}
    </>
  );
};

const Reroute = ({ view, t, verb }: InsideProps) => {
  const current = view.answers.find(({ version }) => version === view.currentVersion);
  const named = [current?.rightName, current?.rightEmail].filter(Boolean).join(', ');
  const options = view.addressees.map(({ code, name, supplierName, kind }) => ({
    value: code,
    text: kind === 'supplier' ? name : `${name} – ${supplierName}`,
    group: t(`field.contacts.${kind}`),
  }));
  return options.length === 0 ? (
    <p>
      {t('action.noContacts')} <a href="/registers/contacts">{t('nav.registers')}</a>
    </p>
  ) : (
    <>
      {named && <p>{t(view.rightContact ? 'action.rightKnown' : 'action.rightUnknown', { who: named })}</p>}
      {named && !view.rightContact && (
        <p>
          <a href="/registers/contacts">{t('nav.registers')}</a>
        </p>
      )}
      <Choose
        id={`${verb}-to`}
        name="to"
        label={t('field.contact')}
        options={options}
        choose={t('field.choose')}
        value={view.rightContact ?? ''}
      />
    </>
  );
};

const AnswerFields = (props: InsideProps) => {
  const { view, t, filled } = props;
  const answers = answersFor(view.of.family).map((code) => ({ value: code, text: t(`answer.${code}`) }));
  const causes = CAUSES.map((code) => ({ value: code, text: t(`cause.${code}`) }));
  const none = { value: '', text: t('field.unknown') };
  return (
    <>
      <Choose
        id="answer-answer"
        name="answer"
        label={t('field.answer')}
        options={answers}
        value={filled['answer'] ?? ''}
      />
      <Choose
        id="answer-cause"
        name="cause"
        label={t('field.cause')}
        options={[none, ...causes]}
        value={filled['cause'] ?? ''}
      />
      <Words {...props} name="comment" label={t('field.said')} />
      <Line {...props} name="planned_on" type="date" label={t('field.plannedOn')} />
      <div class="field">
        <label for="answer-file">{t('field.file')}</label>
        <input id="answer-file" name="file" type="file" accept=".csv,.tsv,.txt" />
      </div>
    </>
  );
};
