import type { VNode } from 'preact';
import { sayDate, sayDeadline } from '../console/when';
import type { Translate } from '../words';
import { RequesterLayout } from './layout';
import { sayService } from './next';
import type { Service } from './view';

interface ContactsProps {
  t: Translate;
  centre: { name: string; email: string };
  service: Service | null;
  /** Null: it is open now, or its hours are not known. */
  opensAt: Date | null;
  /** The day of the duty, and whether each line of it is staffed. Roles and never names. */
  duty: { day: Date; level1: boolean; level2: boolean };
  topics: readonly { code: string; name: string }[];
}

/** How the desk is reached, when, and by which roles it is held: no private data. */
export const ContactsPage = ({ t, centre, service, opensAt, duty, topics }: ContactsProps): VNode => (
  <RequesterLayout
    t={t}
    centre={centre.name}
    title={t('contacts.title')}
    otherHref={`/contacts?lang=${t.language === 'fr' ? 'en' : 'fr'}`}
  >
    <h1>{t('contacts.title')}</h1>
    <p>{t('contacts.lead')}</p>
    <h2>{t('contacts.means')}</h2>
    <ul>
      <li>
        <a href={`/help?lang=${t.language}`}>{t('contacts.form')}</a>
      </li>
      <li>
        {t('contacts.mail')} <a href={`mailto:${centre.email}`}>{centre.email}</a>
      </li>
    </ul>
    <h2>{t('contacts.hours')}</h2>
    {service ? (
      <>
        {sayService(service, t).map((line) => (
          <p key={line}>{line}</p>
        ))}
        <p class="box">
          {opensAt === null ? t('contacts.open') : t('contacts.closed', { when: sayDeadline(opensAt, t) })}
        </p>
      </>
    ) : (
      <p>{t('contacts.noHours')}</p>
    )}
    <p>
      <a href={`/sla?lang=${t.language}`}>{t('contacts.levels')}</a>
    </p>
    <h2>{t('contacts.duty')}</h2>
    <Duty t={t} duty={duty} />
    {topics.length > 0 && (
      <>
        <h2>{t('contacts.topicsTitle')}</h2>
        <ul>
          {topics.map(({ code, name }) => (
            <li key={code}>{name}</li>
          ))}
        </ul>
      </>
    )}
  </RequesterLayout>
);

const Duty = ({ t, duty }: Pick<ContactsProps, 't' | 'duty'>): VNode => (
  <table>
    <caption>{t('contacts.caption', { day: sayDate(duty.day, t) })}</caption>
    <thead>
      <tr>
        <th scope="col">{t('contacts.role')}</th>
        <th scope="col">{t('contacts.staffing')}</th>
      </tr>
    </thead>
    <tbody>
      {(
        [
          ['level1', duty.level1],
          ['level2', duty.level2],
        ] as const
      ).map(([level, manned]) => (
        <tr key={level}>
          <th scope="row">{t(`contacts.${level}`)}</th>
          <td>{t(manned ? 'contacts.manned' : 'contacts.unmanned')}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
