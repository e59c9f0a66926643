import {
  type Arrival,
  type Closing,
  failsVerification,
  fixedFrom,
  type Verdict,
  verdictOn,
  worseThan,
} from '../../../domain/rules/reopen';

const day = (n: number): Date => new Date(Date.UTC(2026, 2, n));
const closed = (patch: Partial<Closing> = {}): Closing => ({
  outcome: 'corrected',
  covered: { first: day(1), last: day(10) },
  fixedFrom: day(10),
  appliedVersion: '2',
  checkVersion: '1.0',
  severity: 'error',
  sequence: 100,
  ...patch,
});
const arriving = (patch: Partial<Arrival> = {}): Arrival => ({
  time: day(5),
  until: null,
  dataVersion: '1',
  checkVersion: '1.0',
  severity: 'error',
  isSame: false,
  sequence: 200,
  ...patch,
});
const eliminated = closed({ outcome: 'eliminated', fixedFrom: null, appliedVersion: null });
const judged = closed({ outcome: 'false_positive', fixedFrom: null, appliedVersion: null });
const NEW: Verdict = { kind: 'new_case' };

test.each<[string, Closing, Arrival, Verdict]>([
  [
    'received before the close and stored after it, it joins and the case stays closed',
    closed(),
    arriving({ dataVersion: '2', sequence: 99 }),
    { kind: 'attach', why: 'received_before_close' },
  ],
  [
    'an older version of corrected data is late evidence',
    closed(),
    arriving(),
    { kind: 'attach', why: 'late_evidence' },
  ],
  [
    'data without a version prove nothing against a correction',
    closed(),
    arriving({ dataVersion: null }),
    { kind: 'attach', why: 'late_evidence' },
  ],
  [
    'corrected data that fail again are a regression',
    closed(),
    arriving({ dataVersion: '2' }),
    { kind: 'reopen', why: 'regression' },
  ],
  [
    'version 10 comes after version 2',
    closed(),
    arriving({ dataVersion: '10' }),
    { kind: 'reopen', why: 'regression' },
  ],
  [
    'accepted flags are found again in the data that carry them: they are known to be bad',
    closed({ outcome: 'no_action', fixedFrom: null }),
    arriving({ dataVersion: '2', isSame: true }),
    { kind: 'attach', why: 'late_evidence' },
  ],
  [
    'what nobody can correct stays bad',
    closed({ outcome: 'wont_fix', fixedFrom: null }),
    arriving({ dataVersion: '9' }),
    { kind: 'attach', why: 'late_evidence' },
  ],
  [
    'data of before a repair are found again in the data that carry them: the sensor was mended, not they',
    closed({ outcome: 'sensor_repaired', fixedFrom: day(14) }),
    arriving({ dataVersion: '2', isSame: true, until: day(10) }),
    { kind: 'attach', why: 'late_evidence' },
  ],
  [
    'a stretch that goes on after the repair is a recurrence',
    closed({ outcome: 'sensor_repaired', fixedFrom: day(14) }),
    arriving({ isSame: true, until: day(15) }),
    { kind: 'reopen', why: 'recurrence' },
  ],
  [
    'data that begin long after the repair are another story, however long they are bad',
    closed({ outcome: 'sensor_repaired', fixedFrom: day(14) }),
    arriving({ time: day(60), until: day(70) }),
    NEW,
  ],
  [
    'the very same anomaly counts as inside, even without a time',
    closed({ covered: null }),
    arriving({ time: null, isSame: true, dataVersion: '2' }),
    { kind: 'reopen', why: 'regression' },
  ],
  [
    'new data soon after the repair fail the same way: a recurrence',
    closed(),
    arriving({ time: day(20) }),
    { kind: 'reopen', why: 'recurrence' },
  ],
  [
    'on the last day of the window it is still one',
    closed(),
    arriving({ time: day(40) }),
    { kind: 'reopen', why: 'recurrence' },
  ],
  ['after the window it is another story', closed(), arriving({ time: day(41) }), NEW],
  [
    'data from before the repair that the supplier named are known to be bad',
    closed({ outcome: 'sensor_repaired', fixedFrom: day(20), appliedVersion: null }),
    arriving({ time: day(15) }),
    { kind: 'attach', why: 'late_evidence' },
  ],
  ['data before the covered ones are another story', closed(), arriving({ time: new Date(0) }), NEW],
  [
    'an ending that promised nothing has no recurrence',
    closed({ outcome: 'no_answer', fixedFrom: null }),
    arriving({ time: day(11) }),
    NEW,
  ],
  [
    'eliminated data may fail as they like',
    eliminated,
    arriving({ dataVersion: '9' }),
    { kind: 'suppress', why: 'eliminated' },
  ],
  ['data after the eliminated ones are another story', eliminated, arriving({ time: day(11) }), NEW],
  [
    'what was judged good by this version of the check stays quiet',
    judged,
    arriving(),
    { kind: 'suppress', why: 'accepted' },
  ],
  [
    'so does what the supplier showed to be real',
    closed({ outcome: 'expected_phenomenon', fixedFrom: null }),
    arriving(),
    { kind: 'suppress', why: 'accepted' },
  ],
  ['a new version of the check is a new question', judged, arriving({ checkVersion: '1.1' }), NEW],
  ['so is what has become graver', judged, arriving({ severity: 'critical' }), NEW],
  ['so are other data of that key', judged, arriving({ time: day(11) }), NEW],
])('%s', (_, closing, arrival, verdict) => {
  expect(verdictOn(closing, arrival)).toEqual(verdict);
});

