import type { VNode } from 'preact';
import { translator } from './words';

export interface ShownMail {
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string | null;
  /** It takes an answer by mail. */
  mayReply: boolean;
}

const t = translator('fr');

/** What the built-in mailbox holds, for whoever tries Vigie out. French only: it is no page of the centre's. */
export const MailboxPage = ({
  mails,
  smtpUrl,
  isSent,
}: {
  mails: ShownMail[];
  smtpUrl: string;
  isSent: boolean;
}): VNode => (
  <html lang="fr">
    <head>
      <meta charSet="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{t('mailbox.title')}</title>
      <link rel="stylesheet" href="/mailbox.css" />
    </head>
    <body>
      <main>
        <h1>{t('mailbox.title')}</h1>
        {isSent && <p role="status">{t('mailbox.sent')}</p>}
        <p>{t('mailbox.count', { count: mails.length })}</p>
        <p>{t('mailbox.smtp', { url: smtpUrl })}</p>
        {mails.map((mail, index) => (
          <Mail mail={mail} open={index === 0} />
        ))}
      </main>
    </body>
  </html>
);

const Mail = ({ mail: { id, to, subject, text, html, mayReply }, open }: { mail: ShownMail; open: boolean }): VNode => (
  <details open={open}>
    <summary>
      <strong>{subject}</strong> <span>{to}</span>
    </summary>
    <pre>{withLinks(text)}</pre>
    {html && (
      <details>
        <summary>{t('mailbox.html')}</summary>
        <iframe sandbox="" loading="lazy" title={subject} src={`/mailbox/${id}.html`} />
      </details>
    )}
    {mayReply && (
      <details>
        <summary>{t('mailbox.reply')}</summary>
        <form method="post" action={`/mailbox/${id}/reply`}>
          <p>
            <label for={`text-${id}`}>{t('mailbox.replyAs', { to })}</label>
          </p>
          <textarea id={`text-${id}`} name="text" rows={5} required placeholder={t('mailbox.example')} />
          <p>
            <button type="submit">{t('mailbox.send')}</button>
          </p>
        </form>
      </details>
    )}
  </details>
);

/** Text with its web addresses made clickable. */
const withLinks = (text: string): (string | VNode)[] =>
  text.split(/(https?:\/\/[^\s<>"']+)/).map((part, index) => (index % 2 === 1 ? <a href={part}>{part}</a> : part));

export const MAILBOX_CSS = `body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f4f6f8;color:#1b2733}
main{max-width:60rem;margin:0 auto;padding:1rem}
details{background:#fff;border:1px solid #c9d3dc;border-radius:6px;margin:.5rem 0;padding:.5rem 1rem}
summary{cursor:pointer}summary span{color:#4a5b6a}
pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit}
textarea{box-sizing:border-box;width:100%;font:inherit}
button{font:inherit;padding:.5rem 1rem}
iframe{width:100%;height:32rem;border:1px solid #c9d3dc;background:#fff}
a{color:#0a5a9c}`;
