import type { Level } from '../../domain/rota/facts';
import { sayDate, sayDeadline } from '../console/when';
import { page } from '../html';
import type { Translate } from '../words';
import { wrap } from './text';

export interface HandOver {
  t: Translate;
  centre: { name: string; email: string };
  name: string;
  /** `YYYY-MM-DD`. */
  day: string;
  duties: readonly { level: Level; name: string; isReader: boolean }[];
  work: { tasks: number; cases: number; assigned: number };
  /** Those that are due first, and how many there are in all. */
  tickets: {
    count: number;
    first: readonly { number: string; subject: string | null; isOwn: boolean; dueAt: Date | null }[];
  };
  baseUrl: string;
}

/** In the morning, to who is on duty: with whom, and what is open. */
export function handOverLetter({ t, centre, name, day, duties, work, tickets, baseUrl }: HandOver): {
  subject: string;
  text: string;
  html: string;
} {
  const when = sayDate(new Date(`${day}T12:00:00Z`), t);
  const hello = t('handOver.hello', { name });
  const own = duties.find(({ isReader }) => isReader)?.level;
  const lead =
    own === undefined ? t('handOver.leadNone', { day: when }) : t('handOver.lead', { day: when, level: own });
  const others = duties
    .filter(({ isReader }) => !isReader)
    .map(({ level, name: other }) => t('handOver.other', { level, name: other }));
  const open = [
    { text: t('handOver.cases', { count: work.cases }), url: `${baseUrl}/?turn=desk` },
    { text: t('handOver.assigned', { count: work.assigned }), url: `${baseUrl}/` },
    { text: t('handOver.tasks', { count: work.tasks }), url: `${baseUrl}/tasks` },
  ];
  const lines = tickets.first.map(({ number, subject, isOwn, dueAt }) => ({
    text: [
      `${number}${isOwn ? ` ${t('handOver.own')}` : ''} – ${subject ?? t('handOver.noSubject')}`,
      ...(dueAt ? [t('handOver.due', { when: sayDeadline(dueAt, t) })] : []),
    ].join(', '),
    url: `${baseUrl}/tickets/${number}`,
  }));
  const head = t('handOver.tickets', { count: tickets.count });
  const rest = tickets.count > lines.length ? t('handOver.more', { count: tickets.count - lines.length }) : null;
  const rota = `${baseUrl}/rota`;
  const sign = t('letter.sign', { centre: centre.name, email: centre.email });
  const paragraphs = [hello, lead, ...(others.length > 0 ? [others.join(' ')] : [])];
  return {
    subject: t('handOver.subject', { centre: centre.name, day: when }),
    text: [
      ...paragraphs.map((line) => wrap(line)),
      [head, ...lines.map(({ text, url }) => `- ${text}\n  ${url}`), ...(rest ? [rest] : [])].join('\n'),
      open.map(({ text, url }) => `- ${text}\n  ${url}`).join('\n'),
      `${t('handOver.rota')}\n${rota}`,
      `-- \n${sign}\n`,
    ].join('\n\n'),
    html: page(
      <html lang={t.language}>
        <body>
          {paragraphs.map((line) => (
            <p key={line}>{line}</p>
          ))}
          <p>{head}</p>
          <List items={lines} />
          {rest && <p>{rest}</p>}
          <List items={open} />
          <p>
            {t('handOver.rota')} <a href={rota}>{rota}</a>
          </p>
          <p>{sign}</p>
        </body>
      </html>,
    ),
  };
}

const List = ({ items }: { items: readonly { text: string; url: string }[] }) => (
  <ul>
    {items.map(({ text, url }) => (
      <li key={url}>
        <a href={url}>{text}</a>
      </li>
    ))}
  </ul>
);
