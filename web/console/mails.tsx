import type { Translate } from '../words';
import { ConsolePage, type Shell } from './layout';
import { isoOf, sayDistance, sayMoment } from './when';

const TABS = ['doubtful', 'unassigned', 'quarantine', 'answers', 'machines', 'all'] as const;
type Tab = (typeof TABS)[number];

interface Listed {
  id: number;
  state: string;
  reason: string | null;
  fromAddress: string | null;
  fromName: string | null;
  subject: string | null;
  receivedAt: Date;
  numbers: readonly string[];
  ticket: string | null;
}
interface MailsProps extends Shell {
  mails: readonly Listed[];
  counts: ReadonlyMap<Tab, number>;
  tab: Tab;
  /** Id before which the next page begins. */
  next: number | null;
  now: Date;
}

const pathOf = (tab: Tab, before: number | null = null): string =>
  `/mails?tab=${tab}${before === null ? '' : `&before=${before}`}`;

/** What came in by mail; first what waits for a person. */
export const MailsPage = ({ mails, counts, tab, next, now, ...shell }: MailsProps) => {
  const { t } = shell;
  return (
    <ConsolePage {...shell} title={t('mails.title')}>
      <h1>{t('mails.title')}</h1>
      <p>{t(`mails.lead.${tab}`)}</p>
      <nav class="tabs" aria-label={t('mails.tabs')}>
        <ul>
          {TABS.map((one) => (
            <li key={one}>
              <a href={pathOf(one)} aria-current={one === tab ? 'page' : undefined}>
                {t(`mails.tab.${one}`)} {counts.has(one) && <span class="n">{counts.get(one)}</span>}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {mails.length === 0 ? <p class="empty">{t('mails.none')}</p> : <List {...{ t, mails, now }} />}
      {next !== null && (
        <p>
          <a href={pathOf(tab, next)}>{t('mails.older')}</a>
        </p>
      )}
    </ConsolePage>
  );
};

const List = ({ t, mails, now }: { t: Translate; mails: readonly Listed[]; now: Date }) => (
  <section class="scroll" tabIndex={0} aria-label={t('mails.title')}>
    <table>
      <caption>{t('mails.caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('mails.subject')}</th>
          <th scope="col">{t('mails.from')}</th>
          <th scope="col">{t('mails.when')}</th>
          <th scope="col">{t('mails.became')}</th>
          <th scope="col">{t('mails.cases')}</th>
        </tr>
      </thead>
      <tbody>
        {mails.map((mail) => (
          <tr key={mail.id}>
            <td>
              <a href={`/mails/${mail.id}`}>{mail.subject || t('mails.noSubject')}</a>
            </td>
            <td>
              {mail.fromName}
              <div class="soft small">{mail.fromAddress ?? t('mails.noSender')}</div>
            </td>
            <td class="since">
              <time dateTime={isoOf(mail.receivedAt)} title={sayMoment(mail.receivedAt, t)}>
                {sayDistance(mail.receivedAt, now, t)}
              </time>
            </td>
            <td>
              <MailState t={t} state={mail.state} />
              {mail.reason && <div class="soft small">{sayReason(mail.reason, t)}</div>}
            </td>
            <td>
              {mail.ticket !== null && (
                <div>
                  <a href={`/tickets/${mail.ticket}`}>{mail.ticket}</a>
                </div>
              )}
              {mail.numbers.map((number) => (
                <div key={number}>
                  <a href={`/cases/${number}`}>{number}</a>
                </div>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </section>
);

const BADGES: Record<string, string> = {
  applied: 'good',
  noted: 'good',
  proposed: 'warn',
  unassigned: 'warn',
  quarantined: 'bad',
};
export const MailState = ({ t, state }: { t: Translate; state: string }) => (
  <span class={`badge ${BADGES[state] ?? ''}`}>{t.of(`mailState.${state}`)}</span>
);

/** Why, in words; a code that has none yet as it is. */
export function sayReason(reason: string, t: Translate): string {
  const said = t.of(`mailReason.${reason}`);
  return said === `mailReason.${reason}` ? reason : said;
}
