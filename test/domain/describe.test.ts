import { describe as tell, type DescribedAnomaly, type DescribedCase } from '../../domain/describe';
import { saySentence } from '../../web/say';
import { translator } from '../../web/words';

const at = (text: string): Date => new Date(text);
const aCase = (patch: Partial<DescribedCase> = {}): DescribedCase => ({
  family: 'value',
  check: 'qartod.gross_range_test',
  parameter: 'TEMP',
  firstTime: at('2026-10-12T10:10:00Z'),
  lastTime: at('2026-10-12T10:27:00Z'),
  ...patch,
});
const anAnomaly = (doc: Record<string, unknown> = {}, check = 'qartod.gross_range_test'): DescribedAnomaly => ({
  check,
  parameter: 'TEMP',
  start: null,
  end: null,
  doc,
});
const RANGE = { expected: { min: 12, max: 21 } };
const say = (of: DescribedCase, anomalies: DescribedAnomaly[], language: 'fr' | 'en' = 'fr'): string =>
  saySentence(tell(of, anomalies, []), translator(language)).replaceAll(/[\u00a0\u202f]/g, ' ');

test.each([
  [
    { ...RANGE, observed: { min: 24, max: 27 }, counts: { failed: 18 } },
    'Température : 18 valeurs trop hautes le 12 octobre 2026, 10:10–10:27 TU',
  ],
  [
    { ...RANGE, observed: { value: 3 }, counts: { failed: 1 } },
    'Température : 1 valeur trop basse le 12 octobre 2026, 10:10–10:27 TU',
  ],
  [
    { ...RANGE, observed: { min: 3, max: 30 }, counts: { failed: 1200 } },
    'Température : 1 200 valeurs hors limites le 12 octobre 2026, 10:10–10:27 TU',
  ],
  [{}, 'Température : 1 valeur signalée le 12 octobre 2026, 10:10–10:27 TU'],
])('values beyond their range are said so: %j', (doc, sentence) => {
  expect(say(aCase(), [anAnomaly(doc)])).toBe(sentence);
});

test('each family has its own sentence, in both languages', () => {
  const one = [anAnomaly({ locus: { file: 'leg3.csv' } })];
  expect(
    say(aCase({ family: 'flow', check: 'file_missing' }), [anAnomaly({ locus: { file: 'leg3.csv' } }, 'file_missing')]),
  ).toMatch(/^1 fichier manque le 12 octobre 2026, 10:10–10:27 TU \(leg3\.csv/);
  expect(say(aCase({ family: 'position_time', check: 'qartod.location_test' }), one)).toMatch(
    /^Position : 1 point impossible/,
  );
  expect(say(aCase({ family: 'position_time', check: 'clock_offset' }), one)).toMatch(/^Horloge : 1 date/);
  expect(say(aCase({ family: 'metadata', check: 'missing_metadata' }), one, 'en')).toMatch(
    /^Metadata: 1 field to check/,
  );
  expect(say(aCase({ check: 'flat_line_test' }), [anAnomaly({}, 'flat_line_test')], 'en')).toBe(
    'Temperature: 1 stuck value on 12 October 2026, 10:10–10:27 UTC',
  );
  expect(say(aCase({ firstTime: null, lastTime: null }), one)).toBe('Température : 1 valeur signalée');
  expect(say(aCase({ lastTime: at('2026-10-14T01:00:00Z') }), one)).toMatch(
    /du 12 octobre, 10:10 au 14 octobre 2026, 01:00 TU$/,
  );
});

test('several checks of the same values are told as flagged, their counts not added up', () => {
  const several = [anAnomaly({ counts: { failed: 10 } }), anAnomaly({ counts: { failed: 12 } }, 'qartod.spike_test')];
  const told = tell(aCase(), several, []);
  expect([told.trouble, told.count, told.checks]).toEqual([
    'flagged',
    12,
    ['qartod.gross_range_test', 'qartod.spike_test'],
  ]);
});

test('whatever a pipeline posted in those fields, it is described', () => {
  for (const odd of [null, 7, 'x', [], { min: 'a', max: null }])
    expect(
      say(aCase(), [anAnomaly({ expected: odd, observed: odd, counts: odd, flags: odd, flag: odd, locus: odd })]),
    ).toContain('Température');
});
