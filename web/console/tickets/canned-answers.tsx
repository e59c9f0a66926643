import { CANNED_NAME_MAX, CANNED_TEXT_MAX, type CannedAnswer } from '../../../domain/canned-answer';
import { LANGUAGES } from '../../../domain/words';
import type { Translate } from '../../words';
import { Choose } from '../fields';
import { ConsolePage, type FieldFault, Form, type Shell } from '../layout';

export interface NamedTopic {
  code: string;
  name: string;
}
const pathOf = (code: string): string => `/canned-answers/${encodeURIComponent(code)}`;

interface CannedAnswersProps extends Shell {
  answers: readonly CannedAnswer[];
  topics: readonly NamedTopic[];
  mayEdit: boolean;
}
/** What the desk keeps ready to write. */
export const CannedAnswersPage = ({ answers, topics, mayEdit, ...shell }: CannedAnswersProps) => {
  const { t } = shell;
  const topicOf = (code: string | null): string =>
    code === null ? t('canned.anyTopic') : (topics.find((topic) => topic.code === code)?.name ?? code);
  return (
    <ConsolePage {...shell} title={t('canned.title')}>
      <h1>{t('canned.title')}</h1>
      <p>{t('canned.lead')}</p>
      {mayEdit && (
        <p>
          <a class="button" href="/canned-answers/new">
            {t('canned.new')}
          </a>
        </p>
      )}
      {answers.length === 0 ? (
        <p class="empty">{t('canned.none')}</p>
      ) : (
        <section class="scroll" tabIndex={0} aria-label={t('canned.title')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('canned.name')}</th>
                <th scope="col">{t('ticket.topic')}</th>
                <th scope="col">{t('canned.text')}</th>
              </tr>
            </thead>
            <tbody>
              {answers.map((answer) => (
                <tr key={answer.code}>
                  <th scope="row" class="name">
                    <a href={pathOf(answer.code)}>{answer.name[t.language]}</a>{' '}
                    {!answer.active && <span class="badge">{t('canned.retired')}</span>}
                  </th>
                  <td>{topicOf(answer.topic)}</td>
                  <td class="small">{beginning(answer.text[t.language])}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </ConsolePage>
  );
};
const BEGINNING_MAX = 160;
const beginning = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > BEGINNING_MAX ? `${line.slice(0, BEGINNING_MAX)}…` : line;
};

interface CannedAnswerProps extends Shell {
  /** Code of the answer that stands; null for a new one. */
  code: string | null;
  filled: Readonly<Record<string, string>>;
  topics: readonly NamedTopic[];
  faults: readonly FieldFault[];
  mayEdit: boolean;
}
/** One canned answer as a form, in both languages. */
export const CannedAnswerPage = ({ code, filled, topics, faults, mayEdit, ...shell }: CannedAnswerProps) => {
  const { t, csrf } = shell;
  const title = code === null ? t('canned.new') : (filled[`name_${t.language}`] ?? code);
  return (
    <ConsolePage {...shell} title={title} faults={faults}>
      <p>
        <a href="/canned-answers">{t('canned.title')}</a>
      </p>
      <h1>{title}</h1>
      <Form action={code === null ? '/canned-answers/new' : pathOf(code)} csrf={csrf} id="canned">
        <fieldset class="bare" disabled={!mayEdit}>
          {code === null && (
            <div class="field">
              <label for="code">{t('canned.code')}</label>
              <p class="hint" id="code-hint">
                {t('canned.codeHint')}
              </p>
              <input id="code" name="code" value={filled['code'] ?? ''} required aria-describedby="code-hint" />
            </div>
          )}
          <Choose
            id="topic"
            name="topic"
            label={t('ticket.topic')}
            value={filled['topic'] ?? ''}
            options={[
              { value: '', text: t('canned.anyTopic') },
              ...topics.map((topic) => ({ value: topic.code, text: topic.name })),
            ]}
          />
          <p class="hint">{t('canned.placesHint')}</p>
          {LANGUAGES.map((language) => (
            <InLanguage key={language} {...{ t, language, filled }} />
          ))}
          <label class="tick">
            <input type="checkbox" name="active" value="yes" checked={filled['active'] === 'yes'} />{' '}
            {t('canned.active')}
          </label>
          {mayEdit && (
            <p>
              <button type="submit">{t('registers.save')}</button>
            </p>
          )}
        </fieldset>
      </Form>
    </ConsolePage>
  );
};

interface InLanguageProps {
  t: Translate;
  language: (typeof LANGUAGES)[number];
  filled: Readonly<Record<string, string>>;
}
const InLanguage = ({ t, language, filled }: InLanguageProps) => (
  <fieldset class="field">
    <legend>{t(`language.${language}`)}</legend>
    <div class="field">
      <label for={`name_${language}`}>{t('canned.name')}</label>
      <input
        id={`name_${language}`}
        name={`name_${language}`}
        value={filled[`name_${language}`] ?? ''}
        maxLength={CANNED_NAME_MAX}
        lang={language}
        required
      />
    </div>
    <div class="field">
      <label for={`text_${language}`}>{t('canned.text')}</label>
      <textarea
        id={`text_${language}`}
        name={`text_${language}`}
        rows={8}
        maxLength={CANNED_TEXT_MAX}
        lang={language}
        required
      >
        {filled[`text_${language}`] ?? ''}
      </textarea>
    </div>
  </fieldset>
);
