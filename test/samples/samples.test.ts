import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Anomaly, ReadItem } from '../../domain/anomaly';
import { readAnomalies, readReport } from '../../formats';
import type { Reading } from '../../formats/reading';
import { readTable } from '../../formats/table';

const SAMPLES = join(__dirname, '../../samples');
const Manifest = z.array(
  z.strictObject({
    file: z.string(),
    format: z.string().optional(),
    config: z.string().optional(),
    context: z.strictObject({ source: z.string(), dataset: z.string() }).catchall(z.string()).optional(),
  }),
);
type Entry = z.output<typeof Manifest>[number];
const manifest = Manifest.parse(JSON.parse(readFileSync(join(SAMPLES, 'manifest.json'), 'utf8')));

const open = ({ file, format, config, context }: Entry): Reading => {
  const bytes = createReadStream(join(SAMPLES, file));
  return format && context
    ? readReport(format, bytes, context, config && JSON.parse(readFileSync(join(SAMPLES, config), 'utf8')))
    : readAnomalies(bytes, 'application/json');
};
async function anomaliesOf(entry: Entry): Promise<Anomaly[]> {
  const items: ReadItem[] = [];
  for await (const item of open(entry)) items.push(item);
  return items.map((item) => {
    if (!item.ok) throw new Error(`${entry.file}: ${item.error.detail}`);
    return item.anomaly;
  });
}
const EXPECTED: Record<string, Record<string, number>> = {
  'tsg-leg.csv': {
    'sea_water_practical_salinity qartod.gross_range_test error value': 1,
    'sea_water_practical_salinity qartod.spike_test error value': 7,
    'sea_water_temperature qartod.flat_line_test error value': 1,
  },
  'tide-gauge.csv': { 'SLEV qartod.flat_line_test error value': 1, 'SLEV qartod.gross_range_test error value': 1 },
  'missing-file.json': { 'null file_missing error flow': 1 },
  'bad-clock.json': { 'null clock_offset error position_time': 1 },
  'bad-position.json': { 'null argo.speed_test error position_time': 1 },
  'missing-metadata.json': { 'null missing_metadata warning metadata': 1 },
  'bad-format.json': { 'null format_completeness error format': 1 },
  'unknown-supplier.json': { 'TEMP spike error value': 1 },
};

test.each(manifest)('$file gives the anomalies it was made for', async (entry) => {
  const counts: Record<string, number> = {};
  for (const { parameter, check, severity, family } of await anomaliesOf(entry)) {
    const key = `${parameter} ${check} ${severity} ${family}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  expect(counts).toEqual(EXPECTED[entry.file]);
});

test('every sample is listed, of every family, and small', () => {
  const files = readdirSync(SAMPLES).filter((file) => /\.(csv|json)$/.test(file) && !/config|manifest/.test(file));
  expect(manifest.map(({ file }) => file).sort()).toEqual(files.sort());
  for (const file of files) expect(statSync(join(SAMPLES, file)).size).toBeLessThan(150_000);
});

test('every anomaly has something to look at', async () => {
  for (const entry of manifest)
    for (const { evidence } of await anomaliesOf(entry))
      expect((evidence?.points.length ?? 0) + (evidence?.items.length ?? 0)).toBeGreaterThan(0);
});

test('the registers know every code that the samples name, but one', async () => {
  const codes = (register: string): string[] =>
    readTable(readFileSync(join(SAMPLES, 'registers', `${register}.csv`))).rows.flatMap(({ cells }) => cells[0] ?? []);
  const all = (await Promise.all(manifest.map(anomaliesOf))).flat();
  const unknown = (register: string, of: (a: Anomaly) => string | null): string[] => [
    ...new Set(all.flatMap((a) => of(a) ?? []).filter((code) => !codes(register).includes(code))),
  ];
  expect(unknown('platforms', (a) => a.platform)).toEqual(['6299999']);
  expect(unknown('datasets', (a) => a.dataset)).toEqual(['BOUEE-6299999']);
  expect(unknown('sources', (a) => a.source)).toEqual([]);
  expect(unknown('sensors', (a) => a.sensor)).toEqual([]);
  expect(unknown('cruises', (a) => a.cruise)).toEqual([]);
});

test('the registers come in both encodings that Excel writes', () => {
  const encodings = readdirSync(join(SAMPLES, 'registers')).map(
    (file) => readTable(readFileSync(join(SAMPLES, 'registers', file))).encoding,
  );
  expect(new Set(encodings)).toEqual(new Set(['utf-8', 'windows-1252']));
});

const BESIDE = join(__dirname, '../../../shared/data/ioos_qc_tsg_pirata_001');
if (existsSync(`${BESIDE}.csv`))
  test('a real thermosalinograph leg is read whole, where it is at hand', async () => {
    const config: unknown = JSON.parse(readFileSync(`${BESIDE}.config.json`, 'utf8'));
    const reading = readReport('ioos_qc', createReadStream(`${BESIDE}.csv`), { source: 's', dataset: 'd' }, config);
    let failed = 0;
    for await (const item of reading)
      failed += item.ok
        ? Number(z.object({ counts: z.object({ failed: z.number() }) }).parse(item.anomaly.doc).counts.failed)
        : Number.NaN;
    expect(failed).toBe(reading.checks().reduce((sum, check) => sum + check.failed, 0));
    expect(failed).toBeGreaterThan(1000);
  });