test('only a correction or a repair promises good data, from its end or the named day on', () => {
  expect(fixedFrom('corrected', day(10), day(20))).toEqual(day(10));
  expect(fixedFrom('sensor_repaired', day(10), day(20))).toEqual(day(20));
  expect(fixedFrom('sensor_repaired', day(10), day(3))).toEqual(day(10));
  expect(fixedFrom('sensor_repaired', null, null)).toBeNull();
  expect(fixedFrom('eliminated', day(10), day(20))).toBeNull();
  expect(fixedFrom(null, day(10), null)).toBeNull();
});

test('a regression is one degree graver, never more than critical', () => {
  expect([worseThan('info'), worseThan('error'), worseThan('critical')]).toEqual(['warning', 'critical', 'critical']);
});

const DAY_20 = day(20);
const applied = (patch: Partial<Closing> = {}) => ({ ...closed(patch), appliedAt: DAY_20 });
const found = (patch: Partial<Arrival> = {}, startedAt = day(21)) => ({ ...arriving(patch), startedAt });
const ELSEWHERE = { time: day(15) };
test.each([
  ['corrected data that fail', applied(), found({ dataVersion: '2' }), 'regression'],
  ['an older version of them', applied(), found(), null],
  ['they without a version', applied(), found({ dataVersion: null }), null],
  ['other data of the applied version', applied(), found({ ...ELSEWHERE, dataVersion: '2' }), 'recurrence'],
  ['other data of an older version, however late', applied(), found(ELSEWHERE), null],
  [
    'other data without a version, in a run after it',
    applied(),
    found({ ...ELSEWHERE, dataVersion: null }),
    'recurrence',
  ],
  ['the same in a run that began before it', applied(), found({ ...ELSEWHERE, dataVersion: null }, day(19)), null],
  ['what was eliminated', applied({ outcome: 'eliminated' }), found({ dataVersion: '2' }), null],
  ['data whose flags were accepted', applied({ outcome: 'no_action' }), found({ dataVersion: '2' }), null],
  [
    'data of before a repair',
    applied({ outcome: 'sensor_repaired', fixedFrom: day(14) }),
    found({ dataVersion: '2', isSame: true, until: day(10) }),
    null,
  ],
  [
    'data of before and after a repair',
    applied({ outcome: 'sensor_repaired', fixedFrom: day(14) }),
    found({ dataVersion: '2', isSame: true, until: day(15) }),
    'recurrence',
  ],
  ['data that nobody can correct', applied({ outcome: 'wont_fix' }), found({ dataVersion: '2' }), null],
  ['what was shown to be real', applied({ outcome: 'expected_phenomenon' }), found({ dataVersion: '2' }), null],
  [
    'other data than the eliminated',
    applied({ outcome: 'eliminated' }),
    found({ ...ELSEWHERE, dataVersion: '2' }),
    'recurrence',
  ],
])('while a correction waits to be verified: %s', (_, corrected, arrival, why) => {
  expect(failsVerification(corrected, arrival)).toBe(why);
});
