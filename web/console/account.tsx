import { LANGUAGES } from '../../domain/words';
import { type Translate, translator } from '../words';
import { ConsolePage, type FieldFault, Form, type Shell } from './layout';

interface AccountProps extends Shell {
  email: string;
  faults: readonly FieldFault[];
  passwordMin: number;
}

export const AccountPage = ({ email, faults, passwordMin, ...shell }: AccountProps) => {
  const { t, csrf, person } = shell;
  return (
    <ConsolePage {...shell} path="/account" title={t('account.title')} faults={faults}>
      <h1>{t('account.title')}</h1>
      <dl class="facts">
        <dt>{t('account.name')}</dt>
        <dd>{person?.name}</dd>
        <dt>{t('login.email')}</dt>
        <dd>{email}</dd>
        <dt>{t('account.role')}</dt>
        <dd>{person && t(`role.${person.role}`)}</dd>
      </dl>
      <h2>{t('account.language')}</h2>
      <Form action="/account/language" csrf={csrf} id="language-form">
        <div class="field">
          <label for="language">{t('account.language')}</label>
          <select id="language" name="language">
            {LANGUAGES.map((language) => (
              <option key={language} lang={language} value={language} selected={language === t.language}>
                {translator(language)(`language.${language}`)}
              </option>
            ))}
          </select>
        </div>
        <button type="submit">{t('account.save')}</button>
      </Form>
      <h2>{t('account.password')}</h2>
      <p class="hint">{t('account.passwordHint', { min: passwordMin })}</p>
      <Form action="/account/password" csrf={csrf} id="password-form">
        <input type="hidden" name="email" value={email} autocomplete="username" />
        <Password t={t} name="current" autocomplete="current-password" />
        <Password t={t} name="password" autocomplete="new-password" />
        <Password t={t} name="again" autocomplete="new-password" />
        <button type="submit">{t('account.changePassword')}</button>
      </Form>
    </ConsolePage>
  );
};

interface PasswordProps {
  t: Translate;
  name: 'current' | 'password' | 'again';
  autocomplete: 'current-password' | 'new-password';
}
const Password = ({ t, name, autocomplete }: PasswordProps) => (
  <div class="field">
    <label for={name}>{t(`account.${name}`)}</label>
    <input id={name} name={name} type="password" autocomplete={autocomplete} required />
  </div>
);
