import type { AnswerCode } from './answer';
import type { Flag } from './anomaly';
import { outOfL20 } from './flag-scale';

/** What becomes of one anomaly of a decided case. `value_ref` is the address of its corrected rows, or of the file that holds them. */
export interface DecidedChange {
  anomaly: string;
  file: string | null;
  interval: { start: string; end: string } | null;
  parameter: string | null;
  old_flag: string | null;
  new_flag: string | null;
  scale: string | null;
  /** Version of the scale, where the pipeline told it. */
  scale_version: string | null;
  value_ref: string | null;
  withdrawn: boolean;
}

type PlainFlag = Omit<Flag, 'code'> & { code: string | null };

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
 * flags lifted. Any other answer: the proposed flags become final (design §3), as do those of
 * an anomaly that none of the corrected rows is about (not `isCorrected`). Names every anomaly, also where the flag stays.
 */
export function decidedChange(
  answer: AnswerCode,
  anomaly: DecidedAnomaly,
  valueRef: string | null,
  isCorrected = true,
): DecidedChange {
  const { uuid, file, start, end, parameter, flag } = anomaly;
  const code = isCorrected ? answer : 'flags_accepted';
  const decided = decidedFlag(code, anomaly);
  return {
    anomaly: uuid,
    file,
    interval: start && end ? { start, end } : null,
    parameter,
    old_flag: flag?.code ?? null,
    new_flag: decided && newFlag(code, decided),
    scale: decided?.scale ?? null,
    scale_version: decided?.version ?? null,
    value_ref: valueRef,
    withdrawn: code === 'eliminate',
  };
}

/** The flag to decide on; null when there is none to change. */
function decidedFlag(code: AnswerCode, { parameter, flag }: DecidedAnomaly): PlainFlag | null {
  return flag ?? (parameter === null || !CHANGES_FLAGS.has(code) ? null : { ...PLAIN_SCALE, code: null });
}

/** What a pipeline proposed without a flag is decided in the scale of SeaDataNet. */
const PLAIN_SCALE = { scale: 'L20', version: '8' };
const CHANGES_FLAGS: ReadonlySet<AnswerCode> = new Set(['corrected_data', 'eliminate', 'confirmed_real']);

/** In L20, the best word first: a scale that cannot say changed says good. */
const DECIDED: Partial<Record<AnswerCode, readonly string[]>> = {
  corrected_data: ['5', '1'],
  eliminate: ['4'],
  confirmed_real: ['1'],
  already_delivered: ['1'],
};

/** Null where the scale is not known: what a code of it means cannot be said. */
function newFlag(
  code: AnswerCode,
  { scale, version, code: old }: Omit<Flag, 'code'> & { code: string | null },
): string | null {
  const canonicals = DECIDED[code];
  if (!canonicals) return old;
  return (
    canonicals.map((canonical) => outOfL20(scale, version, canonical)?.code).find((found) => found !== undefined) ??
    null
  );
}

/** What a corrected value is flagged in this scale: changed, or good where it cannot say changed. */
export const correctedFlag = (scale: string, version: string | null): string | null =>
  newFlag('corrected_data', { scale, version, code: null });
