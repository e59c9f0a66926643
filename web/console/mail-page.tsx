import type { Translate } from '../words';
import type { Filled } from './fields';
import { ConsolePage, type FieldFault, type Shell } from './layout';
import { AboutCase, Assign, ConfirmAll, Discard, type OfCase, Stop, ToTicket } from './mail-deciding';
import { MailState, sayReason } from './mails';
import { isoOf, sayMoment } from './when';

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
  asksToStop: boolean;
  ticket: string | null;
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
      {mail.asksToStop && mayDecide && <Stop {...{ t, csrf, id: mail.id }} />}
      {mail.cases.length > 0 && <h2>{t('mails.about')}</h2>}
      {mayDecide && <ConfirmAll {...{ t, csrf, id: mail.id, filled, cases: mail.cases }} />}
      {mail.cases.map((of) => (
        <AboutCase key={of.number} {...{ t, csrf, id: mail.id, of, filled }} mayDecide={mayDecide} />
      ))}
      {mayDecide && <Whole {...{ t, csrf, mail, filled }} />}
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

/** Nothing has followed from these yet. */
const TO_TICKET: ReadonlySet<string> = new Set(['unassigned', 'quarantined', 'filed', 'discarded']);
/** What may be done with the whole mail. */
const Whole = ({
  t,
  csrf,
  mail: { id, state, fromAddress },
  filled,
}: Pick<MailProps, 't' | 'csrf' | 'mail' | 'filled'>) =>
  state === 'duplicate' || state === 'stored' ? null : (
    <section class="actions">
      <h2>{t('mails.more')}</h2>
      <Assign {...{ t, csrf, id, filled }} />
      {TO_TICKET.has(state) && fromAddress !== null && <ToTicket {...{ t, csrf, id }} />}
      {(state === 'unassigned' || state === 'quarantined') && <Discard {...{ t, csrf, id, number: null, filled }} />}
    </section>
  );

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
    {mail.ticket !== null && (
      <>
        <dt>{t('mails.ticket')}</dt>
        <dd>
          <a href={`/tickets/${mail.ticket}`}>{mail.ticket}</a>
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
