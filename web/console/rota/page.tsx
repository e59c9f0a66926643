import type { Translate } from '../../words';
import { ConsolePage, type FieldFault, Form, type Shell } from '../layout';
import { MonthTable, WeekTable } from './calendar';
import { sayDay, sayLocal, sayMonth, saySpan } from './days';
import { OverrideForm, type OverrideTexts, SwapForm, type SwapTexts } from './forms';
import type { PersonOption, ShownDay, ShownDuty, ShownOverride } from './view';

interface RotaProps extends Shell {
  zone: string;
  view: 'month' | 'week';
  /** `YYYY-MM` that is shown or holds the week. */
  month: string;
  days: readonly ShownDay[];
  /** Queries of what stands before and after. */
  before: string;
  after: string;
  /** The day of the next duty; null while one runs. */
  ahead: string | null;
  duties: readonly ShownDuty[];
  /** Until when. */
  dutyUntil: Date;
  overrides: readonly ShownOverride[];
  people: readonly PersonOption[];
  typed: { override: OverrideTexts; swap: SwapTexts };
  faults: readonly FieldFault[];
  mayEdit: boolean;
  mayPlan: boolean;
  isEmpty: boolean;
}

/** Who is on duty, as a month or a week, what it lacks, and the forms that change it. */
export const RotaPage = (props: RotaProps) => {
  const { t, view, month, days, faults, mayEdit, before, after } = props;
  const shownMonth = sayMonth(month, t);
  const first = days[0]?.day ?? `${month}-01`;
  const caption = view === 'month' ? shownMonth : t('rota.weekOf', { day: sayDay(first, t) });
  return (
    <ConsolePage {...props} title={t('rota.title')} faults={faults}>
      <h1>{t('rota.title')}</h1>
      <Now {...props} />
      <Ways {...props} />
      <h2 id="plan">{caption}</h2>
      <nav aria-label={t('rota.views')} class="around">
        <a href={`/rota?${before}`}>{t('rota.before')}</a>
        <a href={`/rota?month=${month}`} aria-current={view === 'month' ? 'true' : undefined}>
          {t('rota.month')}
        </a>
        <a href={`/rota?week=${weekLink(props)}`} aria-current={view === 'week' ? 'true' : undefined}>
          {t('rota.week')}
        </a>
        <a href={`/rota?${after}`}>{t('rota.after')}</a>
      </nav>
      <Lacking t={t} days={days} />
      {view === 'month' ? <MonthTable {...{ t, days, month }} /> : <WeekTable {...{ t, days, caption }} />}
      {props.mayPlan && <Temporary {...props} />}
      <Overrides {...props} />
      {mayEdit && (
        <div class="actions">
          <OverrideForm {...props} texts={props.typed.override} />
          <SwapForm {...props} texts={props.typed.swap} />
        </div>
      )}
    </ConsolePage>
  );
};

/** The week of today when it is shown, else the first one. */
const weekLink = ({ days }: RotaProps): string => (days.find(({ isToday }) => isToday) ?? days[0])?.day ?? '';

const Now = ({ t, duties, ahead, dutyUntil, zone, isEmpty }: RotaProps) => {
  return (
    <section class="next" aria-labelledby="now">
      <h2 id="now">
        {ahead === null || duties.length === 0 ? t('rota.now') : t('rota.nextOpen', { day: sayDay(ahead, t) })}
      </h2>
      {isEmpty && <p>{t('rota.empty')}</p>}
      <ul>
        {([1, 2] as const).map((level) => {
          const found = duties.filter((duty) => duty.level === level);
          return (
            <li key={level}>
              {t('rota.levelColon', { level })}{' '}
              {found.length === 0 ? (
                <strong>{t('rota.nobody')}</strong>
              ) : (
                found.map((duty) => <DutyName key={duty.name} t={t} duty={duty} />)
              )}
            </li>
          );
        })}
      </ul>
      <p class="small soft">{t('rota.until', { when: sayLocal(dutyUntil, zone, t), zone })}</p>
    </section>
  );
};
const DutyName = ({ t, duty: { name, coverFor, sender } }: { t: Translate; duty: ShownDuty }) => (
  <>
    <strong>{name}</strong>
    {coverFor !== null && ` ${t('rota.covers', { name: coverFor })}`}
    {sender !== null && ` ${t('rota.sends', { name: sender })}`}
  </>
);

