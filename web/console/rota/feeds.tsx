import { ConsolePage, Form, type Shell } from '../layout';
import type { ShownFeed } from './view';

/** Secret addresses under which a calendar program reads the rota. */
export const FeedsPage = ({ feeds, ...shell }: Shell & { feeds: readonly ShownFeed[] }) => {
  const { t, csrf } = shell;
  return (
    <ConsolePage {...shell} title={t('feeds.title')}>
      <p>
        <a href="/rota">{t('rota.title')}</a>
      </p>
      <h1>{t('feeds.title')}</h1>
      <p>{t('feeds.lead')}</p>
      {feeds.length === 0 && <p class="empty">{t('feeds.none')}</p>}
      <ul>
        {feeds.map(({ id, url, isOwn }) => (
          <li key={id}>
            {isOwn ? t('feeds.own') : t('feeds.all')} <code>{url}</code>
            <Form action={`/rota/calendar/${id}/revoke`} csrf={csrf}>
              <button type="submit" class="second">
                {t('feeds.revoke')}
              </button>
            </Form>
          </li>
        ))}
      </ul>
      <Form action="/rota/calendar" csrf={csrf}>
        <button type="submit" name="whose" value="own">
          {t('feeds.makeOwn')}
        </button>{' '}
        <button type="submit" name="whose" value="all">
          {t('feeds.makeAll')}
        </button>
      </Form>
    </ConsolePage>
  );
};
