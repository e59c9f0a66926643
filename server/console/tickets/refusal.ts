import type { FieldFault } from '../../../web/console/layout';
import type { Translate } from '../../../web/words';
import type { VerbRefusal } from '../../verb-types';
import type { ConsoleDeed } from './deeds';

/** Why it goes nowhere, by what was asked. */
const SAME: Partial<Record<ConsoleDeed, string>> = { take: 'yours', relieve: 'nobodyElse' };

/** A refused verb in words; `field` is the one of its form that is wrong. */
export function refusalInWords(
  { status, code, detail, pointer }: VerbRefusal,
  verb: ConsoleDeed,
  t: Translate,
): { status: number; faults: FieldFault[] } {
  const named = pointer?.split('/').at(-1) ?? null;
  const field = named && `${verb}-${verb === 'link' && named === 'to' ? 'into' : named}`;
  const word = `ticketRefused.${(code === 'same_person' && SAME[verb]) || code}`;
  const known = t.of(word);
  return { status, faults: [{ field, text: known === word ? t('refused.invalid', { detail }) : known }] };
}
