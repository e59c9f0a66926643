import type { Ready } from './batch';
import type { Known } from './known';

/** What is to be done with an item. */
export type Kind = 'added' | 'adopted' | 'changed' | 'same' | 'recovered' | 'unheard' | 'hushed' | 'folded';

interface Standing {
  known: Known | null;
  /** The one that it is in, or is to be in. */
  hasCase: boolean;
  isFolded: boolean;
  /** Its case is closed in a way that leaves nothing to ask. */
  isSettled: () => boolean;
}

/** A resolve of what is not known or has recovered, and an ack, are accepted and change nothing. */
export function kindOf(item: Ready, standing: Standing): Kind {
  const { known } = standing;
  const { action } = item.anomaly;
  if (action !== 'raise') return action === 'resolve' && known && !known.recovered ? 'recovered' : 'unheard';
  return standing.hasCase ? kindInCase(item, standing) : kindWithout(item, standing);
}

function kindInCase(item: Ready, { known, isSettled }: Standing): Kind {
  const isLate = known?.caseId === null;
  if (known && !isLate && isSame(item, known)) return 'same';
  if (isSettled()) return 'hushed';
  return isLate ? 'adopted' : known ? 'changed' : 'added';
}

function kindWithout(item: Ready, { known, isFolded }: Standing): Kind {
  if (isFolded && item.outcome === 'raise') return 'folded';
  return known && isSame(item, known) ? 'same' : 'hushed';
}

const isSame = ({ contentHash }: Ready, { hash, recovered }: Known): boolean => hash === contentHash && !recovered;
