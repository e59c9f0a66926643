import { sayCheck, sayParameter } from '../say';
import type { Translate } from '../words';
import type { CaseView } from './case-view';
import { sayDataTime, sayMoment } from './when';

/** A register's name with its code, or the code as it was sent. */
const named = (name: string | null, code: string | null): string | null =>
  name && code && name !== code ? `${name} (${code})` : (name ?? code);

export const Facts = ({ view, t }: { view: CaseView; t: Translate }) => {
  const { of, names, restricted } = view;
  const facts: [string, string | null][] = [
    [t('fact.supplier'), named(of.supplierName, of.supplier) ?? t('case.noSupplier')],
    [t('fact.cruise'), named(of.cruiseName, of.cruise)],
    [t('fact.platform'), named(of.platformName, of.platform)],
    [t('fact.sensor'), named(of.sensorName, of.sensor)],
    [t('fact.parameter'), of.parameter && named(sayParameter(of.parameter, t), of.parameter)],
    [t('fact.check'), named(sayCheck(of.check, t), of.check)],
    [t('fact.family'), t(`family.${of.family}`)],
    [t('fact.severity'), t(`severity.${of.severity}`)],
    [t('fact.firstTime'), of.firstTime && sayDataTime(of.firstTime, t)],
    [t('fact.lastTime'), of.lastTime && sayDataTime(of.lastTime, t)],
    [t('fact.anomalies'), String(of.anomalies)],
    [t('fact.dataset'), of.dataset],
    [t('fact.access'), restricted ? t('fact.restricted') : t('fact.open')],
    [t('fact.source'), of.source],
    [t('fact.openedAt'), sayMoment(of.openedAt, t)],
    [t('fact.assignee'), of.assignee && (names.people.get(of.assignee) ?? of.assignee)],
    [t('fact.outcome'), of.outcome && t(`outcome.${of.outcome}`)],
  ];
  return (
    <section aria-labelledby="facts">
      <h2 id="facts">{t('case.facts')}</h2>
      <dl class="facts">
        {facts.map(([label, value]) => value && [<dt key={label}>{label}</dt>, <dd key={`${label}=`}>{value}</dd>])}
      </dl>
    </section>
  );
};

/** Who is written to, and why this person. */
export const Contact = ({ view: { contact }, t }: { view: CaseView; t: Translate }) => (
  <section aria-labelledby="contact">
    <h2 id="contact">{t('case.contact')}</h2>
    {contact ? (
      <>
        <p>
          {contact.name} {contact.role && <span class="soft">({t(`contactRole.${contact.role}`)})</span>}
          <br />
          <a href={`mailto:${contact.email}`}>{contact.email}</a>{' '}
          {contact.refused && <span class="badge bad">{t('contact.refused')}</span>}
          {contact.declined && <span class="badge bad">{t('contact.declined')}</span>}
        </p>
        <p>
          <a href={`/correspondents/${encodeURIComponent(contact.code)}`}>{t('requester.timeline')}</a>
        </p>
        <p class="hint">{t('contact.why', { reasons: contact.why.map((why) => t(`why.${why}`)).join(', ') || '–' })}</p>
      </>
    ) : (
      <p>{t('contact.none')}</p>
    )}
  </section>
);

/** What was asked about the case, and the way to write down what somebody asks now. */
export const Tickets = ({ view: { of, tickets }, t }: { view: CaseView; t: Translate }) => (
  <section aria-labelledby="tickets">
    <h2 id="tickets">{t('nav.tickets')}</h2>
    {tickets.length > 0 && (
      <ul>
        {tickets.map(({ number, subject }) => (
          <li key={number}>
            <a href={`/tickets/${number}`}>{number}</a> {subject}
          </li>
        ))}
      </ul>
    )}
    <p>
      <a href={`/tickets/new?case=${of.number}`}>{t('newTicket.title')}</a>
    </p>
  </section>
);
