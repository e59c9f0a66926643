import { daysBetween } from '../delivery-zone';
import { awayAt, doneBy } from './away';
import { daysFrom, dutySpan, isOpen, type Moment, momentOf, type Span, weekdayOf } from './duty-day';
import { type Level, personOf, type Rotation, type RotaFacts, SHIFT_LAYERS, type ShiftLayer } from './facts';

export type Layer = 'rule' | ShiftLayer | 'override';
export interface OnDuty {
  person: string;
  /** The layer that put this person there. */
  layer: Layer;
}

/** Who is planned for a level at an instant: an override over a temporary schedule over the planned rotation over its rule. */
export const plannedAt = (facts: RotaFacts, level: Level, at: Date): OnDuty[] =>
  overridden(facts, level, momentOf(facts, at));

/** The same for a moment whose day is known. */
export function overridden(facts: RotaFacts, level: Level, moment: Moment): OnDuty[] {
  const below = withoutOverrides(facts, level, moment);
  const ruling = facts.overrides.filter(
    (override) => override.level === level && override.startsAt <= moment.at && moment.at < override.endsAt,
  );
  const stays = below.filter(({ person }) => !ruling.some(({ out }) => out === person));
  // Nobody replaces a person who is not on duty anyway.
  const acting = ruling.filter(({ out }) => out === null || below.some(({ person }) => person === out));
  const comes = acting.flatMap((override) => (override.in === null ? [] : [override.in]));
  const others = comes.filter((person) => !stays.some((stay) => stay.person === person));
  return [...stays, ...others.map((person): OnDuty => ({ person, layer: 'override' }))];
}

function withoutOverrides(facts: RotaFacts, level: Level, moment: Moment): OnDuty[] {
  for (const layer of SHIFT_LAYERS.toReversed()) {
    const shift = facts.shifts.find((s) => s.day === moment.day && s.level === level && s.layer === layer);
    if (shift) return [{ person: shift.person, layer }];
  }
  const person = byRule(facts, level, moment);
  return person === null ? [] : [{ person, layer: 'rule' }];
}

/** Whose turn it is by the rule; who is away lets the next one go before. Level 2 is somebody else than level 1. */
function byRule(facts: RotaFacts, level: Level, moment: Moment): string | null {
  const rotation = facts.rotations.find((known) => known.level === level);
  if (!rotation || rotation.members.length === 0 || moment.day < rotation.startsOn) return null;
  const turn = turnsSince(facts, rotation, moment.day) % rotation.members.length;
  const ordered = [...rotation.members.slice(turn), ...rotation.members.slice(0, turn)];
  const taken = level === 2 ? overridden(facts, 1, moment).map(({ person }) => doneBy(facts, person, moment)) : [];
  return (
    ordered.find(
      (code) =>
        !taken.includes(code) &&
        personOf(facts, code)?.levels.includes(level) === true &&
        awayAt(facts, code, moment, 'duty') === null,
    ) ?? null
  );
}

/** How many turns have passed: open days, or weeks from Monday to Sunday. */
function turnsSince(facts: RotaFacts, { turn, startsOn }: Rotation, day: string): number {
  if (turn === 'week') return Math.floor((daysBetween(startsOn, day) + weekdayOf(startsOn) - 1) / 7);
  return daysFrom(startsOn, day).filter((each) => isOpen(facts, each)).length - 1;
}

export interface Stretch extends Span {
  people: OnDuty[];
}
/** The duty of a day from hand-over to hand-over, cut where an override begins or ends. */
export function dutyOf(facts: RotaFacts, level: Level, day: string): Stretch[] {
  const { from, until } = dutySpan(day, facts.settings);
  const bounds = facts.overrides.filter((o) => o.level === level).flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]);
  const stretches = cut({ from, until }, bounds).map((span) => ({
    ...span,
    people: overridden(facts, level, { day, at: span.from }),
  }));
  return stretches.reduce<Stretch[]>((done, next) => {
    const last = done.at(-1);
    if (last && JSON.stringify(last.people) === JSON.stringify(next.people)) last.until = next.until;
    else done.push({ ...next });
    return done;
  }, []);
}

/** A span in pieces, at each of these instants that falls inside it. */
export function cut({ from, until }: Span, at: readonly Date[]): Span[] {
  const inside = at.map(Number).filter((ms) => ms > from.getTime() && ms < until.getTime());
  const edges = [from.getTime(), ...[...new Set(inside)].toSorted((a, b) => a - b), until.getTime()];
  return edges
    .slice(0, -1)
    .map((ms, place) => ({ from: new Date(ms), until: new Date(edges[place + 1] ?? until.getTime()) }));
}

/** Who really stands on a line at a moment: each person once, those who cover in the place of those who are away. */
export const standingOn = (facts: RotaFacts, level: Level, moment: Moment): string[] => [
  ...new Set(overridden(facts, level, moment).flatMap(({ person }) => doneBy(facts, person, moment) ?? [])),
];
