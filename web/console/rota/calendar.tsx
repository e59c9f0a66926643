import type { Level } from '../../../domain/rota/facts';
import type { Translate } from '../../words';
import { sayDay, sayShortDay, weekdayNames } from './days';
import type { ShownDay, ShownPerson, ShownStretch } from './view';

const LEVELS: readonly Level[] = [1, 2];

/** A month as a calendar, its weeks from Monday; on a narrow screen a list of its days. */
export const MonthTable = ({ t, days, month }: { t: Translate; days: readonly ShownDay[]; month: string }) => {
  const weeks = Array.from({ length: Math.ceil(days.length / 7) }, (_, week) => days.slice(week * 7, week * 7 + 7));
  return (
    <table class="month" aria-labelledby="plan">
      <thead>
        <tr>
          {weekdayNames(t).map((name) => (
            <th scope="col" key={name}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]?.day}>
            {week.map((day) => (
              <td key={day.day} class={classOf(day, month)}>
                <Day t={t} day={day} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
};
/** Days of the months before and after stand only where a week is a row. */
const classOf = ({ day, isOpen, isToday, isPast }: ShownDay, month?: string): string | undefined =>
  [
    isOpen ? '' : 'shut',
    isToday ? 'today' : '',
    isPast ? 'past' : '',
    month !== undefined && !day.startsWith(month) ? 'beside' : '',
  ]
    .filter(Boolean)
    .join(' ') || undefined;

const Day = ({ t, day }: { t: Translate; day: ShownDay }) => (
  <>
    <p class="date">
      <span class="long">{sayDay(day.day, t)}</span>
      <span class="short" aria-hidden="true">
        {Number(day.day.slice(8))}
      </span>{' '}
      {day.isToday && <strong>{t('rota.today')}</strong>}
    </p>
    {!day.isOpen && <p class="soft small">{t('rota.shut')}</p>}
    {day.isOpen &&
      LEVELS.filter((level) => !day.isPast || isStaffed(day.levels[level])).map((level) => (
        <p key={level} class="small">
          <span class="soft">{t('rota.levelShort', { level })}</span> <Stretches t={t} stretches={day.levels[level]} />
        </p>
      ))}
    {!day.isPast && <TroubleBadges t={t} day={day} />}
  </>
);

const isStaffed = (stretches: readonly ShownStretch[]): boolean => stretches.some(({ people }) => people.length > 0);

const TroubleBadges = ({ t, day }: { t: Translate; day: ShownDay }) => (
  <>
    {day.trouble.map(({ level, code }) => (
      <span class="badge bad" key={`${level} ${code}`}>
        {t('rota.levelShort', { level })} {t(`trouble.${code}`)}
      </span>
    ))}
  </>
);

const Stretches = ({ t, stretches }: { t: Translate; stretches: readonly ShownStretch[] }) => (
  <>
    {stretches.map(({ from, people }, place) => (
      <span key={from}>
        {place > 0 && ` ${t('rota.fromHour', { hour: from })} `}
        {people.length === 0 ? t('rota.nobody') : people.map((person) => sayPerson(person, t)).join(', ')}
      </span>
    ))}
  </>
);
const sayPerson = ({ name, cover, isMissing }: ShownPerson, t: Translate): string =>
  cover !== null ? t('rota.coveredBy', { name, cover }) : isMissing ? t('rota.missing', { name }) : name;

/** Seven days, each with who is away and which layer put whom there. */
export const WeekTable = ({ t, days, caption }: { t: Translate; days: readonly ShownDay[]; caption: string }) => (
  <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
    <table aria-labelledby="plan">
      <thead>
        <tr>
          <th scope="col">{t('rota.day')}</th>
          <th scope="col">{t('rota.level', { level: 1 })}</th>
          <th scope="col">{t('rota.level', { level: 2 })}</th>
          <th scope="col">{t('rota.away')}</th>
        </tr>
      </thead>
      <tbody>
        {days.map((day) => (
          <tr key={day.day} class={classOf(day)}>
            <th scope="row">
              {sayShortDay(day.day, t)} {day.isToday && <strong>{t('rota.today')}</strong>}
            </th>
            {LEVELS.map((level) => (
              <td key={level}>
                {day.isOpen ? <Stretches t={t} stretches={day.levels[level]} /> : t('rota.shut')}
                {day.isOpen && <Layers t={t} stretches={day.levels[level]} />}{' '}
                <TroubleBadges t={t} day={{ ...day, trouble: day.trouble.filter((one) => one.level === level) }} />
              </td>
            ))}
            <td>{day.away.join(', ')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** Where somebody does not stand by the plan. */
const Layers = ({ t, stretches }: { t: Translate; stretches: readonly ShownStretch[] }) => {
  const layers = new Set(stretches.flatMap(({ people }) => people.map(({ layer }) => layer)));
  layers.delete('rotation');
  return (
    <>
      {[...layers].map((layer) => (
        <span key={layer}>
          {' '}
          <span class="badge">{t(`layer.${layer}`)}</span>
        </span>
      ))}
    </>
  );
};
