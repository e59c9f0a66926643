import type { VNode } from 'preact';
import type { Translate } from '../words';
import { Field, FileField, type Mistake, Mistakes } from './field';
import { RequesterLayout } from './layout';
import { sayService } from './next';
import { type HelpError, type HelpValues, REQUEST_TYPES, type Service } from './view';

export interface HelpProps {
  t: Translate;
  centre: string;
  values: HelpValues;
  errors: readonly HelpError[];
  topics: readonly { code: string; name: string }[];
  service: Service | null;
}

/** A question to the desk: the words and an address are needed, all else may be said. */
export function HelpPage(props: HelpProps): VNode {
  const { t, centre, values, errors, service } = props;
  const other = t.language === 'fr' ? 'en' : 'fr';
  const mistakes = errors.map(({ field, code, args }) => ({ field, text: t.of(`help.error.${field}.${code}`, args) }));
  const title = t('help.title');
  return (
    <RequesterLayout
      t={t}
      centre={centre}
      title={errors.length > 0 ? t('help.errorTitle', { title }) : title}
      {...(errors.length > 0 ? {} : { otherHref: `/help?lang=${other}` })}
    >
      <Mistakes mistakes={mistakes} t={t} />
      <h1>{title}</h1>
      <p>{t('help.lead')}</p>
      <form method="post" action="/help" encType="multipart/form-data" noValidate>
        <input type="hidden" name="lang" value={t.language} />
        <Field id="text" label={t('help.text')} hint={t('help.textHint')} mistakes={mistakes}>
          {(described) => (
            <textarea id="text" name="text" rows={7} required {...described}>
              {values.text}
            </textarea>
          )}
        </Field>
        <Field id="email" label={t('help.email')} hint={t('help.emailHint')} mistakes={mistakes}>
          {(described) => (
            <input
              type="email"
              id="email"
              name="email"
              autocomplete="email"
              required
              value={values.email}
              {...described}
            />
          )}
        </Field>
        <Optional {...props} mistakes={mistakes} />
        <Trap t={t} value={values.website} mistakes={mistakes} />
        <button type="submit">{t('help.send')}</button>
      </form>
      {service && sayService(service, t).map((line) => <p key={line}>{line}</p>)}
      <p>
        <a href={`/contacts?lang=${t.language}`}>{t('help.contacts')}</a>
      </p>
    </RequesterLayout>
  );
}

function Optional({ t, values, topics, mistakes }: HelpProps & { mistakes: readonly Mistake[] }): VNode {
  const filled = values.type !== '' || values.topic !== '' || values.cruise !== '' || values.kept.length > 0;
  return (
    <details open={filled || mistakes.some(({ field }) => OPTIONAL.has(field))}>
      <summary>{t('help.more')}</summary>
      <Field id="type" label={t('help.type')} mistakes={mistakes}>
        {(described) => (
          <select id="type" name="type" {...described}>
            <option value="">{t('help.noType')}</option>
            {REQUEST_TYPES.map((type) => (
              <option key={type} value={type} selected={type === values.type}>
                {t(`help.type.${type}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field id="topic" label={t('help.topic')} mistakes={mistakes}>
        {(described) => (
          <select id="topic" name="topic" {...described}>
            <option value="">{t('help.noTopic')}</option>
            {topics.map(({ code, name }) => (
              <option key={code} value={code} selected={code === values.topic}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field id="cruise" label={t('help.cruise')} hint={t('help.cruiseHint')} mistakes={mistakes}>
        {(described) => <input id="cruise" name="cruise" value={values.cruise} {...described} />}
      </Field>
      <FileField kept={values.kept} mistakes={mistakes} t={t} />
    </details>
  );
}
const OPTIONAL: ReadonlySet<string> = new Set(['type', 'topic', 'cruise', 'file']);

/** A field that only robots fill in. Who meets it all the same, by an eager browser, is shown it and loses nothing. */
const Trap = ({ t, value, mistakes }: { t: Translate; value: string; mistakes: readonly Mistake[] }): VNode => (
  <div hidden={value === ''}>
    <Field id="website" label={t('help.trap')} mistakes={mistakes}>
      {(described) => (
        <input
          id="website"
          name="website"
          value={value}
          autocomplete="off"
          {...(value === '' ? { tabIndex: -1 } : {})}
          {...described}
        />
      )}
    </Field>
  </div>
);
