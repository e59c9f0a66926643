import type { Turn } from '../../domain/case';
import { SEVERITIES, type Severity } from '../../domain/words';
import type { Translate } from '../words';
import { badgesOf, type NamedCase, sayCase, sayNext } from './case-words';
import { ConsolePage, type Shell } from './layout';
import { type DeskToday, DeskPart } from './tickets/desk-part';
import { isoOf, sayDistance, sayMoment } from './when';

export const TABS = ['desk', 'supplier', 'pipeline', 'clock', 'none', 'all'] as const;
export type Tab = (typeof TABS)[number];
export const FILTERS = ['supplier', 'platform', 'cruise'] as const;
export type FilterName = (typeof FILTERS)[number];

/** What the address asks for; the same words stand in the query. */
export interface Asked {
  turn: Tab;
  q: string;
  sort: string;
  supplier: string;
  platform: string;
  cruise: string;
  severity: Severity | '';
  /** Only what the visitor follows. */
  mine: '1' | '';
}
export interface ListedCase extends NamedCase {
  /** Codes of the tasks that stand open on the desk. */
  tasks: string[];
}
export interface CaseListProps extends Shell {
  asked: Asked;
  counts: Record<Turn, number>;
  cases: readonly ListedCase[];
  choices: Record<FilterName, { code: string; name: string }[]>;
  sorts: readonly string[];
  /** Cursor of the following page. */
  next: string | null;
  /** This is not the first page. */
  later: boolean;
  now: Date;
  desk: DeskToday;
}

/** The address of a list; whatever is empty stays out of it. */
const listPath = (asked: Partial<Asked> & { after?: string }): string => {
  const query = new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ''));
  return `/?${query.toString()}`;
};

export const CaseListPage = (props: CaseListProps) => {
  const { asked, counts, cases, choices, sorts, next, later, now, desk, ...shell } = props;
  const { t } = shell;
  const filtered =
    asked.q !== '' || asked.severity !== '' || asked.mine !== '' || FILTERS.some((name) => asked[name] !== '');
  return (
    <ConsolePage {...shell} title={t('list.title', { tab: t(`tab.${asked.turn}`) })}>
      <DeskPart t={t} desk={desk} />
      <h1>{t('nav.cases')}</h1>
      <Tabs {...{ t, asked, counts }} />
      <Filters {...{ t, asked, choices, sorts }} />
      {cases.length === 0 ? (
        <Empty
          {...{ t, asked, filtered, nothingYet: !filtered && Object.values(counts).every((count) => count === 0) }}
        />
      ) : (
        <Cases {...{ t, cases, now }} />
      )}
      <p>
        {later && <a href={listPath(asked)}>{t('list.first')}</a>}{' '}
        {next && <a href={listPath({ ...asked, after: next })}>{t('list.next')}</a>}
      </p>
    </ConsolePage>
  );
};

const Tabs = ({ t, asked, counts }: { t: Translate; asked: Asked; counts: Record<Turn, number> }) => (
  <nav class="tabs" aria-label={t('list.turns')}>
    <ul>
      {TABS.map((tab) => (
        <li key={tab}>
          <a href={listPath({ ...asked, turn: tab })} aria-current={tab === asked.turn ? 'page' : undefined}>
            {t(`tab.${tab}`)} {tab !== 'all' && <span class="n">{counts[tab]}</span>}
          </a>
        </li>
      ))}
    </ul>
  </nav>
);

