import type { VNode } from 'preact';
import { sayDate, sayDeadline } from '../console/when';
import type { Translate } from '../words';
import { sayHours, sayTarget } from './hours';
import type { NextStep, Service } from './view';

/** What happens next and when, a sentence each: on the pages and in the mails alike. */
export function sayNext(next: NextStep, t: Translate): string[] {
  const { stand, promised, closesAt, mergedInto, reopens } = next;
  const first =
    stand === 'closed' && !reopens ? t('next.closedForGood') : t.of(`next.${stand}`, { into: mergedInto ?? '' });
  return [
    first,
    ...(promised === null
      ? []
      : [t(`next.${promised.late ? 'late' : 'due'}.${promised.kind}`, { when: sayDeadline(promised.dueAt, t) })]),
    ...(stand === 'answered' && closesAt ? [t('next.silence', { when: sayDate(closesAt, t) })] : []),
  ];
}

/** When the desk works, and how fast it means to answer. */
export function sayService({ calendar, responseMinutes }: Service, t: Translate): string[] {
  const hours = sayHours(calendar, t);
  return [
    ...(hours === null ? [] : [t('help.hours', { hours, zone: sayZone(calendar.zone, t) })]),
    ...(responseMinutes === null ? [] : [t('help.answerTime', { target: sayTarget(responseMinutes, t) })]),
  ];
}
const sayZone = (zone: string, t: Translate): string => (zone === 'Europe/Paris' ? t('hours.paris') : zone);

export const Next = ({ next, service, t }: { next: NextStep; service: Service | null; t: Translate }): VNode => (
  <>
    <h2>{t('next.title')}</h2>
    {[...sayNext(next, t), ...(service ? sayService(service, t) : [])].map((line) => (
      <p key={line}>{line}</p>
    ))}
  </>
);
