/** One flag or value that was changed, for the history record; `line` from 1. */
export interface ReflaggedCell {
  kind: 'flag' | 'value';
  line: number;
  column: string;
  anomaly: string;
  old: string;
  new: string;
}

export type PlacedCell = ReflaggedCell & { start: number; end: number };
