import { MATCH_FIELDS, writeMatchers } from '../../domain/rules/matcher';
import { GROUP_FIELDS, type Rule } from '../../domain/rules/rule';
import type { Translate } from '../words';
import { ConsolePage, type FieldFault, type Shell } from './layout';
import { RuleForm, type RuleTexts, type Trial } from './rule-form';
import { isoOf, sayMoment } from './when';

export const rulePath = (code: string): string => `/rules/${encodeURIComponent(code)}`;

const sayFields = (fields: readonly (typeof GROUP_FIELDS)[number][], t: Translate): string =>
  fields.map((field) => t(`field.${field}`)).join(', ');

/** The rules in the order in which they are asked. */
export const RulesPage = ({ rules, mayEdit, ...shell }: Shell & { rules: readonly Rule[]; mayEdit: boolean }) => {
  const { t } = shell;
  return (
    <ConsolePage {...shell} title={t('nav.rules')}>
      <h1>{t('rules.title')}</h1>
      <p>{t('rules.lead')}</p>
      {mayEdit ? (
        <p>
          <a class="button" href="/rules/new">
            {t('rules.new')}
          </a>
        </p>
      ) : (
        <p class="hint">{t('rules.readOnly')}</p>
      )}
      <div class="scroll" tabIndex={0} role="region" aria-label={t('nav.rules')}>
        <table>
          <thead>
            <tr>
              {(['priority', 'name', 'matchers', 'groupBy'] as const).map((column) => (
                <th scope="col" key={column}>
                  {t(`rules.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => (
              <tr key={rule.code}>
                <td class="num">{rule.priority}</td>
                <th scope="row">
                  <a href={rulePath(rule.code)}>{rule.name}</a>{' '}
                  <span class="soft small">{t('rules.version', { version: rule.version })}</span>
                </th>
                <td>{writeMatchers(rule.matchers) || t('rules.all')}</td>
                <td>{sayFields(rule.groupBy, t)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </ConsolePage>
  );
};

interface RulePageProps extends Shell {
  /** Null for a new one. */
  code: string | null;
  texts: RuleTexts;
  faults: readonly FieldFault[];
  trial: Trial | null;
  mayEdit: boolean;
  versions: readonly { version: number; author: string; createdAt: Date }[];
}
/** One rule as a form; it is tried before it can be saved. */
export const RulePage = ({ code, texts, faults, trial, mayEdit, versions, ...shell }: RulePageProps) => {
  const { t, csrf } = shell;
  const title = code === null ? t('rules.newTitle') : `${texts.name} (${code})`;
  return (
    <ConsolePage {...shell} title={title} faults={faults}>
      <p>
        <a href="/rules">{t('nav.rules')}</a>
      </p>
      <h1>{title}</h1>
      {!mayEdit && <p class="hint">{t('rules.readOnly')}</p>}
      {trial && <Tried t={t} trial={trial} />}
      <RuleForm {...{ t, csrf, code, texts, trial, mayEdit }} fields={MATCH_FIELDS.join(', ')} />
      {versions.length > 0 && (
        <section aria-labelledby="versions">
          <h2 id="versions">{t('rules.versions')}</h2>
          <ul>
            {versions.map(({ version, author, createdAt }) => (
              <li key={version}>
                {t('rules.version', { version })}{' '}
                <time class="soft" dateTime={isoOf(createdAt)}>
                  {t('rules.by', { who: author.replace(/^\w+:/, ''), when: sayMoment(createdAt, t) })}
                </time>
              </li>
            ))}
          </ul>
        </section>
      )}
    </ConsolePage>
  );
};

const Tried = ({ t, trial }: { t: Translate; trial: Trial }) => (
  <section class="next" aria-labelledby="tried" role="status">
    <h2 id="tried">{t('rules.tried')}</h2>
    <p>
      <strong>{t('rules.triedSum', { anomalies: trial.anomalies, cases: trial.cases, now: trial.now })}</strong>{' '}
      {trial.rerouted > 0 && `${t('rules.triedRoute', { count: trial.rerouted })} `}
      {trial.below > 0 && `${t('rules.triedBelow', { count: trial.below })} `}
      {t('rules.nothingYet')}
    </p>
    {trial.examples.length > 0 && (
      <table>
        <thead>
          <tr>
            <th scope="col">{t('rules.key')}</th>
            <th scope="col" class="num">
              {t('rules.anomalies')}
            </th>
            <th scope="col" class="num">
              {t('rules.cases')}
            </th>
          </tr>
        </thead>
        <tbody>
          {trial.examples.map(({ key, anomalies, cases }) => (
            <tr key={JSON.stringify(key)}>
              <td>
                {Object.values(key)
                  .map((value) => value ?? t('rules.anything'))
                  .join(', ')}
              </td>
              <td class="num">{anomalies}</td>
              <td class="num">{cases}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </section>
);
