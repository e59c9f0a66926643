import type { VNode } from 'preact';
import { CorrectionSummary } from '../corrections/summary';
import type { ShownCorrection } from '../corrections/view';
import { saySize } from '../say';
import type { Translate } from '../words';

/** What came with the answers to a case, by their version. */
export interface ShownEnclosures {
  /** Rows of a correction that still fail. */
  failing: ReadonlyMap<number, number>;
  /** A file that lies elsewhere; nobody here has opened it. */
  references: ReadonlyMap<number, { url: string; sha256: string; size: number | null }>;
  /** The newest correction, with its pictures. */
  newest: { version: number; correction: ShownCorrection } | null;
}

interface EnclosedProps {
  number: string;
  version: number;
  of: ShownEnclosures;
  t: Translate;
}
/** The corrected values of one answer, before and after, or where its large file lies. */
export function Enclosed({ number, version, of, t }: EnclosedProps): VNode {
  const failing = of.failing.get(version);
  const reference = of.references.get(version);
  return (
    <>
      {failing !== undefined && (
        <p>
          <a href={`/cases/${number}/answers/${version}/corrections.csv`}>{t('answer.correctedRows')}</a>{' '}
          {failing > 0 && <span class="badge warn">{t('answer.failing', { count: failing })}</span>}
        </p>
      )}
      {reference && (
        <p>
          {t('answer.reference')} <code>{reference.url}</code>
          <br />
          {t('answer.referenceSum', {
            sha256: reference.sha256,
            size: reference.size === null ? 'none' : saySize(reference.size, t),
          })}
        </p>
      )}
      {of.newest?.version === version && <CorrectionSummary of={of.newest.correction} t={t} heading={false} />}
    </>
  );
}
