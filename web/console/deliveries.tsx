import { DUE_STATES, type DueState, type ExpectationKind } from '../../domain/delivery';
import type { Translate } from '../words';
import { ConsolePage, type Shell } from './layout';
import { isoOf, sayDeadline, sayDistance } from './when';

export interface ShownDue {
  id: number;
  expectation: string;
  name: string;
  kind: ExpectationKind;
  supplier: string | null;
  period: string;
  dueAt: Date;
  state: DueState;
  files: string[];
  /** Numbers of the cases about it. */
  cases: string[];
}
interface DeliveriesProps extends Shell {
  dues: readonly ShownDue[];
  counts: ReadonlyMap<DueState, number>;
  /** Null = all. */
  state: DueState | null;
  expectation: string | null;
  /** Id after which the next page begins. */
  next: number | null;
  now: Date;
}

const pathOf = (asked: { state: string | null; expectation: string | null; before?: number }): string => {
  const query = new URLSearchParams(
    Object.entries(asked).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
  ).toString();
  return query === '' ? '/deliveries' : `/deliveries?${query}`;
};

/** What falls due, what came, and what is asked about. */
export const DeliveriesPage = ({ dues, counts, state, expectation, next, now, ...shell }: DeliveriesProps) => {
  const { t } = shell;
  return (
    <ConsolePage {...shell} title={t('deliveries.title')}>
      <h1>{t('deliveries.title')}</h1>
      <p>
        {t('deliveries.lead')} <a href="/registers/expectations">{t('deliveries.register')}</a>
      </p>
      <Tabs {...{ t, counts, state, expectation }} />
      {expectation && (
        <p>
          {t('deliveries.only', { expectation })}{' '}
          <a href={pathOf({ state, expectation: null })}>{t('deliveries.every')}</a>
        </p>
      )}
      {dues.length === 0 ? <p class="empty">{t('deliveries.none')}</p> : <Dues {...{ t, dues, now }} />}
      {next !== null && (
        <p>
          <a href={pathOf({ state, expectation, before: next })}>{t('deliveries.more')}</a>
        </p>
      )}
    </ConsolePage>
  );
};

const Tabs = ({ t, counts, state, expectation }: Pick<DeliveriesProps, 't' | 'counts' | 'state' | 'expectation'>) => (
  <nav class="tabs" aria-label={t('deliveries.states')}>
    <ul>
      <li>
        <a href={pathOf({ state: null, expectation })} aria-current={state === null ? 'page' : undefined}>
          {t('deliveries.all')}
        </a>
      </li>
      {DUE_STATES.filter((one) => one === state || counts.has(one)).map((one) => (
        <li key={one}>
          <a href={pathOf({ state: one, expectation })} aria-current={state === one ? 'page' : undefined}>
            {t(`due.${one}`)} <span class="n">{counts.get(one) ?? 0}</span>
          </a>
        </li>
      ))}
    </ul>
  </nav>
);

const BADGES: Partial<Record<DueState, string>> = {
  arrived: 'good',
  late: 'warn',
  duplicate: 'warn',
  missing: 'bad',
  incomplete: 'bad',
  unreadable: 'bad',
  failed: 'bad',
};

const Dues = ({ t, dues, now }: { t: Translate; dues: readonly ShownDue[]; now: Date }) => (
  <section class="scroll" tabIndex={0} aria-label={t('deliveries.title')}>
    <table>
      <caption>{t('deliveries.caption')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('deliveries.what')}</th>
          <th scope="col">{t('fact.supplier')}</th>
          <th scope="col">{t('deliveries.due')}</th>
          <th scope="col">{t('deliveries.state')}</th>
          <th scope="col">{t('deliveries.files')}</th>
          <th scope="col">{t('deliveries.cases')}</th>
        </tr>
      </thead>
      <tbody>
        {dues.map((due) => (
          <tr key={due.id}>
            <th scope="row">
              <a href={pathOf({ state: null, expectation: due.expectation })}>{due.name}</a>
              <div class="soft small">
                {due.kind === 'check_run' ? t('deliveries.run') : t('deliveries.delivery')}, {due.period}
              </div>
            </th>
            <td>{due.supplier ?? '—'}</td>
            <td>
              <time dateTime={isoOf(due.dueAt)} title={sayDeadline(due.dueAt, t)}>
                {sayDistance(due.dueAt, now, t)}
              </time>
              <div class="soft small">{sayDeadline(due.dueAt, t)}</div>
            </td>
            <td>
              <span class={`badge ${BADGES[due.state] ?? ''}`}>{t(`due.${due.state}`)}</span>
            </td>
            <td>{due.files.join(', ')}</td>
            <td>
              {due.cases.map((number) => (
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
