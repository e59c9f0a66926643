import { page } from '../html';
import type { Translate } from '../words';
import { wrap } from './text';

export interface PausedWebhook {
  t: Translate;
  centre: { name: string; email: string };
  name: string;
  url: string;
  why: string;
  /** Events that wait for it. */
  waiting: number;
  /** Its page in the console. */
  pageUrl: string;
}

/** To the owner of a receiver: nothing leaves for it any more, and what waits is kept. */
export function webhookPausedLetter({ t, centre, name, url, why, waiting, pageUrl }: PausedWebhook): {
  subject: string;
  text: string;
  html: string;
} {
  const said = [
    t('letter.webhook.text', { name, url }),
    t.of(`webhookWhy.${why}`),
    t('letter.webhook.waiting', { waiting }),
  ];
  const look = t('letter.webhook.look');
  const sign = t('letter.sign', { centre: centre.name, email: centre.email });
  return {
    subject: t('letter.subject.webhook', { centre: centre.name, name }),
    text: `${said.map((line) => wrap(line)).join('\n\n')}\n\n${wrap(look)}\n${pageUrl}\n\n-- \n${sign}\n`,
    html: page(
      <html lang={t.language}>
        <body>
          {said.map((line) => (
            <p key={line}>{line}</p>
          ))}
          <p>
            {look} <a href={pageUrl}>{pageUrl}</a>
          </p>
          <p>{sign}</p>
        </body>
      </html>,
    ),
  };
}
