import type { AnswerCode } from './answer';
import type { Flag } from './anomaly';

/** What becomes of one anomaly of a decided case. `value_ref` names the supplier's file with the corrected rows. */
export interface DecidedChange {
  anomaly: string;
  file: string | null;
  interval: { start: string; end: string } | null;
  parameter: string | null;
  old_flag: string | null;
  new_flag: string | null;
  scale: string | null;
  value_ref: string | null;
  withdrawn: boolean;
}

/** Good, bad and changed in each scale's own codes; a scale without "changed" says good (notes/marine 1, back from L20). */
const CODES: Record<string, { good: string; bad: string; changed: string }> = {
  L20: { good: '1', bad: '4', changed: '5' },
  QARTOD: { good: '1', bad: '4', changed: '1' },
  L34: { good: '1', bad: '4', changed: '1' },
  RR2: { good: '1', bad: '4', changed: '5' },
  COP02: { good: '1', bad: '4', changed: '5' },
};

export interface DecidedAnomaly {
  uuid: string;
  file: string | null;
  start: string | null;
  end: string | null;
  parameter: string | null;
  flag: Flag | null;
}

/**
 * Corrected data: values and flags changed. Elimination: bad and withdrawn, the raw value kept. Confirmed real: the proposed
 * flags lifted. Any other answer: the proposed flags become final (design §3). Names every anomaly, also where the flag stays.
 */
export function decidedChange(code: AnswerCode, anomaly: DecidedAnomaly, valueRef: string | null): DecidedChange {
  const { uuid, file, start, end, parameter, flag } = anomaly;
  const decided = flag ?? (parameter === null || !CHANGES_FLAGS.has(code) ? null : { scale: PLAIN_SCALE, code: null });
  return {
    anomaly: uuid,
    file,
    interval: start && end ? { start, end } : null,
    parameter,
    old_flag: flag?.code ?? null,
    new_flag: decided && newFlag(code, decided),
    scale: decided?.scale ?? null,
    value_ref: valueRef,
    withdrawn: code === 'eliminate',
  };
}

/** What a pipeline proposed without a flag is decided in the scale of SeaDataNet. */
const PLAIN_SCALE = 'L20';
const CHANGES_FLAGS: ReadonlySet<AnswerCode> = new Set(['corrected_data', 'eliminate', 'confirmed_real']);

function newFlag(code: AnswerCode, flag: { scale: string; code: string | null }): string | null {
  const codes = CODES[flag.scale] ?? CODES['L20'] ?? { good: '1', bad: '4', changed: '5' };
  if (code === 'corrected_data') return codes.changed;
  if (code === 'eliminate') return codes.bad;
  if (code === 'confirmed_real' || code === 'already_delivered') return codes.good;
  return flag.code;
}
