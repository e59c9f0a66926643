import { ConsolePage, type FieldFault, Form, type Shell } from './layout';

interface LogInProps extends Shell {
  email: string;
  /** Where to go after log-in. */
  next: string;
  faults: readonly FieldFault[];
}

export const LogInPage = ({ email, next, faults, ...shell }: LogInProps) => {
  const { t, csrf } = shell;
  const other = t.language === 'fr' ? 'en' : 'fr';
  return (
    <ConsolePage {...shell} title={t('login.title')} faults={faults}>
      <div class="signin">
        <h1>{t('login.title')}</h1>
        <p class="soft">{t('login.lead')}</p>
        <Form action={`/login?lang=${t.language}`} csrf={csrf} id="login">
          <input type="hidden" name="next" value={next} />
          <div class="field">
            <label for="email">{t('login.email')}</label>
            <input id="email" name="email" type="email" value={email} autocomplete="username" required />
          </div>
          <div class="field">
            <label for="password">{t('login.password')}</label>
            <input id="password" name="password" type="password" autocomplete="current-password" required />
          </div>
          <button type="submit">{t('login.submit')}</button>
        </Form>
        <p>
          <a href={`/login?lang=${other}&next=${encodeURIComponent(next)}`} lang={other} hreflang={other}>
            {t('language.other')}
          </a>
        </p>
      </div>
    </ConsolePage>
  );
};
