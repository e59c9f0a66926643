import { type AnswerCode, answersFor, LETTERED_ANSWERS, neededBy } from '../../domain/answer';
import type { Family } from '../../domain/words';
import type { Translate } from '../words';
import type { Filled } from './fields';
import { ConsolePage, type FieldFault, Form, type Shell } from './layout';
import { MailState, sayReason } from './mails';
import { isoOf, sayMoment } from './when';

interface OfCase {
  number: string;
  family: Family;
  state: string;
  reason: string | null;
  code: AnswerCode | null;
  comment: string | null;
  decidedBy: string | null;
  decidedFor: string | null;
}
interface ShownMail {
  id: number;
  state: string;
  reason: string | null;
  class: string | null;
  verdict: string | null;
  fromAddress: string | null;
  fromName: string | null;
  subject: string | null;
  receivedAt: Date;
  body: string | null;
  quoted: string | null;
  size: number;
  handledBy: string | null;
  handledFor: string | null;
  steps: readonly { step: string; outcome: string }[];
  cases: readonly OfCase[];
  files: readonly { number: number; name: string; size: number; isKept: boolean; trouble: string | null }[];
}
interface MailProps extends Shell {
  mail: ShownMail;
  faults: readonly FieldFault[];
  filled: Filled;
  mayDecide: boolean;
}

/** One mail: what it says, what was made of it and why, and what a person may decide. */
export const MailPage = ({ mail, faults, filled, mayDecide, ...shell }: MailProps) => {
  const { t, csrf } = shell;
  const title = mail.subject || t('mails.noSubject');
  const isLoose = mail.state === 'unassigned' || mail.state === 'quarantined';
  return (
    <ConsolePage {...shell} title={title} faults={faults}>
      <p>
        <a href="/mails">{t('mails.back')}</a>
      </p>
      <h1>{title}</h1>
      <p>
        <MailState t={t} state={mail.state} /> {mail.reason && sayReason(mail.reason, t)}
      </p>
      <Facts t={t} mail={mail} />
      <h2>{t('mails.said')}</h2>
      {mail.body ? <blockquote>{mail.body}</blockquote> : <p class="empty">{t('mails.nothingSaid')}</p>}
      {mail.quoted && (
        <details>
          <summary>{t('mails.whole')}</summary>
          <blockquote>{mail.quoted}</blockquote>
        </details>
      )}
      <Files t={t} mail={mail} />
      {mail.cases.length > 0 && <h2>{t('mails.about')}</h2>}
      {mail.cases.map((of) => (
        <AboutCase key={of.number} {...{ t, csrf, id: mail.id, of, filled }} mayDecide={mayDecide} />
      ))}
      {mayDecide && mail.state !== 'duplicate' && mail.state !== 'stored' && (
        <section class="actions">
          <h2>{t('mails.more')}</h2>
          <Assign {...{ t, csrf, id: mail.id, filled }} />
          {isLoose && <Discard {...{ t, csrf, id: mail.id, number: null, filled }} />}
        </section>
      )}
      <h2>{t('mails.steps')}</h2>
      <dl class="facts">
        {mail.steps.map(({ step, outcome }) => (
          <>
            <dt>{t.of(`mailStep.${step}`)}</dt>
            <dd>
              <code>{outcome}</code>
            </dd>
          </>
        ))}
      </dl>
    </ConsolePage>
  );
};

const kilobytes = (size: number): number => Math.max(1, Math.round(size / 1024));

const Facts = ({ t, mail }: { t: Translate; mail: ShownMail }) => (
  <dl class="facts">
    <dt>{t('mails.from')}</dt>
    <dd>
      {mail.fromName} {mail.fromAddress ? `<${mail.fromAddress}>` : t('mails.noSender')}
    </dd>
    <dt>{t('mails.when')}</dt>
    <dd>
      <time dateTime={isoOf(mail.receivedAt)}>{sayMoment(mail.receivedAt, t)}</time>
    </dd>
    {mail.verdict && (
      <>
        <dt>{t('mails.verdict')}</dt>
        <dd>{t.of(`mailVerdict.${mail.verdict}`)}</dd>
      </>
    )}
    {mail.handledBy && (
      <>
        <dt>{t('mails.handled')}</dt>
        <dd>
          {mail.handledBy}
          {mail.handledFor && ` – ${mail.handledFor}`}
        </dd>
      </>
    )}
    <dt>{t('mails.raw')}</dt>
    <dd>
      <a href={`/mails/${mail.id}/raw`}>{t('mails.download', { kilobytes: kilobytes(mail.size) })}</a>
    </dd>
  </dl>
);

