import type { VNode } from 'preact';
import { page } from '../html';
import { BODY, BUTTON, DARK, QUIET } from '../letters/html';
import { closingOf, doorOf, mailText, sayMail, subjectOf, type TicketMail } from './mail';

/** A mail to who asked, in both parts. */
export const ticketMail = (mail: TicketMail): { subject: string; text: string; html: string } => ({
  subject: subjectOf(mail),
  text: mailText(mail),
  html: page(<Body mail={mail} />),
});

function Body({ mail }: { mail: TicketMail }): VNode {
  const { hello, words, paragraphs } = sayMail(mail);
  const { says, url, button } = doorOf(mail);
  const { other, otherUrl, notYou, sign } = closingOf(mail);
  const host = new URL(url).host;
  return (
    <html lang={mail.t.language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta name="color-scheme" content="light dark" />
        <style>{DARK}</style>
      </head>
      <body style={BODY}>
        {hello !== null && <p>{hello}</p>}
        {words !== null && <p style="white-space:pre-wrap;overflow-wrap:anywhere">{words}</p>}
        {paragraphs.map((line) => (
          <p key={line}>{line}</p>
        ))}
        <p>{says}</p>
        <p>
          <a href={url} class="b" style={BUTTON}>
            {button}
          </a>
        </p>
        <p>
          {other} <a href={otherUrl}>{host}</a>
        </p>
        {notYou !== null && (
          <p class="q" style={QUIET}>
            {notYou}
          </p>
        )}
        <p class="q" style={QUIET}>
          {sign}
        </p>
      </body>
    </html>
  );
}
