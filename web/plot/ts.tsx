import type { VNode } from 'preact';
import { isFlagged } from '../../domain/describe-flag';
import { sayNumber } from '../say';
import type { Translate } from '../words';
import { valueScale } from './curve';
import { BOX, Frame, GridLine } from './frame';
import { flaggedOf } from './group';
import { Dots, Marks, round } from './marks';
import type { Pair } from './pairs';

interface TsProps {
  pairs: readonly Pair[];
  t: Translate;
  legend: boolean;
  width?: number | undefined;
}

/** Temperature against salinity: water masses are seen here, and a sample that belongs to none. */
export function Ts({ pairs, t, legend, width }: TsProps): VNode {
  const x = valueScale(
    pairs.map(({ salinity }) => salinity),
    null,
    [BOX.left, BOX.right],
  );
  const y = valueScale(
    pairs.map(({ temperature }) => temperature),
    null,
    [BOX.bottom, BOX.top],
  );
  const place = ({ salinity, temperature }: Pair): [number, number] => [x(salinity), y(temperature)];
  const group = { kind: 'ts', expected: null, points: pairs } as const;
  const desc = t('plot.tsDesc', { count: pairs.length, flagged: flaggedOf(group).length });
  return (
    <Frame group={group} t={t} legend={legend} width={width} caption={t('plot.tsY')} title={t('plot.ts')} desc={desc}>
      {y.ticks(5).map((tick) => (
        <GridLine key={tick} y={y(tick)} label={sayNumber(tick, t.language)} />
      ))}
      {x.ticks(6).map((tick) => (
        <text key={tick} x={round(x(tick))} y={BOX.bottom + 16} text-anchor="middle">
          {sayNumber(tick, t.language)}
        </text>
      ))}
      <text x={BOX.right} y={BOX.bottom + 32} text-anchor="end" fill="#555">
        {t('plot.tsX')}
      </text>
      <Dots at={pairs.filter(({ flag }) => !isFlagged(flag)).map(place)} />
      <Marks points={pairs} place={place} />
    </Frame>
  );
}