const Files = ({ t, mail: { id, files } }: { t: Translate; mail: ShownMail }) =>
  files.length === 0 ? null : (
    <>
      <h2>{t('mails.files')}</h2>
      <ul>
        {files.map(({ number, name, size, isKept, trouble }) => (
          <li key={number}>
            {isKept ? <a href={`/mails/${id}/files/${number}`}>{name}</a> : name}{' '}
            {t('answer.fileSize', { kilobytes: kilobytes(size) })}
            {trouble && <span class="badge warn">{t.of(`mailFile.${trouble}`)}</span>}
          </li>
        ))}
      </ul>
    </>
  );

interface Deciding {
  t: Translate;
  csrf: string;
  id: number;
  filled: Filled;
}
const AboutCase = ({ of, mayDecide, ...deciding }: Deciding & { of: OfCase; mayDecide: boolean }) => {
  const { t } = deciding;
  return (
    <section class={of.state === 'proposed' ? 'next' : undefined}>
      <h3>
        <a href={`/cases/${of.number}`}>{of.number}</a> <span class="badge">{t.of(`mailCase.${of.state}`)}</span>
      </h3>
      {of.reason && <p>{sayReason(of.reason, t)}</p>}
      {of.state === 'proposed' && mayDecide ? (
        <>
          <Confirm {...deciding} of={of} />
          <Discard {...deciding} number={of.number} />
        </>
      ) : (
        <p>
          {of.code && t(`answer.${of.code}`)} {of.decidedBy} {of.decidedFor}
        </p>
      )}
    </section>
  );
};

/** The lettered five first; what needs a day is given on the page of the case. */
const offered = (family: Family): AnswerCode[] => answersFor(family).filter((code) => neededBy(code) !== 'planned_on');
const letterOf = (code: AnswerCode): string => {
  const at = LETTERED_ANSWERS.findIndex((lettered) => lettered === code);
  return at < 0 ? '' : `${'ABCDE'[at] ?? ''} – `;
};

const Confirm = ({ t, csrf, id, of, filled }: Deciding & { of: OfCase }) => {
  const isMine = filled['number'] === of.number;
  const chosen = (isMine ? filled['answer'] : null) ?? of.code;
  return (
    <Form action={`/mails/${id}/confirm`} csrf={csrf}>
      <input type="hidden" name="number" value={of.number} />
      <div class="field">
        <label for={`answer-${of.number}`}>{t('mails.answer')}</label>
        <select id={`answer-${of.number}`} name="answer">
          <option value="">{t('mails.choose')}</option>
          {offered(of.family).map((code) => (
            <option key={code} value={code} selected={code === chosen}>
              {letterOf(code)}
              {t(`answer.${code}`)}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for={`comment-${of.number}`}>{t('mails.comment')}</label>
        <textarea id={`comment-${of.number}`} name="comment" maxLength={10_000}>
          {(isMine ? filled['comment'] : null) ?? of.comment ?? ''}
        </textarea>
      </div>
      <button type="submit">{t('mails.confirm')}</button>{' '}
      <button type="submit" class="second" formaction={`/mails/${id}/remark`}>
        {t('mails.remark')}
      </button>
    </Form>
  );
};

const Discard = ({ t, csrf, id, number, filled }: Deciding & { number: string | null }) => {
  const field = number === null ? 'why' : `why-${number}`;
  return (
    <Form action={`/mails/${id}/discard`} csrf={csrf}>
      {number !== null && <input type="hidden" name="number" value={number} />}
      <div class="field">
        <label for={field}>{t('mails.why')}</label>
        <input
          id={field}
          name="why"
          type="text"
          maxLength={1000}
          value={(filled['number'] ?? null) === number ? (filled['why'] ?? '') : ''}
        />
      </div>
      <button type="submit" class="second">
        {t('mails.discard')}
      </button>
    </Form>
  );
};

const Assign = ({ t, csrf, id, filled }: Deciding) => (
  <Form action={`/mails/${id}/assign`} csrf={csrf}>
    <div class="field">
      <label for="number">{t('mails.number')}</label>
      <input id="number" name="number" type="text" placeholder="A-2026-00417" value={filled['number'] ?? ''} />
    </div>
    <button type="submit" class="second">
      {t('mails.assign')}
    </button>
  </Form>
);
