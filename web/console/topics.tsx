import type { Translate } from '../words';
import { Choose } from './fields';
import { ConsolePage, type FieldFault, Form, type Shell } from './layout';
import { sayLocal } from './rota/days';
import type { PersonOption } from './rota/view';

export interface ShownSpecialist {
  name: string;
  cover: string | null;
  /** Away until when; null = there. */
  away: { until: Date | null } | null;
}
export interface ShownTopic {
  code: string;
  name: string;
  nameEn: string;
  active: boolean;
  straightToExternal: boolean;
  specialists: readonly ShownSpecialist[];
}
interface TopicsProps extends Shell {
  topics: readonly ShownTopic[];
  zone: string;
  mayEdit: boolean;
}

/** What questions are about, in both languages, and who answers them. */
export const TopicsPage = ({ topics, zone, mayEdit, ...shell }: TopicsProps) => {
  const { t } = shell;
  return (
    <ConsolePage {...shell} title={t('nav.topics')}>
      <p>
        <a href="/rota">{t('rota.title')}</a>
      </p>
      <h1>{t('nav.topics')}</h1>
      <p>{t('topics.lead')}</p>
      {mayEdit && (
        <p>
          <a class="button" href="/topics/new">
            {t('topics.new')}
          </a>
        </p>
      )}
      <div class="scroll" tabIndex={0} role="region" aria-label={t('nav.topics')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('topics.fr')}</th>
              <th scope="col">{t('topics.en')}</th>
              <th scope="col">{t('topics.specialists')}</th>
            </tr>
          </thead>
          <tbody>
            {topics.map((topic) => (
              <tr key={topic.code}>
                <th scope="row" class="name">
                  <a href={`/topics/${encodeURIComponent(topic.code)}`} lang="fr">
                    {topic.name}
                  </a>
                  {!topic.active && <span class="badge">{t('topics.inactive')}</span>}
                </th>
                <td lang="en">{topic.nameEn}</td>
                <td>
                  {topic.straightToExternal && <span class="badge">{t('topics.external')}</span>}
                  <Specialists t={t} zone={zone} topic={topic} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </ConsolePage>
  );
};

const Specialists = ({ t, zone, topic }: { t: Translate; zone: string; topic: ShownTopic }) => {
  if (topic.specialists.length === 0)
    return topic.straightToExternal ? null : <span class="soft">{t('topics.nobody')}</span>;
  return (
    <ol class="plain">
      {topic.specialists.map(({ name, cover, away }) => (
        <li key={name}>
          {name}
          {cover !== null && <span class="soft"> ({t('topics.cover', { name: cover })})</span>}{' '}
          {away && (
            <span class="badge warn">
              {away.until ? t('topics.awayUntil', { when: sayLocal(away.until, zone, t) }) : t('topics.away')}
            </span>
          )}
        </li>
      ))}
    </ol>
  );
};

export interface TopicTexts {
  code: string;
  name: string;
  nameEn: string;
  pairs: readonly { specialist: string; cover: string }[];
  straightToExternal: boolean;
  active: boolean;
}
interface TopicProps extends Shell {
  /** Null for a new one. */
  code: string | null;
  texts: TopicTexts;
  people: readonly PersonOption[];
  faults: readonly FieldFault[];
  mayEdit: boolean;
}
const PLACES_MIN = 4;

/** One topic as a form: its names, its specialists in their order, each with a cover. */
export const TopicPage = ({ code, texts, people, faults, mayEdit, ...shell }: TopicProps) => {
  const { t, csrf } = shell;
  const title = code === null ? t('topics.new') : t.language === 'fr' ? texts.name : texts.nameEn;
  const places = Math.max(texts.pairs.length + 1, PLACES_MIN);
  const options = [{ value: '', text: '–' }, ...people.map((person) => ({ value: person.code, text: person.name }))];
  return (
    <ConsolePage {...shell} title={title} faults={faults}>
      <p>
        <a href="/topics">{t('nav.topics')}</a>
      </p>
      <h1>{title}</h1>
      {!mayEdit && <p class="hint">{t('registers.readOnly')}</p>}
      <Form action={code === null ? '/topics/new' : `/topics/${encodeURIComponent(code)}`} csrf={csrf} id="topic">
        <fieldset class="bare" disabled={!mayEdit}>
          {code === null && <Text id="code" label={t('topics.code')} value={texts.code} max={100} />}
          <Text id="name" label={t('topics.fr')} value={texts.name} max={300} />
          <Text id="nameEn" label={t('topics.en')} value={texts.nameEn} max={300} />
          <fieldset class="field">
            <legend>{t('topics.specialists')}</legend>
            <p class="hint">{t('topics.order')}</p>
            {Array.from({ length: places }, (_, place) => (
              <div class="around" key={place}>
                <Choose
                  id={`specialist-${place}`}
                  name="specialist"
                  label={t('topics.specialist', { place: place + 1 })}
                  options={options}
                  value={texts.pairs[place]?.specialist ?? ''}
                />
                <Choose
                  id={`cover-${place}`}
                  name="cover"
                  label={t('topics.coverField')}
                  options={options}
                  value={texts.pairs[place]?.cover ?? ''}
                />
              </div>
            ))}
          </fieldset>
          <Tick name="straightToExternal" label={t('topics.externalField')} checked={texts.straightToExternal} />
          <Tick name="active" label={t('topics.activeField')} checked={texts.active} />
          {mayEdit && <button type="submit">{t('registers.save')}</button>}
        </fieldset>
      </Form>
    </ConsolePage>
  );
};
const Text = ({ id, label, value, max }: { id: string; label: string; value: string; max: number }) => (
  <div class="field">
    <label for={id}>{label}</label>
    <input id={id} name={id} value={value} maxLength={max} size={40} required />
  </div>
);
const Tick = ({ name, label, checked }: { name: string; label: string; checked: boolean }) => (
  <label class="tick">
    <input type="checkbox" name={name} value="yes" checked={checked} /> {label}
  </label>
);
