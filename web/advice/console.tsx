import type { VNode } from 'preact';
import type { AdviceFault } from '../../domain/advice';
import { ConsolePage, type FieldFault, Form, type Shell } from '../console/layout';
import { sayDate } from '../console/when';
import type { Translate } from '../words';
import { advicePath } from './pages';

export const deskPath = (code: string): string => `/good-practice/${encodeURIComponent(code)}`;

/** A topic as the list of the console shows it: its newest version, and what was said of all. */
export interface DeskTopic {
  code: string;
  title: string;
  checks: readonly string[];
  sensorTypes: readonly string[];
  state: 'draft' | 'published' | 'withdrawn';
  given: number;
  helped: number;
  unhelpful: number;
}
const BADGES = { published: 'good', draft: 'warn', withdrawn: '' } as const;

export const AdviceDeskPage = ({
  topics,
  mayEdit,
  ...shell
}: Shell & { topics: readonly DeskTopic[]; mayEdit: boolean }): VNode => {
  const { t } = shell;
  return (
    <ConsolePage {...shell} title={t('advice.title')}>
      <h1>{t('advice.title')}</h1>
      <p>
        {t('adviceDesk.lead')} <a href="/advice">/advice</a>.
      </p>
      <p class="around">
        {mayEdit && (
          <a class="button" href="/good-practice/new">
            {t('adviceDesk.new')}
          </a>
        )}
        <a href="/checklists">{t('checklistDesk.title')}</a>
      </p>
      <section class="scroll" tabIndex={0} aria-label={t('advice.title')}>
        <table>
          <caption>{t('adviceDesk.caption')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('adviceDesk.topic')}</th>
              <th scope="col">{t('adviceDesk.checks')}</th>
              <th scope="col">{t('adviceDesk.sensors')}</th>
              <th scope="col">{t('adviceDesk.state')}</th>
              <th scope="col" class="num">
                {t('adviceDesk.given')}
              </th>
              <th scope="col" class="num">
                {t('adviceDesk.helped')}
              </th>
              <th scope="col" class="num">
                {t('adviceDesk.unhelpful')}
              </th>
            </tr>
          </thead>
          <tbody>
            {topics.map((topic) => (
              <Row key={topic.code} t={t} topic={topic} />
            ))}
          </tbody>
        </table>
      </section>
    </ConsolePage>
  );
};

const Row = ({ t, topic }: { t: Translate; topic: DeskTopic }): VNode => (
  <tr>
    <td>
      <a href={deskPath(topic.code)}>{topic.title}</a>
    </td>
    <td class="small">{topic.checks.join(', ') || '—'}</td>
    <td>{topic.sensorTypes.join(', ') || t('adviceDesk.any')}</td>
    <td>
      <span class={`badge ${BADGES[topic.state]}`}>{t(`adviceDesk.${topic.state}`)}</span>
    </td>
    <td class="num">{topic.given}</td>
    <td class="num">{topic.helped}</td>
    <td class="num">{topic.unhelpful}</td>
  </tr>
);

/** What stands in the fields of the editor. */
export interface TopicTexts {
  code: string;
  checks: string;
  sensorTypes: string;
  sources: string;
  general: boolean;
  title_fr: string;
  text_fr: string;
  title_en: string;
  text_en: string;
  /** Version that the editor has before them; empty for a new topic. */
  version: string;
}
export interface VersionLine {
  version: number;
  state: DeskTopic['state'];
  author: string | null;
  at: Date | null;
}
interface EditorProps extends Shell {
  /** Null for a new topic. */
  code: string | null;
  texts: TopicTexts;
  versions: readonly VersionLine[];
  faults: readonly FieldFault[];
  mayEdit: boolean;
}

export const FAULT_LABELS = {
  code: 'adviceDesk.code',
  checks: 'adviceDesk.checks',
  sensorTypes: 'adviceDesk.sensors',
  title_fr: 'adviceDesk.title_fr',
  text_fr: 'adviceDesk.text_fr',
  title_en: 'adviceDesk.title_en',
  text_en: 'adviceDesk.text_en',
} as const satisfies Record<AdviceFault['field'], string>;

