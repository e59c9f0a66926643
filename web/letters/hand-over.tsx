import type { Level } from '../../domain/rota/facts';
import { sayDate } from '../console/when';
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
  baseUrl: string;
}

/** In the morning, to who is on duty: with whom, and what is open. */
export function handOverLetter({ t, centre, name, day, duties, work, baseUrl }: HandOver): {
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
  const rota = `${baseUrl}/rota`;
  const sign = t('letter.sign', { centre: centre.name, email: centre.email });
  const paragraphs = [hello, lead, ...(others.length > 0 ? [others.join(' ')] : [])];
  return {
    subject: t('handOver.subject', { centre: centre.name, day: when }),
    text: [
      ...paragraphs.map((line) => wrap(line)),
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
          <ul>
            {open.map(({ text, url }) => (
              <li key={url}>
                <a href={url}>{text}</a>
              </li>
            ))}
          </ul>
          <p>
            {t('handOver.rota')} <a href={rota}>{rota}</a>
          </p>
          <p>{sign}</p>
        </body>
      </html>,
    ),
  };
}
