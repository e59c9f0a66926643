import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../cli/config';
import { inspect } from '../../cli/inspect';

const SAMPLES = join(__dirname, '../../samples/formats');
const at = (name: string): string => join(SAMPLES, name);
const written = (text: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'vigie-inspect-')), 'file');
  writeFileSync(file, text);
  return file;
};

async function run(file: string, options: Parameters<typeof inspect>[1] = {}): Promise<[exit: number, said: string]> {
  const lines: string[] = [];
  const exit = await inspect(file, options, (line) => lines.push(line));
  return [exit, lines.join('\n')];
}

test('a file is told with its format, parameters, scales, counts of flags and anomalies by check', async () => {
  expect(await run(at('odv-ctd.txt'))).toEqual([
    0,
    [
      `${at('odv-ctd.txt')}: odv`,
      '  PRES (SDN:P01::PRESPR01) [dbar] · flag.L20 · L20@8 · 1: 14, B: 2',
      '  TEMP (SDN:P01::TEMPPR01) [degC] · flag.L20 · L20@8 · 1: 9, 2: 1, 3: 1, 4: 2, 9: 2, Q: 1',
      '2 × flag.L20',
    ].join('\n'),
  ]);
});

test('a list of anomalies is told like a report, whatever its kind; what would be refused is told with its place', async () => {
  const items = ['spike_test', 'spike_test', 'flat_line'].map((check) => ({
    source: 's',
    dataset: 'd',
    check,
    time: '2026-03-02T08:00:00Z',
  }));
  const [array, lines] = [JSON.stringify(items), items.map((one) => JSON.stringify(one)).join('\n')];
  const table = 'source,dataset,check,time\ns,d,spike_test,2026-03-02T08:00:00Z\ns,d,flat_line,noon\n';
  const found = '2 × spike_test\n1 × flat_line';
  expect((await run(written(array)))[1]).toMatch(new RegExp(`: anomalies \\(json\\)\n${found}$`));
  expect((await run(written(lines)))[1]).toMatch(new RegExp(`: anomalies \\(ndjson\\)\n${found}$`));
  expect(await run(written(table))).toEqual([3, expect.stringMatching(/anomalies \(csv\)[^]*line 3: bad_instant/)]);
});

test('a report in JSON is known by its content', async () => {
  expect(await run(at('generic/frictionless.json'))).toEqual([
    0,
    expect.stringMatching(/: frictionless\n1 × frictionless.constraint-error/),
  ]);
});

test('the same as JSON, of a CSV by its mapping file', async () => {
  const [exit, said] = await run(at('mapped.csv'), { format: 'csv', config: at('mapped.mapping.json'), json: true });
  expect([exit, JSON.parse(said)]).toEqual([
    0,
    expect.objectContaining({ format: 'csv', anomalies: { 'flag.L20': 2 }, refused: 0, errors: [], fault: null }),
  ]);
});

test('refused rows are told with their line and end in 3, a cut file in 1', async () => {
  const leg = readFileSync(at('leg.tsgqc'), 'utf8');
  const [exit, said] = await run(written(`${leg}2026 13 02 06 00 00 48 -4 35 1 12 1 NaN\n2026\u001b[2J\n`));
  expect([exit, said]).toEqual([
    3,
    expect.stringMatching(/2 refused\n {2}line 12: bad_instant: .*\n {2}line 13: ragged_row/),
  ]);
  expect(said).not.toContain('\u001b');
  const whp = readFileSync(at('whp-bottle.csv'), 'utf8').replace('END_DATA', '');
  expect(await run(written(whp))).toEqual([1, expect.stringContaining('file_cut')]);
});

test('a file that could be two formats, is none, or is not there is a mistake of the caller', async () => {
  for (const file of [at('exclusion-list.csv'), written('a,b\n'), at('nowhere')])
    await expect(run(file)).rejects.toBeInstanceOf(UsageError);
  await expect(run(at('leg.tsgqc'), { format: 'tsg' })).rejects.toBeInstanceOf(UsageError);
  await expect(run(at('exclusion-list.csv'), { format: 'argo_min_max' })).resolves.toEqual([
    0,
    expect.stringContaining('4 × argo.min_max_test'),
  ]);
});