/** One topic in both languages, as a draft or for everybody. */
export const AdviceEditorPage = (of: EditorProps): VNode => {
  const { code, texts, versions, faults, mayEdit, ...shell } = of;
  const { t } = shell;
  const title = code === null ? t('adviceDesk.new') : t('adviceDesk.edit', { code });
  const isPublic = versions.find(({ state }) => state !== 'draft')?.state === 'published';
  return (
    <ConsolePage {...shell} title={title} faults={faults}>
      <h1>{title}</h1>
      {code !== null && isPublic && (
        <p>
          <a href={advicePath(code)}>{t('adviceDesk.public')}</a>
        </p>
      )}
      <Form action={code === null ? '/good-practice/new' : deskPath(code)} csrf={shell.csrf}>
        <input type="hidden" name="version" value={texts.version} />
        {code === null && <Line t={t} name="code" texts={texts} hint={t('adviceDesk.codeHint')} />}
        {(['fr', 'en'] as const).map((language) => (
          <fieldset key={language}>
            <legend>{t(`adviceDesk.${language}`)}</legend>
            <Line t={t} name={`title_${language}`} texts={texts} lang={language} />
            <Area t={t} name={`text_${language}`} texts={texts} lang={language} />
          </fieldset>
        ))}
        <Line t={t} name="checks" texts={texts} hint={t('adviceDesk.checksHint')} />
        <Line t={t} name="sensorTypes" texts={texts} hint={t('adviceDesk.sensorsHint')} />
        <div class="field">
          <label for="sources">{t('adviceDesk.sourcesLabel')}</label>
          <p class="hint" id="sources-hint">
            {t('adviceDesk.sourcesHint')}
          </p>
          <textarea id="sources" name="sources" rows={2} aria-describedby="sources-hint" value={texts.sources} />
        </div>
        <p class="tick">
          <label>
            <input type="checkbox" name="general" value="yes" checked={texts.general} /> {t('adviceDesk.general')}
          </label>
        </p>
        {mayEdit && (
          <p class="around">
            <button type="submit" name="deed" value="draft" class="second">
              {t('adviceDesk.save')}
            </button>
            <button type="submit" name="deed" value="publish">
              {t('adviceDesk.publish')}
            </button>
            {isPublic && (
              <button type="submit" name="deed" value="withdraw" class="danger" formNoValidate>
                {t('adviceDesk.withdraw')}
              </button>
            )}
          </p>
        )}
      </Form>
      {versions.length > 0 && <Versions t={t} versions={versions} />}
    </ConsolePage>
  );
};

type TextField = Exclude<keyof TopicTexts, 'general' | 'version' | 'sources'>;
interface FieldProps {
  t: Translate;
  name: TextField;
  texts: TopicTexts;
  hint?: string;
  lang?: 'fr' | 'en';
}
const Line = ({ t, name, texts, hint, lang }: FieldProps): VNode => (
  <div class="field">
    <label for={name}>{t(FAULT_LABELS[name])}</label>
    {hint && (
      <p class="hint" id={`${name}-hint`}>
        {hint}
      </p>
    )}
    <input
      id={name}
      name={name}
      lang={lang}
      size={60}
      maxLength={2000}
      value={texts[name]}
      aria-describedby={hint && `${name}-hint`}
    />
  </div>
);
const Area = ({ t, name, texts, lang }: FieldProps): VNode => (
  <div class="field">
    <label for={name}>{t(FAULT_LABELS[name])}</label>
    <p class="hint" id={`${name}-hint`}>
      {t('adviceDesk.textHint')}
    </p>
    <textarea id={name} name={name} lang={lang} rows={8} aria-describedby={`${name}-hint`} value={texts[name]} />
  </div>
);

const Versions = ({ t, versions }: { t: Translate; versions: readonly VersionLine[] }): VNode => (
  <section>
    <h2>{t('adviceDesk.versions')}</h2>
    <ul>
      {versions.map(({ version, state, author, at }) => (
        <li key={version}>
          {t('adviceDesk.versionLine', { version, state: t(`adviceDesk.${state}`) })},{' '}
          {author === null || at === null
            ? t('adviceDesk.shipped')
            : t('adviceDesk.by', { author: author.replace(/^person:/, ''), when: sayDate(at, t) })}
        </li>
      ))}
    </ul>
  </section>
);
