import { type Head, valueOf, withoutComments } from './head';

/** Whether our own mail server found that the mail comes from the domain it names. */
export type Verdict = 'pass' | 'fail' | 'none';

/**
 * Reads the topmost `Authentication-Results` only, and only when our own server wrote it: whatever stands below came with the
 * mail. The domain that was aligned must be the one of the address that a reader sees.
 */
export function verdictOf(head: Head, fromAddress: string, authservId: string | null): Verdict {
  const value = valueOf(head, 'authentication-results');
  if (value === null || authservId === null) return 'none';
  const [by = '', ...results] = withoutComments(value).split(';');
  if (by.trim().split(/\s/)[0]?.toLowerCase() !== authservId.toLowerCase()) return 'none';
  const dmarc = results.map((result) => result.trim()).filter((result) => /^dmarc\s*=/i.test(result));
  if (dmarc.length === 0) return 'none';
  const domain = fromAddress.slice(fromAddress.lastIndexOf('@') + 1).toLowerCase();
  const passes = dmarc.every((result) => {
    const about = /\bheader\.from\s*=\s*"?([^\s";]+)/i.exec(result)?.[1]?.toLowerCase();
    return /^dmarc\s*=\s*pass\b/i.test(result) && about?.replace(/^.*@/, '') === domain;
  });
  return passes ? 'pass' : 'fail';
}
