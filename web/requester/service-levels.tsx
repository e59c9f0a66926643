import type { VNode } from 'preact';
import type { Calendar } from '../../domain/calendar/calendar';
import type { Policy } from '../../domain/sla/policy';
import { type Published, PUBLISHED_KINDS, REST } from '../../domain/sla/service-level';
import { PRIORITIES, TICKET_TYPES } from '../../domain/ticket/words';
import { sayDate } from '../console/when';
import { sayNumber } from '../say';
import type { Translate } from '../words';
import { sayTarget } from './hours';
import { RequesterLayout } from './layout';
import { sayService } from './next';

type Targets = Pick<Policy, 'responseMinutes' | 'updateMinutes' | 'resolutionMinutes'>;
interface ServiceLevelsProps {
  t: Translate;
  centre: string;
  calendars: readonly { name: string; calendar: Calendar }[];
  topics: readonly { code: string; name: string }[];
  policies: readonly Policy[];
  attained: readonly Published[];
  open: { open: number; breached: number };
  means: { level1: number; level2: number; specialists: number; topics: number };
  /** Whether each line of the present duty is staffed: roles, never names. */
  duty: { level1: boolean; level2: boolean };
  history: readonly {
    register: 'calendars' | 'sla-policies';
    name: string;
    version: number;
    at: Date;
    targets: Targets | null;
  }[];
}

/** What the desk promises and how it keeps it, in numbers that tell of nobody. */
export const ServiceLevelsPage = ({ t, centre, calendars, topics, ...of }: ServiceLevelsProps): VNode => (
  <RequesterLayout
    t={t}
    centre={centre}
    title={t('levels.title')}
    otherHref={`/sla?lang=${t.language === 'fr' ? 'en' : 'fr'}`}
  >
    <h1>{t('levels.title')}</h1>
    <p>{t('levels.lead')}</p>
    <h2>{t('levels.scope')}</h2>
    <p>
      {t('levels.scopeLead')}{' '}
      {listed(
        TICKET_TYPES.map((type) => inSentence(t.of(`ticketType.${type}`), t)),
        t,
      )}
      .
    </p>
    {topics.length > 0 && (
      <p>
        {t('levels.topics')}{' '}
        {listed(
          topics.map(({ name }) => name),
          t,
        )}
        .
      </p>
    )}
    <h2>{t('levels.calendar')}</h2>
    {calendars.map(({ name, calendar }) => (
      <p key={name}>
        {calendars.length > 1 && <strong>{name}. </strong>}
        {sayService({ calendar, responseMinutes: null }, t).join(' ')}
      </p>
    ))}
    <h2>{t('levels.targets')}</h2>
    <Targets t={t} policies={of.policies} />
    <h2>{t('levels.means')}</h2>
    <ul>
      {(['level1', 'level2', 'specialists'] as const).map((line) => (
        <li key={line}>{t(`levels.${line}`, { count: of.means[line] })}</li>
      ))}
      <li>
        {t('levels.duty', {
          level1: t(of.duty.level1 ? 'contacts.manned' : 'contacts.unmanned'),
          level2: t(of.duty.level2 ? 'contacts.manned' : 'contacts.unmanned'),
        })}
      </li>
    </ul>
    <h2>{t('levels.now')}</h2>
    <p>
      {t('levels.open', { count: of.open.open })} {t('levels.breached', { count: of.open.breached })}
    </p>
    <h2>{t('levels.attained')}</h2>
    <p>{t('levels.attainedLead')}</p>
    <Attained t={t} attained={of.attained} />
    <h2>{t('levels.history')}</h2>
    <History t={t} history={of.history} />
  </RequesterLayout>
);

const target = (minutes: number | null, t: Translate): string => (minutes === null ? '–' : sayTarget(minutes, t));

const Targets = ({ t, policies }: { t: Translate; policies: readonly Policy[] }): VNode => (
  <div class="scroll" tabIndex={0} role="region" aria-label={t('levels.targets')}>
    <table>
      <caption>{t('levels.targetsCaption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('levels.for')}</th>
          {PUBLISHED_KINDS.map((kind) => (
            <th key={kind} scope="col">
              {t(`levels.kind.${kind}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {policies.map((policy) => (
          <tr key={policy.code}>
            <th scope="row">{sayFor(policy, t)}</th>
            <td>{target(policy.responseMinutes, t)}</td>
            <td>{target(policy.updateMinutes, t)}</td>
            <td>{target(policy.resolutionMinutes, t)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** What a promise is for, in words of ours; the groups of requesters that it names are theirs to know. */
function sayFor({ types, priorities, groups }: Policy, t: Translate): string {
  const of = TICKET_TYPES.filter((type) => types.includes(type)).map((type) => inSentence(t(`ticketType.${type}`), t));
  const which = [
    listed(
      PRIORITIES.filter((one) => priorities.includes(one)).map((one) =>
        t('levels.priority', { priority: t(`ticketPriority.${one}`) }),
      ),
      t,
    ),
    groups.length > 0 ? t('levels.someGroups') : '',
  ].filter((words) => words !== '');
  if (of.length + which.length === 0) return t('levels.others');
  const said = [of.length > 0 ? listed(of, t) : t('levels.any'), ...which].join(' – ');
  return said.charAt(0).toLocaleUpperCase(t.language) + said.slice(1);
}
const listed = (words: readonly string[], { language }: Translate): string =>
  new Intl.ListFormat(language, { type: 'conjunction' }).format(words);
const inSentence = (name: string, { language }: Translate): string =>
  name.charAt(0).toLocaleLowerCase(language) + name.slice(1);

const Attained = ({ t, attained }: { t: Translate; attained: readonly Published[] }): VNode =>
  attained.length === 0 ? (
    <p>{t('levels.nothing')}</p>
  ) : (
    <div class="scroll" tabIndex={0} role="region" aria-label={t('levels.attained')}>
      <table>
        <caption>{t('levels.attainedCaption')}</caption>
        <thead>
          <tr>
            {(['month', 'promise', 'type', 'kept', 'of'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`levels.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {attained.map(({ month, kind, type, counts }) => (
            <tr key={`${month} ${kind} ${type}`}>
              <th scope="row">
                <time dateTime={month}>{sayMonth(month, t)}</time>
              </th>
              <td>{t(`levels.kind.${kind}`)}</td>
              <td>{type === REST ? t('levels.rest') : t.of(`ticketType.${type}`)}</td>
              <td>{counts ? t('levels.percent', { percent: counts.percent }) : t('levels.few')}</td>
              <td>{counts ? sayNumber(counts.met + counts.breached, t.language) : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
const sayMonth = (month: string, { language }: Translate): string =>
  new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-15T00:00:00Z`),
  );

const History = ({ t, history }: Pick<ServiceLevelsProps, 't' | 'history'>): VNode => (
  <ul>
    {history.map(({ register, name, version, at, targets }) => (
      <li key={`${register} ${name} ${version}`}>
        <time dateTime={at.toISOString()}>{sayDate(at, t)}</time> –{' '}
        {t(register === 'calendars' ? 'levels.calendarVersion' : 'levels.policyVersion', { name, version })}
        {targets &&
          ` (${t('levels.were', {
            response: target(targets.responseMinutes, t),
            update: target(targets.updateMinutes, t),
            resolution: target(targets.resolutionMinutes, t),
          })})`}
      </li>
    ))}
  </ul>
);
