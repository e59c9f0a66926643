import type { Why } from '../../domain/contact';
import { formatDuration } from '../../domain/registers/duration';
import type { Hold } from '../../domain/rules/hold';
import type { GroupField } from '../../domain/rules/rule';
import { sayCheck } from '../say';
import type { Translate } from '../words';
import { ConsolePage, type Shell } from './layout';
import { sayDataTime, sayDeadline, sayMoment } from './when';

/** What decided about one anomaly; references resolved to the versions that its row names. */
export interface Reasoned {
  uuid: string;
  dedupKey: string | null;
  seen: number;
  firstSeen: Date;
  start: Date | null;
  runOutcome: string | null;
  suppressedBy: string | null;
  hold: { kind: Hold['kind']; until: Date; reason: string } | null;
  subject: Record<GroupField, string | null>;
  code: string;
  version: number;
  name: string;
  groupBy: readonly GroupField[];
  gapMs: number | null;
  maxAgeMs: number;
  cap: number;
  threshold: number;
  previous: string | null;
  recurrences: number;
  contact: string | null;
  contactWhy: readonly Why[];
  nextStep: string | null;
  dueAt: Date | null;
  heldUntil: Date | null;
}

/** Why each anomaly of a case is in it and what comes of it, in words. */
export const ReasonsPage = ({
  number,
  anomalies,
  next,
  ...shell
}: Shell & { number: string; anomalies: readonly Reasoned[]; next: string | null }) => {
  const { t } = shell;
  return (
    <ConsolePage {...shell} title={t('reasons.title', { number })}>
      <p>
        <a href={`/cases/${number}`}>{number}</a>
      </p>
      <h1>{t('reasons.title', { number })}</h1>
      <p>
        {t('reasons.lead')} <span class="hint">{t('time.paris')}</span>
      </p>
      {anomalies.map((one, n) => (
        <details key={one.uuid} open={n === 0}>
          <summary>
            {sayCheck(one.subject.check ?? '', t)} {one.start && sayDataTime(one.start, t)}
          </summary>
          <ol>
            {sentencesOf(one, t).map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ol>
        </details>
      ))}
      {next && (
        <p>
          <a href={next}>{t('reasons.more')}</a>
        </p>
      )}
    </ConsolePage>
  );
};

function sentencesOf(of: Reasoned, t: Translate): string[] {
  const key = of.groupBy.map((field) => `${t(`field.${field}`)} ${subjectOf(of, field, t)}`).join(', ');
  return [
    t(of.dedupKey === null ? 'reasons.fingerprint' : 'reasons.dedupKey', {
      seen: of.seen,
      first: sayMoment(of.firstSeen, t),
    }),
    t('reasons.rule', { name: of.name, version: of.version, key }),
    t('reasons.window', {
      cap: of.cap,
      age: formatDuration(of.maxAgeMs, t.language),
      gap: of.gapMs === null ? 'none' : formatDuration(of.gapMs, t.language),
    }),
    ...(of.threshold > 1 ? [t('reasons.threshold', { count: of.threshold })] : []),
    ...(of.hold ? [t(`reasons.${of.hold.kind}`, { when: sayDeadline(of.hold.until, t), reason: of.hold.reason })] : []),
    ...caseSentences(of, t),
    ...(of.runOutcome ? [t('reasons.run', { outcome: t.of(`reasons.${of.runOutcome}`) })] : []),
    ...(of.suppressedBy ? [t.of(`reasons.${of.suppressedBy}`)] : []),
    ...nextSentences(of, t),
  ];
}

function subjectOf({ subject }: Reasoned, field: GroupField, t: Translate): string {
  const value = subject[field];
  if (value === null) return t('rules.anything');
  if (field === 'check') return sayCheck(value, t);
  return field === 'family' ? t.of(`family.${value}`) : value;
}

const caseSentences = ({ previous, recurrences }: Reasoned, t: Translate): string[] => [
  ...(previous ? [t('reasons.follows', { number: previous })] : []),
  ...(recurrences > 0 ? [t('reasons.recurrences', { count: recurrences })] : []),
];

function nextSentences({ contact, contactWhy, nextStep, dueAt, heldUntil }: Reasoned, t: Translate): string[] {
  const reasons = contactWhy.map((why) => t(`why.${why}`)).join(', ') || t('rules.anything');
  return [
    contact ? t('reasons.contact', { code: contact, reasons }) : t('reasons.noContact'),
    ...(heldUntil ? [t('reasons.held', { when: sayDeadline(heldUntil, t) })] : []),
    nextStep && dueAt
      ? t('reasons.next', { step: t.of(`step.${nextStep}`), when: sayDeadline(dueAt, t) })
      : t('reasons.noNext'),
  ];
}
