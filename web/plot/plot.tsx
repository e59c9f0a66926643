import type { VNode } from 'preact';
import { fragment } from '../html';
import type { Translate } from '../words';
import { Curve, type PlotProps } from './curve';
import type { PlotGroup, Shown } from './group';
import { pairsOf } from './pairs';
import { Profile } from './profile';
import { hasTrack, Track } from './track';
import { Ts } from './ts';

export const VIEWS = ['curve', 'profile', 'track', 'ts'] as const;
export interface Wanted {
  /** The first that there is when none is named. */
  view?: (typeof VIEWS)[number] | undefined;
  parameter?: string | undefined;
  /** In pixels. */
  width?: number | undefined;
}

/** The picture of one group of evidence. `legend`: it stands alone. */
export function Plot(props: PlotProps): VNode | null {
  if (props.group.kind === 'profile') return <Profile {...props} />;
  if (props.group.kind === 'curve') return <Curve {...props} />;
  return hasTrack(props.group) ? <Track {...props} /> : null;
}

/** One picture of a case or an anomaly as an SVG document; null when there is nothing to draw. */
export function svgOf({ plots }: Shown, t: Translate, { view, parameter, width }: Wanted = {}): string | null {
  if (view === 'ts') {
    const pairs = pairsOf(plots);
    return pairs.length === 0 ? null : fragment(<Ts pairs={pairs} t={t} legend={true} width={width} />);
  }
  const ofParameter = plots.filter((group) => parameter === undefined || group.parameter === parameter);
  const first =
    view === 'track' ? trackOf(ofParameter) : ofParameter.find((group) => isDrawable(group) && isOf(group, view));
  return first ? fragment(<Plot group={first} t={t} legend={true} width={width} />) : null;
}

const isOf = ({ kind }: PlotGroup, view: Wanted['view']): boolean => view === undefined || kind === view;
const isDrawable = (group: PlotGroup): boolean => group.kind !== 'track' || hasTrack(group);

/** Where it was: a track that was sent, else the places of the values. */
function trackOf(plots: readonly PlotGroup[]): PlotGroup | undefined {
  const [first] = plots.filter(hasTrack).toSorted((a, b) => Number(b.kind === 'track') - Number(a.kind === 'track'));
  const points = first?.points.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  return first && points && { ...first, points, kind: 'track' };
}
