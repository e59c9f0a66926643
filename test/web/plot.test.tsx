import fc from 'fast-check';
import type { Evidence } from '../../domain/anomaly';
import { fragment } from '../../web/html';
import { csvOf } from '../../web/plot/csv';
import { groupEvidence, type PlotGroup } from '../../web/plot/group';
import { Plot, svgOf } from '../../web/plot/plot';
import { pngOf } from '../../web/plot/png';
import { translator } from '../../web/words';

const START_MS = Date.parse('2026-10-12T00:00:00Z');
const fr = translator('fr');
const aCurve = (points: Evidence['points'], patch: Partial<Evidence> = {}): Evidence => ({
  kind: 'curve',
  scale: 'QARTOD',
  parameter: 'TEMP',
  unit: 'degC',
  expected: { min: 12, max: 21 },
  points,
  items: [],
  ...patch,
});
const at = (minute: number): string => new Date(START_MS + minute * 60_000).toISOString();
const plotOf = (evidence: Evidence[], t = fr): string => {
  const group: PlotGroup | undefined = groupEvidence(evidence).plots[0];
  if (!group) throw new Error('nothing to draw');
  return fragment(<Plot group={group} t={t} legend={true} />);
};
/** Marks of one flag: each starts with one absolute move. */
const marks = (svg: string, canonical: string): number =>
  [...svg.matchAll(/<path d="([^"]*)" data-flag="(.)"/g)]
    .filter(([, , flag]) => flag === canonical)
    .slice(0, 1)
    .reduce((sum, [, d]) => sum + (d?.match(/M/g)?.length ?? 0), 0);

const somePoints = fc.array(
  fc.record({ value: fc.double({ min: -5, max: 40, noNaN: true }), flag: fc.constantFrom('1', '1', '1', '3', '4') }),
  { minLength: 1, maxLength: 3000 },
);
const countOf = (some: readonly { flag: string }[], flag: string): number =>
  some.filter((point) => point.flag === flag).length;

test.each(['curve', 'profile', 'track'] as const)(
  'every flagged point of a %s is drawn, however many points there are',
  (kind) => {
    fc.assert(
      fc.property(somePoints, (some) => {
        const points = some.map((point, i) => ({ t: at(i), z: i, lat: 48 + i / 1000, lon: -5, ...point }));
        const svg = plotOf([aCurve(points, { kind })]);
        for (const flag of ['3', '4']) expect(marks(svg, flag)).toBe(countOf(some, flag));
      }),
      { numRuns: 25 },
    );
  },
);

test('every flagged sample of a T–S diagram is drawn, with the worse flag of the two', () => {
  fc.assert(
    fc.property(somePoints, (some) => {
      const points = some.map((point, i) => ({ t: at(0), z: i, ...point }));
      const salinities = points.map((point, i) => ({ ...point, value: 35 + i / 100, flag: i % 7 === 0 ? '4' : '1' }));
      const evidence = [
        aCurve(points, { kind: 'profile' }),
        aCurve(salinities, { kind: 'profile', parameter: 'PSAL', unit: '1' }),
      ];
      const svg = svgOf(groupEvidence(evidence), fr, { view: 'ts' }) ?? '';
      const flags = some.map(({ flag }, i) => ({ flag: i % 7 === 0 ? '4' : flag }));
      for (const flag of ['3', '4']) expect(marks(svg, flag)).toBe(countOf(flags, flag));
    }),
    { numRuns: 25 },
  );
});

test('a T–S diagram needs both of one sample; samples of other depths or instants are no pair', () => {
  const salinity = { parameter: 'PSAL', unit: '1' };
  const [here, deeper] = [
    { t: at(0), value: 12, flag: '1', z: 5 },
    { t: at(0), value: 35, flag: '4', z: 6 },
  ];
  const of = (...evidence: Evidence[]) => svgOf(groupEvidence(evidence), fr, { view: 'ts' });
  expect(of(aCurve([here]))).toBeNull();
  expect(of(aCurve([here]), aCurve([deeper], salinity))).toBeNull();
  const both = of(aCurve([here]), aCurve([{ ...deeper, z: 5 }], salinity)) ?? '';
  expect(both).toContain('<title>Diagramme T–S</title>');
  expect(both).toContain('de 1 échantillon dont 1 signalé');
});

