import { dutySpan } from './duty-day';
import { plannedAt } from './layers';
import { type Override, personOf, type RotaFacts, type Shift } from './facts';

export const OVERRIDE_FAULTS = [
  'nobody',
  'same_person',
  'unknown_person',
  'ends_before_start',
  'too_long',
  'overlaps',
  'not_on_duty',
  'in_past',
] as const;
export type OverrideFault = (typeof OVERRIDE_FAULTS)[number];
const OVERRIDE_MS_MAX = 92 * 86_400_000;

/** What stands against an override; null when it may be made. Two that touch the same person at the same time are refused. */
export function faultOfOverride(facts: RotaFacts, override: Override): OverrideFault | null {
  const people = [override.out, override.in].filter((code) => code !== null);
  if (people.length === 0) return 'nobody';
  if (override.out === override.in) return 'same_person';
  if (people.some((code) => personOf(facts, code)?.active !== true)) return 'unknown_person';
  const ms = override.endsAt.getTime() - override.startsAt.getTime();
  if (ms <= 0) return 'ends_before_start';
  if (ms > OVERRIDE_MS_MAX) return 'too_long';
  return facts.overrides.some((other) => overlap(other, override)) ? 'overlaps' : null;
}

function overlap(a: Override, b: Override): boolean {
  const isSameTime = a.level === b.level && a.startsAt < b.endsAt && b.startsAt < a.endsAt;
  return isSameTime && [a.out, a.in].some((code) => code !== null && (code === b.out || code === b.in));
}

type Place = Pick<Shift, 'day' | 'level'>;
/** Two people take each other's duty: an override each. Refused where a day has no duty of one person to give. */
export function swap(
  facts: RotaFacts,
  one: Place,
  other: Place,
): { ok: true; overrides: [Override, Override] } | { ok: false; fault: OverrideFault } {
  const [first, second] = [one, other].map(({ day, level }) => {
    const span = dutySpan(day, facts.settings);
    return { level, startsAt: span.from, endsAt: span.until, people: plannedAt(facts, level, span.from) };
  });
  const [a, b] = [first?.people[0]?.person, second?.people[0]?.person];
  if (!first || !second || a === undefined || b === undefined) return { ok: false, fault: 'not_on_duty' };
  const overrides: [Override, Override] = [
    { level: first.level, startsAt: first.startsAt, endsAt: first.endsAt, out: a, in: b },
    { level: second.level, startsAt: second.startsAt, endsAt: second.endsAt, out: b, in: a },
  ];
  const faults = overrides.flatMap((override) => faultOfOverride(facts, override) ?? []);
  const isTwice = overlap(overrides[0], overrides[1]) ? 'overlaps' : null;
  const fault = faults[0] ?? isTwice;
  return fault ? { ok: false, fault } : { ok: true, overrides };
}
