import { intoL20 } from './flag-scale';

/** A flag as it came, and the L20 code that decides its shape, colour and word. */
export interface CanonicalFlag {
  scale: string;
  code: string;
  /** Null = no flag at all. */
  canonical: string | null;
}

/** Reads a flag of `QARTOD` or `QARTOD@2020`; L20 where no scale is told; an unknown scale's code counts as unchecked. */
export function flagOf(scale: string | null, code: string | null): CanonicalFlag {
  const [name = 'L20', version = null] = (scale ?? 'L20').split('@');
  if (code === null) return { scale: name, code: '', canonical: null };
  return { scale: name, code, canonical: intoL20(name, version, code)?.canonical ?? '0' };
}

/** Doubtful or bad: what the supplier is asked about. */
export const isFlagged = ({ canonical }: CanonicalFlag): boolean => canonical === '3' || canonical === '4';
