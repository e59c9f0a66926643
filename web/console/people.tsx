import type { Role } from '../../domain/words';
import type { Level } from '../../domain/rota/facts';
import { Choose } from './fields';
import { ConsolePage, type FieldFault, Form, type Shell } from './layout';
import { weekdayNames } from './rota/days';
import type { PersonOption } from './rota/view';

export interface ShownColleague {
  code: string;
  name: string;
  role: Role;
  active: boolean;
  levels: readonly Level[];
  /** 1 = Monday. */
  weekdays: readonly number[];
  mentor: string | null;
  manager: string | null;
}
interface PeopleProps extends Shell {
  people: readonly ShownColleague[];
  mayAdd: boolean;
}

/** Who works at the desk: lines, days, mentor and manager of each. */
export const PeoplePage = ({ people, mayAdd, ...shell }: PeopleProps) => {
  const { t } = shell;
  return (
    <ConsolePage {...shell} title={t('nav.people')}>
      <p>
        <a href="/rota">{t('rota.title')}</a>
      </p>
      <h1>{t('nav.people')}</h1>
      {mayAdd && (
        <p>
          <a class="button" href="/registers/people">
            {t('people.register')}
          </a>
        </p>
      )}
      <div class="scroll" tabIndex={0} role="region" aria-label={t('nav.people')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('people.name')}</th>
              <th scope="col">{t('people.role')}</th>
              <th scope="col">{t('people.levels')}</th>
              <th scope="col">{t('people.weekdays')}</th>
              <th scope="col">{t('people.mentor')}</th>
              <th scope="col">{t('people.manager')}</th>
            </tr>
          </thead>
          <tbody>
            {people.map((person) => (
              <tr key={person.code}>
                <th scope="row" class="name">
                  <a href={`/people/${encodeURIComponent(person.code)}`}>{person.name}</a>{' '}
                  {!person.active && <span class="badge">{t('people.inactive')}</span>}
                </th>
                <td>{t(`role.${person.role}`)}</td>
                <td>{person.levels.join(', ')}</td>
                <td>{sayWeekdays(person.weekdays, t)}</td>
                <td>{person.mentor}</td>
                <td>{person.manager}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </ConsolePage>
  );
};
const sayWeekdays = (days: readonly number[], t: Shell['t']): string =>
  days.length === 7
    ? t('people.everyDay')
    : weekdayNames(t)
        .filter((_, place) => days.includes(place + 1))
        .join(', ');

interface PersonProps extends Shell {
  colleague: ShownColleague & { mentorCode: string; managerCode: string };
  others: readonly PersonOption[];
  faults: readonly FieldFault[];
  mayEdit: boolean;
}
/** What one person does at the desk. */
export const PersonPage = ({ colleague, others, faults, mayEdit, ...shell }: PersonProps) => {
  const { t, csrf } = shell;
  const options = [{ value: '', text: '–' }, ...others.map(({ code, name }) => ({ value: code, text: name }))];
  return (
    <ConsolePage {...shell} title={colleague.name} faults={faults}>
      <p>
        <a href="/people">{t('nav.people')}</a>
      </p>
      <h1>{colleague.name}</h1>
      <p class="soft">{t(`role.${colleague.role}`)}</p>
      {!mayEdit && <p class="hint">{t('registers.readOnly')}</p>}
      <Form action={`/people/${encodeURIComponent(colleague.code)}`} csrf={csrf} id="person">
        <fieldset class="bare" disabled={!mayEdit}>
          <fieldset class="field" id="levels">
            <legend>{t('people.levels')}</legend>
            {([1, 2] as const).map((level) => (
              <label class="tick" key={level}>
                <input type="checkbox" name="levels" value={String(level)} checked={colleague.levels.includes(level)} />{' '}
                {t('rota.level', { level })}
              </label>
            ))}
          </fieldset>
          <fieldset class="field" id="weekdays">
            <legend>{t('people.weekdays')}</legend>
            <p class="hint">{t('people.weekdaysHint')}</p>
            {weekdayNames(t).map((name, place) => (
              <label class="tick" key={name}>
                <input
                  type="checkbox"
                  name="weekdays"
                  value={String(place + 1)}
                  checked={colleague.weekdays.includes(place + 1)}
                />{' '}
                {name}
              </label>
            ))}
          </fieldset>
          <Choose
            id="mentor"
            name="mentor"
            label={t('people.mentorField')}
            options={options}
            value={colleague.mentorCode}
          />
          <Choose
            id="manager"
            name="manager"
            label={t('people.manager')}
            options={options}
            value={colleague.managerCode}
          />
          {mayEdit && <button type="submit">{t('registers.save')}</button>}
        </fieldset>
      </Form>
    </ConsolePage>
  );
};