test('shape and colour tell the flag, and the legend says code, scale, word and count', () => {
  const flags = ['1', '1', '3', '4', '4', '9'];
  const svg = plotOf([aCurve(flags.map((flag, i) => ({ t: at(i), value: 20 + i, flag })))]);
  expect(svg).toMatch(/data-flag="4"[^>]*stroke="#C00000"/);
  expect(svg).toMatch(/data-flag="3"[^>]*fill="#B35900"/);
  expect(svg).toContain('drapeau 4 (QARTOD), mauvaise (2)');
  expect(svg).toContain('drapeau 3 (QARTOD), douteuse (1)');
  expect(svg).toContain('plage attendue');
  expect(svg).toMatch(/<title>Température \(°C\), le 12 octobre 2026, 00:00–00:05 TU<\/title>/);
  expect(svg).toContain('<desc>Courbe de 6 valeurs dont 3 signalées. Plage attendue');
});

test('times are of 24 hours, days are said in the language of the page', () => {
  const day = aCurve(Array.from({ length: 145 }, (_, i) => ({ t: at(i * 10), value: 18 + (i % 3), flag: '1' })));
  const french = plotOf([day]);
  expect(french).toContain('>18:00<');
  expect(french).toContain('>12 oct.<');
  expect(french).not.toMatch(/[AP]M/);
  expect(plotOf([day], translator('en'))).toContain('>12 Oct<');
});

test('a gap stays a gap, and a flagged point breaks the line', () => {
  const minutes = [0, 1, 2, 3, 60, 61, 62, 63];
  const line = (svg: string): string => /<path d="([^"]*)" fill="none" stroke="#0072B2"/.exec(svg)?.[1] ?? '';
  const whole = plotOf([aCurve(minutes.map((m, i) => ({ t: at(i), value: 15 + m, flag: '1' })))]);
  const gappy = plotOf([aCurve(minutes.map((m) => ({ t: at(m), value: 15, flag: '1' })))]);
  const flagged = plotOf([aCurve(minutes.map((_, i) => ({ t: at(i), value: 15, flag: i === 4 ? '4' : '1' })))]);
  expect([whole, gappy, flagged].map((svg) => line(svg).match(/M/g)?.length)).toEqual([1, 2, 2]);
});

test('the line of a profile joins neither what a flag is between nor the points of two casts', () => {
  const line = (svg: string): number =>
    /<path d="([^"]*)" fill="none" stroke="#0072B2"/.exec(svg)?.[1]?.match(/M/g)?.length ?? 0;
  const cast = (minute: number, flags: string[]) =>
    flags.map((flag, i) => ({ t: at(minute), value: 12 + i, flag, z: i * 10 }));
  const profile = (points: Evidence['points']) => plotOf([aCurve(points, { kind: 'profile' })]);
  expect(line(profile(cast(0, ['1', '1', '1', '1'])))).toBe(1);
  expect(line(profile(cast(0, ['1', '1', '4', '1', '1'])))).toBe(2);
  expect(line(profile([...cast(0, ['1', '1', '1']), ...cast(90, ['1', '1', '1'])]))).toBe(2);
});

test('a flagged position without a value is seen on the map', () => {
  const point = { t: at(0), value: null, flag: '4', lat: 43.2, lon: 5.2 };
  const { plots } = groupEvidence([aCurve([point], { kind: 'profile', parameter: null, unit: null })]);
  expect(plots.map(({ kind }) => kind)).toEqual(['track']);
});

test('values with positions have a map too, with the degrees around them; across the date line it stays in one piece', () => {
  const cruise = (lons: number[]) => lons.map((lon, i) => ({ t: at(i), value: 20, flag: '4', lat: -23 - i / 10, lon }));
  const map = (lons: number[], t = fr): string =>
    svgOf(groupEvidence([aCurve(cruise(lons))]), t, { view: 'track' }) ?? '';
  expect([marks(map([-42, -42.5]), '4'), map([-42, -42.5]).match(/>23°S<|>42°O</g)]).toEqual([2, ['>23°S<', '>42°O<']]);
  expect(map([-42, -42.5], translator('en'))).toContain('>42°W<');
  const across = map([179.5, -179.5]);
  expect(across.match(/>1(80|79)[^<]*</g)).toEqual(['>179°E<', '>180°E<', '>179°O<']);
});