const Filters = ({ t, asked, choices, sorts }: Pick<CaseListProps, 't' | 'asked' | 'choices' | 'sorts'>) => (
  <form class="filters" method="get" action="/" role="search">
    <input type="hidden" name="turn" value={asked.turn} />
    <div>
      <label for="q">{t('list.q')}</label>
      <input id="q" name="q" type="search" value={asked.q} maxLength={200} />
    </div>
    {FILTERS.map((name) => (
      <Choice
        key={name}
        {...{ name, label: t(`fact.${name}`), value: asked[name] }}
        options={[{ value: '', text: t('list.any') }, ...choices[name].map(optionOf)]}
      />
    ))}
    <Choice
      name="severity"
      label={t('fact.severity')}
      value={asked.severity}
      options={[
        { value: '', text: t('list.any') },
        ...SEVERITIES.map((severity) => ({ value: severity, text: t(`severity.${severity}`) })),
      ]}
    />
    <Choice
      name="sort"
      label={t('list.sort')}
      value={asked.sort}
      options={sorts.map((sort) => ({ value: sort, text: t.of(`sort.${sort}`) }))}
    />
    <label class="tick">
      <input type="checkbox" name="mine" value="1" checked={asked.mine === '1'} /> {t('list.mine')}
    </label>
    <button type="submit">{t('list.filter')}</button>
  </form>
);
const optionOf = ({ code, name }: { code: string; name: string }) => ({ value: code, text: name });

interface ChoiceProps {
  name: string;
  label: string;
  value: string;
  options: { value: string; text: string }[];
}
const Choice = ({ name, label, value, options }: ChoiceProps) => (
  <div>
    <label for={name}>{label}</label>
    <select id={name} name={name}>
      {options.map((option) => (
        <option key={option.value} value={option.value} selected={option.value === value}>
          {option.text}
        </option>
      ))}
    </select>
  </div>
);

interface EmptyProps {
  t: Translate;
  asked: Asked;
  filtered: boolean;
  nothingYet: boolean;
}
/** Says why nothing is here and where to go on. */
const Empty = ({ t, asked, filtered, nothingYet }: EmptyProps) => (
  <div class="empty">
    {nothingYet ? (
      <p>{t('empty.nothingYet')}</p>
    ) : filtered ? (
      <p>
        {t('empty.filtered')} <a href={listPath({ turn: 'all', q: asked.q })}>{t('empty.everywhere')}</a>{' '}
        <a href={listPath({ turn: asked.turn })}>{t('empty.unfilter')}</a>
      </p>
    ) : (
      <p>{t(`empty.${asked.turn}`)}</p>
    )}
  </div>
);

const Cases = ({ t, cases, now }: { t: Translate; cases: readonly ListedCase[]; now: Date }) => (
  <section class="scroll" tabIndex={0} aria-label={t('nav.cases')}>
    <table>
      <caption>{t('list.caption', { shown: cases.length })}</caption>
      <thead>
        <tr>
          <th scope="col">{t('col.number')}</th>
          <th scope="col">{t('col.what')}</th>
          <th scope="col">{t('fact.supplier')}</th>
          <th scope="col">{t('col.state')}</th>
          <th scope="col">{t('col.since')}</th>
          <th scope="col">{t('col.next')}</th>
        </tr>
      </thead>
      <tbody>
        {cases.map((one) => (
          <Row key={one.number} {...{ t, one, now }} />
        ))}
      </tbody>
    </table>
  </section>
);

const Row = ({ t, one, now }: { t: Translate; one: ListedCase; now: Date }) => (
  <tr id={one.number}>
    <th scope="row">
      <a href={`/cases/${one.number}`}>{one.number}</a>
    </th>
    <td>
      {sayCase(one, t)}
      <div class="soft small">
        {[t('case.anomalies', { count: one.anomalies }), one.cruiseName ?? one.cruise].filter(Boolean).join(' · ')}
      </div>
    </td>
    <td>{one.supplierName ?? one.supplier ?? t('case.noSupplier')}</td>
    <td>
      {t(`phase.${one.phase}`)}
      <div>
        {badgesOf(one, one.tasks, now, t).map(({ kind, text }) => (
          <span key={text} class={`badge ${kind}`}>
            {text}
          </span>
        ))}
      </div>
    </td>
    <td class="since">
      <time dateTime={isoOf(one.phaseSince)} title={sayMoment(one.phaseSince, t)}>
        {sayDistance(one.phaseSince, now, t)}
      </time>
    </td>
    <td>
      {sayNext(one, one.tasks, t)}
      {one.dueAt && (
        <div class="soft small">
          <time dateTime={isoOf(one.dueAt)}>{sayMoment(one.dueAt, t)}</time>
        </div>
      )}
    </td>
  </tr>
);
