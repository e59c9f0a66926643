import type { CorrectedPoint, CorrectionTarget } from '../correction';
import { correctedFlag } from '../decision';

/** The rows with the flag that each will bear: its own, else what the decision gives in the anomaly's scale. */
export function decidedFlags(
  points: readonly CorrectedPoint[],
  targets: readonly CorrectionTarget[],
): CorrectedPoint[] {
  const flags = new Map(
    targets.map(({ id, scale, scaleVersion }) => [id, correctedFlag(scale ?? 'L20', scaleVersion)]),
  );
  return points.map((point) => ({ ...point, flag: point.flag ?? flags.get(point.anomaly) ?? null }));
}
