import type { Layer } from '../../../domain/rota/layers';
import type { Level } from '../../../domain/rota/facts';
import type { TroubleCode } from '../../../domain/rota/trouble';

export interface ShownPerson {
  name: string;
  layer: Layer;
  /** Who stands in, when this person is away. */
  cover: string | null;
  /** Away, and nobody stands in. */
  isMissing: boolean;
}
export interface ShownStretch {
  /** Local hour at which it begins, `HH:MM`. */
  from: string;
  people: readonly ShownPerson[];
}
export interface ShownDay {
  day: string;
  isOpen: boolean;
  isToday: boolean;
  isPast: boolean;
  levels: Record<Level, readonly ShownStretch[]>;
  trouble: readonly { level: Level; code: TroubleCode; name: string | null }[];
  away: readonly string[];
}
/** Who is on duty now, by level. */
export interface ShownDuty {
  level: Level;
  name: string;
  coverFor: string | null;
  sender: string | null;
}
export interface ShownOverride {
  id: number;
  level: Level;
  startsAt: Date;
  endsAt: Date;
  out: string | null;
  in: string | null;
}
export interface ShownFeed {
  id: string;
  url: string;
  isOwn: boolean;
}
export interface PersonOption {
  code: string;
  name: string;
}