const Ways = ({ t, mayPlan }: RotaProps) => (
  <p class="around">
    {mayPlan && (
      <a class="button" href="/rota/plan">
        {t('rota.plan')}
      </a>
    )}
    {mayPlan && <a href="/rota/settings">{t('rota.settings')}</a>}
    <a href="/rota/relief">{t('rotaRelief.title')}</a>
    <a href="/absences">{t('nav.absences')}</a>
    <a href="/topics">{t('nav.topics')}</a>
    <a href="/people">{t('nav.people')}</a>
    <a href="/rota/calendar">{t('rota.feeds')}</a>
    <a href="/rota.csv">{t('rota.export')}</a>
    {mayPlan && <a href="/registers/rota/import">{t('rota.import')}</a>}
  </p>
);

const Lacking = ({ t, days }: { t: Translate; days: readonly ShownDay[] }) => {
  const found = days
    .filter(({ isPast }) => !isPast)
    .flatMap(({ day, trouble }) => trouble.map((one) => ({ day, ...one })));
  if (found.length === 0) return null;
  return (
    <section class="errors" aria-labelledby="lacking">
      <h3 id="lacking">{t('rota.lacking', { count: found.length })}</h3>
      <ul>
        {found.slice(0, SHOWN_MAX).map(({ day, level, code, name }) => (
          <li key={`${day} ${level} ${code}`}>
            <a href={`/rota?week=${day}`}>{sayDay(day, t)}</a>, {t('rota.levelLower', { level })}{' '}
            {t(`troubleLong.${code}`, { name: name ?? '' })}
          </li>
        ))}
      </ul>
      {found.length > SHOWN_MAX && <p>{t('rota.moreLacking', { count: found.length - SHOWN_MAX })}</p>}
    </section>
  );
};
const SHOWN_MAX = 12;

/** What stands before the plan on these days, and the way back to it. */
const Temporary = ({ t, csrf, days, mayPlan }: RotaProps) => {
  const found = days.flatMap(({ day, isPast, levels }) =>
    ([1, 2] as const).flatMap((level) =>
      !isPast && levels[level].some(({ people }) => people.some(({ layer }) => layer === 'temporary'))
        ? [{ day, level }]
        : [],
    ),
  );
  if (!mayPlan || found.length === 0) return null;
  return (
    <section aria-labelledby="temporary">
      <h2 id="temporary">{t('rota.temporary')}</h2>
      <ul>
        {found.map(({ day, level }) => (
          <li key={`${day} ${level}`}>
            {sayDay(day, t)}, {t('rota.level', { level })}
            <Form action={`/rota/shifts/${day}-${level}-t/remove`} csrf={csrf}>
              <button type="submit" class="second">
                {t('rota.removeTemporary')}
              </button>
            </Form>
          </li>
        ))}
      </ul>
    </section>
  );
};

const Overrides = ({ t, csrf, overrides, zone, mayEdit }: RotaProps) =>
  overrides.length === 0 ? null : (
    <section aria-labelledby="overrides">
      <h2 id="overrides">{t('rota.overrides')}</h2>
      <ul>
        {overrides.map((override) => (
          <li key={override.id}>
            {t('rota.levelColon', { level: override.level })} {sayOverride(override, t)},{' '}
            {saySpan(override.startsAt, override.endsAt, zone, t)}
            {mayEdit && (
              <Form action={`/rota/overrides/${override.id}/cancel`} csrf={csrf}>
                <button type="submit" class="second">
                  {t('rota.cancelOverride')}
                </button>
              </Form>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
const sayOverride = ({ out, in: comes }: ShownOverride, t: Translate): string => {
  if (out === null) return t('rota.added', { name: comes ?? '' });
  return comes === null ? t('rota.removed', { name: out }) : t('rota.replaced', { out, in: comes });
};
