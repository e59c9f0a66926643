import { matchFile, nameFor, readiness, stateOf } from '../../domain/delivery-files';
import { anExpectation, AT } from '../support/facts';

const hours = (n: number): Date => new Date(AT.getTime() + n * 3_600_000);

test.each([
  ['tide_{day}.csv', 'tide_20260302.csv', '2026-03-02'],
  ['tide_{day}.csv', 'in/2026/tide_2026-03-02.csv', '2026-03-02'],
  ['{platform}_{day}_*.nc', '35HT_20260302_TSG.nc', '2026-03-02'],
  ['{day}_{day}.csv', '20260302_20260302.csv', '2026-03-02'],
  ['{cruise}.zip', 'PELGAS.zip', null],
  ['*.zip', 'anything.zip', null],
])('%s is the name of %s, of the day %s', (pattern, name, day) => {
  expect(matchFile({ files: [pattern], cruise: 'PELGAS', platform: '35HT' }, name)).toEqual({ pattern, day });
});

test.each([
  ['tide_{day}.csv', 'tide_20260231.csv'],
  ['tide_{day}.csv', 'tide_2026030.csv'],
  ['tide_{day}.csv', 'tide_20260302.csv.part'],
  ['{day}_{day}.csv', '20260302_20260303.csv'],
  ['{cruise}.zip', 'EVHOE.zip'],
  ['a.csv', 'aXcsv'],
])('%s is not the name of %s', (pattern, name) => {
  expect(matchFile({ files: [pattern], cruise: 'PELGAS', platform: '35HT' }, name)).toBeNull();
});

test('a hostile pattern and name are compared in no time', () => {
  const files = [`${'a*'.repeat(49)}b`];
  expect(matchFile({ files, cruise: null, platform: null }, 'a'.repeat(500))).toBeNull();
});

test('the name that is missing is written as a person would', () => {
  expect(nameFor('{platform}_{day}_{cruise}.csv', { platform: '35HT', cruise: null }, '2026-03-02')).toBe(
    '35HT_20260302_*.csv',
  );
});

describe('what came', () => {
  const of = anExpectation({ files: ['a_{day}.csv', 'b_{day}.csv'] });
  const a = { name: 'a_20260302.csv', as: 'ok' as const, receivedAt: hours(-1) };
  const b = { name: 'b_20260302.csv', as: 'ok' as const, receivedAt: hours(1) };

  test('is complete with its last file, late when that one is', () => {
    expect(stateOf(of, [a], AT, 'due')).toBe('due');
    expect(stateOf(of, [a], AT, 'missing')).toBe('missing');
    expect(stateOf(of, [a, b], AT, 'missing')).toBe('late');
    expect(stateOf(of, [a, { ...b, receivedAt: AT }], AT, 'due')).toBe('arrived');
  });

  test('counts by the newest of each name', () => {
    const bad = { ...a, as: 'incomplete' as const, receivedAt: hours(-2) };
    expect(stateOf(of, [bad, b], AT, 'due')).toBe('incomplete');
    expect(stateOf(of, [bad, a, b], AT, 'due')).toBe('late');
    expect(stateOf(of, [a, b, { ...a, as: 'unreadable', receivedAt: hours(2) }], AT, 'late')).toBe('unreadable');
  });

  test('must be as many as were expected', () => {
    const many = anExpectation({ files: ['*_{day}.csv'], filesMin: 2 });
    expect(readiness(many, [a]).complete).toBe(false);
    expect(readiness(many, [a, b]).complete).toBe(true);
  });
});
