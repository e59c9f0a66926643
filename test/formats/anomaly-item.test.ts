import type { Anomaly, ReadItem } from '../../domain/anomaly';
import { readJson } from '../../formats/json-items';

const MINIMAL = { source: 's', dataset: 'd', check: 'spike', time: '2026-03-02T08:00:00Z' };
const read = (text: string): ReadItem => {
  const [item] = [...readJson(Buffer.from(text)).items];
  if (!item) throw new Error('no item');
  return item;
};
const accepted = (fields: Record<string, unknown>): Anomaly => {
  const item = read(JSON.stringify({ ...MINIMAL, ...fields }));
  if (!item.ok) throw new Error(`${item.error.pointer} ${item.error.code}`);
  return item.anomaly;
};
const refused = (text: string): [string, string | null] => {
  const item = read(text);
  return item.ok ? ['accepted', null] : [item.error.code, item.error.pointer];
};

test('the least an anomaly must say is enough, and what is not said is null', () => {
  expect(accepted({})).toEqual({
    source: 's',
    externalId: null,
    action: 'raise',
    dedupKey: null,
    dataset: 'd',
    supplier: null,
    platform: null,
    cruise: null,
    sensor: null,
    parameter: null,
    check: 'spike',
    family: 'value',
    severity: 'error',
    timeStart: '2026-03-02T08:00:00.000Z',
    timeEnd: '2026-03-02T08:00:00.000Z',
    locus: null,
    dataVersion: null,
    doc: { ...MINIMAL, time_range: { start: '2026-03-02T08:00:00.000Z', end: '2026-03-02T08:00:00.000Z' } },
    evidence: null,
  });
});

