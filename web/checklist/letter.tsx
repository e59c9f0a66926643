import { page } from '../html';
import { wrap } from '../letters/text';
import { sayDay } from '../say';
import type { Translate } from '../words';
import type { ChecklistItem } from './view';

export interface ChecklistMail {
  t: Translate;
  centre: { name: string; email: string };
  /** Null for a mailbox without a name. */
  name: string | null;
  cruise: string;
  platform: string | null;
  startAt: Date;
  items: readonly ChecklistItem[];
  url: string;
}

/** The checklist as a mail: the titles, and the link to what each means. */
export function checklistLetter(mail: ChecklistMail): { subject: string; text: string; html: string } {
  const { t, centre, cruise, startAt, items, url } = mail;
  const lead = t('checklist.mailLead', { cruise, day: sayDay(startAt, t.language) });
  const sign = t('letter.sign', { centre: centre.name, email: centre.email });
  const titles = items.map(({ title }) => wrap(`[ ] ${title}`, '  ')).join('\n');
  const parts = [
    t('checklist.hello'),
    wrap(lead),
    titles,
    `${t('checklist.mailLink')}\n${url}`,
    wrap(t('checklist.mailNoAnswer')),
    `-- \n${sign}`,
  ];
  return {
    subject: t('checklist.subject', { centre: centre.name, cruise: cruise.replaceAll(/[\p{C}\s]+/gu, ' ') }),
    text: `${parts.filter((part) => part !== '').join('\n\n')}\n`,
    html: htmlOf(mail, lead, sign),
  };
}

const BODY = 'font:16px/1.5 sans-serif;color:#1d1d1f;max-width:640px;margin:8px';
const BUTTON =
  'display:inline-block;padding:10px 18px;background:#0a4a8f;color:#fff;font-weight:bold;text-decoration:none';

const htmlOf = ({ t, items, url }: ChecklistMail, lead: string, sign: string): string =>
  page(
    <html lang={t.language}>
      <head>
        <meta charset="utf-8" />
      </head>
      <body style={BODY}>
        <p>{t('checklist.hello')}</p>
        <p>{lead}</p>
        <ul style="list-style:none;padding-left:8px">
          {items.map(({ code, title }) => (
            <li key={code}>☐ {title}</li>
          ))}
        </ul>
        <p>{t('checklist.mailLink')}</p>
        <p>
          <a href={url} style={BUTTON}>
            {t('checklist.mailButton', { host: new URL(url).host })}
          </a>
        </p>
        <p>{t('checklist.mailNoAnswer')}</p>
        <p style="color:#4b4b4f">{sign}</p>
      </body>
    </html>,
  );