test('a picture has the width that is asked for, as SVG and as PNG', () => {
  const shown = groupEvidence([aCurve([{ t: at(0), value: 30, flag: '4' }])]);
  const svg = svgOf(shown, fr, { width: 1280 }) ?? '';
  expect(svg).toMatch(/^<svg [^>]*width="1280"/);
  expect(pngOf(svg).readUInt32BE(16)).toBe(1280);
  expect(svgOf(shown, fr, { view: 'track' })).toBeNull();
  expect(svgOf(shown, fr, { parameter: 'PSAL' })).toBeNull();
});

test('neighbouring windows of one parameter share one time axis; a point told twice keeps its worse flag', () => {
  const a = aCurve([
    { t: at(0), value: 15, flag: '1' },
    { t: at(1), value: 30, flag: '4' },
  ]);
  const b = aCurve([
    { t: at(1), value: 30, flag: '1' },
    { t: at(2), value: 15, flag: '1' },
  ]);
  const { plots } = groupEvidence([b, a]);
  expect(plots).toHaveLength(1);
  expect(plots[0]?.points.map(({ flag }) => flag.code)).toEqual(['1', '4', '1']);
});

test('a profile has its depth downwards, a track its coast and its flagged positions', () => {
  const profile = plotOf([
    aCurve(
      [0, 10, 20, 30].map((z, i) => ({ t: at(i), value: 15 - i, flag: z === 30 ? '4' : '1', z })),
      { kind: 'profile' },
    ),
  ]);
  const [, deep = ''] = /data-flag="4"/.exec(profile)
    ? (/<path d="M[\d.]+ ([\d.]+)[^"]*" data-flag="4"/.exec(profile) ?? [])
    : [];
  expect(Number(deep)).toBeGreaterThan(240);
  const track = plotOf([
    aCurve(
      [0, 1, 2].map((i) => ({
        t: at(i),
        value: null,
        flag: i === 1 ? '4' : '1',
        lat: 48 + i * 0.1,
        lon: -4.6 - i * 0.1,
      })),
      { kind: 'track', parameter: null, unit: null },
    ),
  ]);
  expect(marks(track, '4')).toBe(1);
  expect(/<path d="(M[^"]+)" fill="#d9d3c4"/.exec(track)?.[1]?.length).toBeGreaterThan(50);
});

test('a picture is a PNG with readable letters, and one value, or none, breaks nothing', () => {
  const svg = svgOf(groupEvidence([aCurve([{ t: at(0), value: 30, flag: '4' }])]), fr) ?? '';
  const png = pngOf(svg);
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.length).toBeLessThan(20_000);
  expect(svgOf(groupEvidence([aCurve([])]), fr)).toBeNull();
  for (const values of [
    [0, 5e-324],
    [1e308, -1e308],
    [1e20, 1e20],
  ])
    expect(plotOf([aCurve(values.map((value, i) => ({ t: at(i), value, flag: '4' })))])).not.toMatch(/NaN|Infinity/);
  expect(plotOf([aCurve([{ t: at(0), value: null, flag: '9' }])])).not.toContain('NaN');
  expect(plotOf([aCurve([{ t: at(0), value: 5, flag: '4', lat: 0, lon: 0 }], { kind: 'track' })])).not.toContain('NaN');
});

test('the CSV holds the plotted rows; what a spreadsheet would take for a formula is guarded', () => {
  const csv = csvOf(
    groupEvidence([aCurve([{ t: at(0), value: -1.5, flag: '4', lat: -48.5, lon: 4 }], { parameter: '=cmd()' })]),
  );
  expect(csv.split('\r\n')[1]).toBe("'=cmd(),2026-10-12T00:00:00.000Z,-48.5,4,,-1.5,degC,QARTOD,4");
  const items = csvOf(
    groupEvidence([aCurve([], { kind: 'files', items: [{ name: '@x', expected: '1', found: null }] })]),
  );
  expect(items).toBe("name,expected,found\r\n'@x,1,\r\n");
});
