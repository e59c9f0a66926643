import { DAY_MS } from './day';

/** No zone has changed its clocks twice in so short a time: looking at both ends of it finds every change. */
const CELL_MS = 4 * DAY_MS;

/** Four days of a zone: one offset, or two and the instant between them. */
interface Cell {
  beforeMs: number;
  changeMs: number;
  afterMs: number;
}
/** What the clocks of one zone show, kept once looked up: asking `Intl` takes a microsecond, a target of years asks thousands of times. */
export interface Zone {
  format: Intl.DateTimeFormat;
  cells: Map<number, Cell>;
}

const zones = new Map<string, Zone>();
export function zoneNamed(name: string): Zone {
  const known = zones.get(name);
  if (known) return known;
  const made = {
    format: new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' }),
    cells: new Map<number, Cell>(),
  };
  zones.set(name, made);
  return made;
}

/** Whether this machine's time zone data knows the name. */
export function isZone(name: string): boolean {
  try {
    zoneNamed(name);
    return true;
  } catch {
    return false;
  }
}

/** What local time is ahead of UTC. */
export function offsetMs(zone: Zone, ms: number): number {
  const { beforeMs, changeMs, afterMs } = cellAt(zone, Math.floor(ms / CELL_MS));
  return ms < changeMs ? beforeMs : afterMs;
}

/** The offset that holds from one instant to the other, null where the clocks change in between. */
export function steadyOffsetMs(zone: Zone, fromMs: number, untilMs: number): number | null {
  const first = Math.floor(fromMs / CELL_MS);
  const { beforeMs } = cellAt(zone, first);
  for (let index = first; index <= Math.floor(untilMs / CELL_MS); index += 1) {
    const cell = cellAt(zone, index);
    if (cell.beforeMs !== beforeMs || cell.changeMs !== Number.POSITIVE_INFINITY) return null;
  }
  return beforeMs;
}

/** The instant at which the clocks show this (given as if it were UTC): of two the first, and where they skip it, as much later as they skip. */
export function instantAtWall(zone: Zone, wallMs: number): number {
  const before = wallMs - offsetMs(zone, wallMs - DAY_MS);
  const after = wallMs - offsetMs(zone, wallMs + DAY_MS);
  if (before === after) return before;
  const shown = [before, after].filter((ms) => ms + offsetMs(zone, ms) === wallMs);
  return shown.length > 0 ? Math.min(...shown) : before;
}

function cellAt(zone: Zone, index: number): Cell {
  const known = zone.cells.get(index);
  if (known) return known;
  const made = cellFrom(zone, index * CELL_MS);
  zone.cells.set(index, made);
  return made;
}

function cellFrom(zone: Zone, startMs: number): Cell {
  const beforeMs = lookUp(zone, startMs);
  const afterMs = lookUp(zone, startMs + CELL_MS);
  if (beforeMs === afterMs) return { beforeMs, changeMs: Number.POSITIVE_INFINITY, afterMs };
  let [low, high] = [startMs / 1000, (startMs + CELL_MS) / 1000];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (lookUp(zone, middle * 1000) === beforeMs) low = middle;
    else high = middle;
  }
  return { beforeMs, changeMs: high * 1000, afterMs };
}

const OFFSET = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/;
function lookUp({ format }: Zone, ms: number): number {
  const [, sign, hours = '0', minutes = '0', seconds = '0'] = OFFSET.exec(format.format(ms)) ?? [];
  const size = ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  return sign === '-' ? -size : size;
}