test('unknown fields are kept under extra, beside an extra of its own, whatever they are called', () => {
  expect(accepted({ extra: { a: 1 }, mood: 'calm' }).doc['extra']).toEqual({ a: 1, mood: 'calm' });
  expect(accepted({ extra: 5 }).doc['extra']).toEqual({ extra: 5 });
  const item = read(JSON.stringify(MINIMAL).replace('{', '{"__proto__":{"polluted":1},"constructor":2,'));
  expect(item.ok && JSON.stringify(item.anomaly.doc['extra'])).toBe('{"__proto__":{"polluted":1},"constructor":2}');
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

test('campaign is cruise, times are told in UTC, a null is as good as nothing', () => {
  const anomaly = accepted({
    campaign: 'C1',
    supplier: null,
    time: null,
    time_range: { start: '2026-03-02T10:00:00+02:00', end: '2026-03-02T08:00:01.5Z' },
  });
  expect([anomaly.cruise, anomaly.supplier, anomaly.timeStart, anomaly.timeEnd]).toEqual([
    'C1',
    null,
    '2026-03-02T08:00:00.000Z',
    '2026-03-02T08:00:01.500Z',
  ]);
});

test('a locus reads the same whatever the order of its fields, and needs no time', () => {
  const one = accepted({ time: null, locus: { row: 4, file: 'f.csv' } });
  const other = accepted({ time: null, locus: { file: 'f.csv', row: 4 } });
  expect(one.locus).toBe('{"file":"f.csv","row":4}');
  expect(other.locus).toBe(one.locus);
  expect([one.timeStart, 'time_range' in one.doc]).toEqual([null, false]);
});

test.each([
  [{ flag: 4, flag_scheme: 'L20' }, 'error'],
  [{ flag: '3', flag_scheme: 'RR2' }, 'warning'],
  [{ flags: { scale: 'QARTOD', scale_version: '2020', original: 3 } }, 'warning'],
  [{ flags: { scale: 'QARTOD', original: '4' } }, 'error'],
  [{ flags: { scale: 'QARTOD@legacy', original: '1' } }, 'error'],
  [{ flags: { scale: 'QARTOD@legacy', original: '2' } }, 'warning'],
  [{ flag: 9, flag_scheme: 'L20' }, 'info'],
  [{ flag: 4, flag_scheme: 'L20', severity: 'critical' }, 'critical'],
  [{ flag: 'Z', flag_scheme: 'OURS' }, 'error'],
])('%j is of severity %s', (fields, severity) => expect(accepted(fields).severity).toBe(severity));

test.each([
  ['qartod.spike_test', 'value'],
  ['argo.speed_test', 'position_time'],
  ['file_missing', 'flow'],
  ['missing_metadata', 'metadata'],
  ['format_completeness', 'format'],
])('the check %s is of the family %s', (check, family) => expect(accepted({ check }).family).toBe(family));

test('evidence is completed by what the anomaly says, and stands beside the document', () => {
  const { evidence, doc } = accepted({
    parameter: 'PSAL',
    observed: { value: 1, unit: 'psu' },
    expected: { min: 30 },
    flags: { scale: 'L20', original: 4 },
    evidence: { kind: 'curve', points: [{ t: '2026-03-02T09:00:00+01:00', value: 1, flag: 4 }] },
  });
  expect(evidence).toEqual({
    kind: 'curve',
    scale: 'L20',
    parameter: 'PSAL',
    unit: 'psu',
    expected: { min: 30, max: null },
    points: [{ t: '2026-03-02T08:00:00.000Z', value: 1, flag: '4' }],
    items: [],
  });
  expect(doc).not.toHaveProperty('evidence');
});

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
const withText = (field: string, json: string): string => JSON.stringify(MINIMAL).replace('{', `{"${field}":${json},`);
test.each([
  ['source missing', JSON.stringify({ ...MINIMAL, source: undefined }), ['required', '/source']],
  ['source null', JSON.stringify({ ...MINIMAL, source: null }), ['wrong_type', '/source']],
  ['source blank', JSON.stringify({ ...MINIMAL, source: '  ' }), ['blank', '/source']],
  ['source empty', JSON.stringify({ ...MINIMAL, source: '' }), ['too_short', '/source']],
  ['source too long', JSON.stringify({ ...MINIMAL, source: 'x'.repeat(201) }), ['too_long', '/source']],
  ['no time nor locus', JSON.stringify({ ...MINIMAL, time: undefined }), ['required', '/time']],
  ['Feb 30', JSON.stringify({ ...MINIMAL, time: '2026-02-30T00:00:00Z' }), ['bad_instant', '/time']],
  ['no offset', JSON.stringify({ ...MINIMAL, time: '2026-02-20T00:00:00' }), ['bad_instant', '/time']],
  ['a day', JSON.stringify({ ...MINIMAL, time: '2026-02-20' }), ['bad_instant', '/time']],
  ['25 h', JSON.stringify({ ...MINIMAL, time: '2026-02-20T25:00:00Z' }), ['bad_instant', '/time']],
  ['a number for time', JSON.stringify({ ...MINIMAL, time: 5 }), ['wrong_type', '/time']],
  ['end missing', withText('time_range', '{"start":"2026-02-20T00:00:00Z"}'), ['required', '/time_range/end']],
  [
    'end before start',
    withText('time_range', '{"start":"2026-02-20T00:00:00Z","end":"2026-02-20T00:30:00+01:00"}'),
    ['end_before_start', '/time_range/end'],
  ],
  ['latitude 91', withText('position', '{"lat":91,"lon":0}'), ['out_of_range', '/position/lat']],
  ['longitude -181', withText('position', '{"lat":0,"lon":-181}'), ['out_of_range', '/position/lon']],
  ['depth 20 km', withText('position', '{"lat":0,"lon":0,"depth":20000}'), ['out_of_range', '/position/depth']],
  ['bbox of three', withText('bbox', '[1,2,3]'), ['too_short', '/bbox']],
  ['bbox upside down', withText('bbox', '[1,20,3,10]'), ['bad_bbox', '/bbox']],
  ['severity', withText('severity', '"major"'), ['unknown_value', '/severity']],
  ['21 samples', withText('samples', JSON.stringify(Array.from({ length: 21 }, () => 1))), ['too_long', '/samples']],
  ['a huge sample', withText('samples', `[{"a":"${'x'.repeat(4097)}"}]`), ['too_long', '/samples/0']],
  ['more failed than tested', withText('counts', '{"failed":2,"tested":1}'), ['out_of_range', '/counts/failed']],
  ['half a count', withText('counts', '{"failed":0.5}'), ['wrong_type', '/counts/failed']],
  [
    'a flag of 1 in some QARTOD',
    withText('flags', '{"scale":"QARTOD","original":1}'),
    ['scale_version_required', '/flags/scale_version'],
  ],
  ['javascript for a URL', withText('run_url', '"not a url"'), ['bad_url', '/run_url']],
  ['1e999 in a known field', withText('observed', '{"value":1e999}'), ['not_finite', '/observed/value']],
  ['1e999 in an unknown one', withText('mood', '[-1e999]'), ['not_finite', '/mood/0']],
  ['400 digits', withText('mood', '9'.repeat(400)), ['not_finite', '/mood']],
  ['NUL', withText('message', '"a\\u0000b"'), ['nul_character', '/message']],
  ['NUL in a name', withText('a\\u0000b', '1'), ['nul_character', '']],
  ['half a surrogate pair', withText('message', '"\\ud83d"'), ['lone_surrogate', '/message']],
  ['the other half', withText('labels', '{"a":"\\uDE00x"}'), ['lone_surrogate', '/labels/a']],
  ['nesting', withText('mood', JSON.stringify(deep(21))), ['too_deep', '/mood']],
  ['hostile nesting', withText('mood', `${'['.repeat(100_000)}${']'.repeat(100_000)}`), ['too_deep', '/mood']],
  ['slash in a name', withText('labels', '{"a/b~c":5}'), ['wrong_type', '/labels/a~1b~0c']],
  ['a text for an item', '"x"', ['wrong_type', '']],
  ['a list in a list', '[[]]', ['wrong_type', '']],
])('%s is refused with its place', (_, text, error) => expect(refused(text)).toEqual(error));

test.each([
  ['a whole surrogate pair', withText('message', '"\\ud83d\\ude00"')],
  ['nesting of 19', withText('mood', JSON.stringify(deep(19)))],
  ['a great number', withText('mood', '1e308')],
  ['the antimeridian', withText('bbox', '[179,-10,-179,10]')],
])('%s is accepted', (_, text) => expect(refused(text)).toEqual(['accepted', null]));
