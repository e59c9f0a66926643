import type { VNode } from 'preact';
import { fragment } from '../html';
import type { Translate } from '../words';
import { Curve } from './curve';
import type { PlotGroup, Shown } from './group';
import { Profile } from './profile';
import { hasTrack, Track } from './track';

/** The picture of one group of evidence. `legend`: it stands alone. */
export function Plot({ group, t, legend }: { group: PlotGroup; t: Translate; legend: boolean }): VNode | null {
  if (group.kind === 'profile') return <Profile group={group} t={t} legend={legend} />;
  if (group.kind === 'curve') return <Curve group={group} t={t} legend={legend} />;
  return hasTrack(group) ? <Track group={group} t={t} legend={legend} /> : null;
}

/** The first picture of a case as an SVG document; null when there is nothing to draw. */
export function svgOf({ plots }: Shown, t: Translate): string | null {
  const first = plots.find((group) => group.kind !== 'track' || hasTrack(group));
  return first ? fragment(<Plot group={first} t={t} legend={true} />) : null;
}
