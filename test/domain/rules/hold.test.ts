import { faultOfEnd, faultOfNew, type Hold, holdOn, stateOf } from '../../../domain/rules/hold';
import type { Subject } from '../../../domain/rules/matcher';

const day = (n: number): Date => new Date(Date.UTC(2026, 2, n));
const aHold = (patch: Partial<Hold> = {}): Hold => ({
  id: 1,
  kind: 'silence',
  matchers: [{ field: 'platform', op: 'is', value: 'P' }],
  startsAt: day(5),
  endsAt: day(10),
  quietMs: null,
  ...patch,
});
const subject: Subject = {
  source: 's',
  dataset: 'd',
  supplier: null,
  platform: 'P',
  cruise: null,
  sensor: 'SBE21-1',
  parameter: null,
  check: 'spike',
  family: 'value',
  severity: 'error',
};

test('a silence looks at when a thing was received, a maintenance at the time of its data', () => {
  const silence = aHold();
  const maintenance = aHold({ kind: 'maintenance' });
  expect(holdOn([silence], subject, day(6), day(1))).toBe(silence);
  expect(holdOn([silence], subject, day(4), day(6))).toBeNull();
  expect(holdOn([silence], subject, day(10), null)).toBeNull();
  expect(holdOn([maintenance], subject, day(6), day(5))).toBe(maintenance);
  expect(holdOn([maintenance], subject, day(6), day(4))).toBeNull();
  expect(holdOn([maintenance], subject, day(6), null)).toBeNull();
  expect(holdOn([maintenance], subject, day(11), day(6))).toBeNull();
});

test('every matcher must hold, by equality or prefix, and an absent field matches nothing', () => {
  const by = (...matchers: Hold['matchers']): Hold | null => holdOn([aHold({ matchers })], subject, day(6), null);
  expect(
    by({ field: 'sensor', op: 'starts', value: 'SBE21' }, { field: 'check', op: 'is', value: 'spike' }),
  ).not.toBeNull();
  expect(by({ field: 'sensor', op: 'is', value: 'SBE21' })).toBeNull();
  expect(by({ field: 'supplier', op: 'starts', value: 'x' })).toBeNull();
});

test('of several the one that ends last decides', () => {
  const later = aHold({ id: 2, endsAt: day(20) });
  expect(holdOn([aHold(), later, aHold({ id: 3 })], subject, day(6), null)).toBe(later);
});

test('only the end of what has not expired may move, not into the past, and a silence lasts 90 days at most', () => {
  const hold = aHold();
  expect([stateOf(hold, day(4)), stateOf(hold, day(5)), stateOf(hold, day(10))]).toEqual([
    'pending',
    'active',
    'expired',
  ]);
  expect(faultOfEnd(hold, day(8), day(7))).toBeNull();
  expect(faultOfEnd(hold, day(6), day(7))).toBe('ends_in_past');
  expect(faultOfEnd(hold, day(12), day(11))).toBe('expired');
  expect(faultOfEnd(hold, new Date(day(5).getTime() + 91 * 86_400_000), day(7))).toBe('too_long');
  expect(faultOfNew({ ...hold, endsAt: day(4) }, day(1))).toBe('ends_before_start');
  expect(faultOfNew({ ...hold, matchers: [] }, day(1))).toBe('no_matchers');
  expect(faultOfNew(aHold({ kind: 'maintenance', endsAt: new Date(Date.UTC(2027, 0, 1)) }), day(1))).toBeNull();
});
