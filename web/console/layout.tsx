import type { ComponentChildren } from 'preact';
import { may } from '../../domain/permissions';
import type { Role } from '../../domain/words';
import type { Translate } from '../words';
import { CONSOLE_CSS_PATH } from './style';

/** What a field of a form was refused for; `field` is the id of its input, null when the fault is none field's. */
export interface FieldFault {
  field: string | null;
  text: string;
}

/** What every page of the console needs to know of its visitor. */
export interface Shell {
  t: Translate;
  /** Null before log-in. */
  person: { name: string; role: Role } | null;
  /** Token of the session, for the hidden field of each form. */
  csrf: string;
  /** Path of this page, without query: marks its entry in the navigation. */
  path: string;
  /** What has just been done, in words. */
  flash?: string | null;
}

interface PageProps extends Shell {
  title: string;
  faults?: readonly FieldFault[];
  /** What is being looked for, on the page of the search. */
  q?: string;
  children: ComponentChildren;
}

/** A whole page of the console: navigation, what was done, what is wrong, then the page itself. */
export const ConsolePage = ({ t, person, csrf, path, flash, title, faults = [], q = '', children }: PageProps) => (
  <html lang={t.language}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <meta name="robots" content="noindex" />
      <title>{`${faults.length > 0 ? t('page.faultTitle') : ''}${title} – Vigie`}</title>
      <link rel="stylesheet" href={CONSOLE_CSS_PATH} />
      <link rel="icon" href="data:," />
    </head>
    <body>
      <a class="skip" href="#main">
        {t('page.skip')}
      </a>
      <header class="top">
        <div class="in">
          <a class="mark" href="/">
            Vigie
          </a>
          {person && <Navigation {...{ t, role: person.role, path }} />}
          {person && <SearchBox t={t} q={q} />}
          {person && <Who {...{ t, person, csrf, path }} />}
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {flash && (
          <div class="flash" role="status">
            <p>{flash}</p>
          </div>
        )}
        <Faults t={t} faults={faults} />
        {children}
      </main>
      <footer class="small">
        {t('page.footer')} <a href={`/accessibilite?lang=${t.language}`}>{t('page.accessibility')}</a>
      </footer>
    </body>
  </html>
);

const Navigation = ({ t, role, path }: { t: Translate; role: Role; path: string }) => {
  const isPolicy = /^\/(policy|registers\/policies)/.test(path) && may(role, 'edit_policy');
  const entries = [
    { href: '/', text: t('nav.cases'), here: path === '/' || path.startsWith('/cases') },
    { href: '/tickets', text: t('nav.tickets'), here: path.startsWith('/tickets') },
    { href: '/tasks', text: t('nav.tasks'), here: path.startsWith('/tasks') },
    { href: '/mails', text: t('nav.mails'), here: path.startsWith('/mails') },
    { href: '/deliveries', text: t('nav.deliveries'), here: path.startsWith('/deliveries') },
    { href: '/rota', text: t('nav.rota'), here: /^\/(rota|absences|topics|people)/.test(path) },
    { href: '/statistics', text: t('nav.statistics'), here: path.startsWith('/statistics') },
    { href: '/good-practice', text: t('nav.advice'), here: /^\/(good-practice|checklists)/.test(path) },
  ];
  const settings = [
    { href: '/registers', text: t('nav.registers'), here: path.startsWith('/registers') && !isPolicy },
    { href: '/rules', text: t('nav.rules'), here: path.startsWith('/rules') },
    { href: '/holds', text: t('nav.holds'), here: path.startsWith('/holds') },
    ...(may(role, 'edit_webhooks')
      ? [{ href: '/webhooks', text: t('nav.webhooks'), here: path.startsWith('/webhooks') }]
      : []),
    ...(may(role, 'edit_policy') ? [{ href: '/policy', text: t('nav.policy'), here: isPolicy }] : []),
  ];
  const shown = (some: typeof entries) =>
    some.map(({ href, text, here }) => (
      <li key={href}>
        <a href={href} aria-current={here ? 'page' : undefined}>
          {text}
        </a>
      </li>
    ));
  return (
    <nav aria-label={t('nav.main')}>
      <ul>
        {shown(entries)}
        <li>
          <details class="menu" open={settings.some(({ here }) => here)}>
            <summary>{t('nav.settings')}</summary>
            <ul>{shown(settings)}</ul>
          </details>
        </li>
      </ul>
    </nav>
  );
};

const SearchBox = ({ t, q }: { t: Translate; q: string }) => (
  <form class="seek" method="get" action="/search" role="search" aria-label={t('search.box')}>
    <input
      name="q"
      type="search"
      value={q}
      maxLength={200}
      aria-label={t('search.box')}
      placeholder={t('search.box')}
    />
    <button type="submit">{t('search.go')}</button>
  </form>
);

const Who = ({
  t,
  person,
  csrf,
  path,
}: Pick<Shell, 't' | 'csrf' | 'path'> & { person: { name: string; role: Role } }) => (
  <div class="who">
    <a href="/account" aria-current={path === '/account' ? 'page' : undefined}>
      {person.name} ({t(`role.${person.role}`)})
    </a>
    <Form action="/logout" csrf={csrf}>
      <button class="plain" type="submit">
        {t('nav.logout')}
      </button>
    </Form>
  </div>
);

/** The summary that stands first and leads to each field. */
const Faults = ({ t, faults }: { t: Translate; faults: readonly FieldFault[] }) =>
  faults.length === 0 ? null : (
    <div class="errors" role="alert" tabIndex={-1} id="faults" autofocus>
      <h2>{t('page.faults', { count: faults.length })}</h2>
      <ul>
        {faults.map(({ field, text }) => (
          <li key={text}>{field ? <a href={`#${field}`}>{text}</a> : text}</li>
        ))}
      </ul>
    </div>
  );

interface FormProps {
  action: string;
  csrf: string;
  /** Takes a file. */
  upload?: boolean;
  id?: string;
  class?: string;
  children: ComponentChildren;
}
/** A form that changes something: always POST, always with the session's token, which stands before any file. */
export const Form = ({ action, csrf, upload, children, ...rest }: FormProps) => (
  <form method="post" action={action} encType={upload ? 'multipart/form-data' : undefined} {...rest}>
    <input type="hidden" name="_csrf" value={csrf} />
    {children}
  </form>
);
