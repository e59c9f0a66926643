import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Anomaly, ReadItem } from '../../domain/anomaly';
import { fingerprint } from '../../domain/fingerprint';
import { readReport } from '../../formats';
import { detect } from '../../formats/detect';
import { BodyFault } from '../../formats/fault';
import type { FlagsSeen } from '../../formats/reading';

const SAMPLES = join(__dirname, '../../samples/formats');
const BESIDE = join(__dirname, '../../../shared/data');
const CONTEXT = { source: 'qc', dataset: 'd' };
const sample = (name: string): Buffer => readFileSync(join(SAMPLES, name));
const MAPPING: unknown = JSON.parse(sample('mapped.mapping.json').toString());

async function* inChunks(bytes: Buffer, size = bytes.length): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}
interface Read {
  items: ReadItem[];
  flags: FlagsSeen[];
  fault: [string, number | null] | null;
}
async function read(format: string, body: Buffer | string, size?: number): Promise<Read> {
  const config = format === 'csv' ? MAPPING : undefined;
  const reading = readReport(format, inChunks(Buffer.from(body), size), CONTEXT, config);
  const items: ReadItem[] = [];
  let fault: Read['fault'] = null;
  try {
    for await (const item of reading) items.push(item);
  } catch (error) {
    if (!(error instanceof BodyFault)) throw error;
    fault = [error.code, error.line];
  }
  return { items, flags: reading.flags(), fault };
}
const anomalies = ({ items }: Read): Anomaly[] => items.flatMap((item) => (item.ok ? item.anomaly : []));
const errors = ({ items }: Read): unknown[] =>
  items.flatMap((item) => (item.ok ? [] : [[item.error.line, item.error.code]]));
const told = (found: Read): unknown[] =>
  anomalies(found).map(({ parameter, check, severity, locus, timeStart, doc }) => [
    parameter,
    check,
    severity,
    locus ?? timeStart,
    (doc['counts'] as { failed: number }).failed,
  ]);

const FILES = [
  ['odv', 'odv-ctd.txt'],
  ['medatlas', 'medatlas.txt'],
  ['whp_exchange', 'whp-bottle.csv'],
  ['tsg_qc', 'leg.tsgqc'],
  ['flag_csv', 'flags.csv'],
  ['argo_exclusion_list', 'exclusion-list.csv'],
  ['csv', 'mapped.csv'],
] as const;

const EXPECTED: Record<string, unknown[]> = {
  odv: [
    ['TEMP', 'flag.L20', 'error', '{"local_cdi_id":"DEMO_S01","station":"S01","z":20}', 2],
    ['TEMP', 'flag.L20', 'error', '{"local_cdi_id":"DEMO_S01","station":"S01","z":60}', 1],
  ],
  medatlas: [
    [null, 'impossible_location', 'warning', '{"station":"FI3520260000100001"}', 1],
    ['TEMP', 'flag.MEDATLAS', 'error', '{"station":"FI3520260000100001","z":10}', 2],
    ['SLEV', 'flag.MEDATLAS', 'error', '{"station":"FI3520260000100002","time":"2026-03-03T00:10:00.000Z"}', 2],
  ],
  whp_exchange: [
    ['BTLNBR', 'flag.WOCE_BOTTLE', 'error', '{"cast":"1","station":"1","z":50}', 2],
    ['CTDSAL', 'flag.WOCE_CTD', 'error', '{"cast":"1","station":"1","z":100}', 1],
    ['OXYGEN', 'flag.WOCE_WATER', 'error', '{"cast":"1","station":"1","z":50}', 2],
    ['TEMP', 'flag.GTSPP', 'error', '{"cast":"1","station":"2","z":5}', 1],
  ],
  tsg_qc: [['SSPS', 'flag.GOSUD', 'error', '2026-03-02T06:03:00.000Z', 2]],
  flag_csv: [['TEMP', 'cotede.spike', 'error', '2026-03-02T08:03:00.000Z', 1]],
  csv: [
    ['TEMP', 'flag.L20', 'error', '{"station":"A","time":"2026-03-02T08:00:00.000Z","z":5}', 1],
    ['PSAL', 'flag.L20', 'warning', '{"station":"B","time":"2026-03-02T09:00:00.000Z","z":1}', 1],
  ],
};
test.each(FILES.filter(([format]) => EXPECTED[format]))(
  '%s gives the anomalies its sample was made for',
  async (format, file) => {
    const found = await read(format, sample(file));
    expect([found.fault, errors(found), told(found)]).toEqual([null, [], EXPECTED[format]]);
    const prints = anomalies(found).map((anomaly) => fingerprint(anomaly).toString('hex'));
    expect(new Set(prints).size).toBe(prints.length);
  },
);

test.each(FILES)('%s reads the same however the bytes come', async (format, file) => {
  const whole = await read(format, sample(file));
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 97 }), async (size) => {
      expect(await read(format, sample(file), size)).toEqual(whole);
    }),
    { numRuns: 12 },
  );
});

test.each(FILES)('%s cut anywhere tells no anomaly that the whole file does not', async (format, file) => {
  const body = sample(file);
  const known = new Set(anomalies(await read(format, body)).map((a) => fingerprint(a).toString('hex')));
  for (let cut = 1; cut < body.length; cut += Math.ceil(body.length / 150)) {
    const found = await read(format, body.subarray(0, cut));
    for (const anomaly of anomalies(found)) expect(known).toContain(fingerprint(anomaly).toString('hex'));
  }
});

const TSG = [
  '%PLATFORM_NAME X',
  '%HEADER YEAR MNTH DAYX hh mi ss LATX LONX SSPS_QC SSPS',
  '2026 3 2 8 0 0 48 -5 4 35.2',
];
const LAST_IS_VALUE: [string, string, string][] = [
  ['ioos_qc', 'time,psal_qartod_spike_test,psal\n2026-03-02T08:00:00Z,4,35.2', 'ioos'],
  [
    'flag_csv',
    'time,lat,lon,depth,test,parameter,flag,value,platform\n2026-03-02T08:00:00Z,48,-5,1,spike,TEMP,4,9,35HT',
    'flag',
  ],
  ['tsg_qc', TSG.join('\n'), 'tsg'],
  [
    'odv',
    'Cruise\tStation\tyyyy-mm-ddThh:mm\tPRES [dbar]\tQV:SEADATANET\tNote\nC\t1\t2026-03-02T08:00\t5\t4\tab',
    'odv',
  ],
];
test.each(LAST_IS_VALUE)(
  '%s: a last row without its line end is refused where its last cell counts',
  async (format, body) => {
    const [open, ended] = [await read(format, body), await read(format, `${body}\n`)];
    expect([errors(open), anomalies(open)]).toEqual([[[body.split('\n').length, 'open_row']], []]);
    expect([errors(ended), anomalies(ended).length]).toEqual([[], 1]);
  },
);

test('a last flag that is no beginning of a longer one needs no line end', async () => {
  const body = sample('flags.csv').toString().trimEnd();
  expect(told(await read('flag_csv', body))).toEqual(told(await read('flag_csv', `${body}\n`)));
  const mapping = { scale: 'BUFR033050@1', columns: { time: 't' }, parameters: [{ flag: 'q', parameter: 'TEMP' }] };
  const reading = readReport(
    'csv',
    inChunks(Buffer.from('t,q\n2026-03-02T08:00:00Z,4\n2026-03-02T08:01:00Z,1')),
    CONTEXT,
    mapping,
  );
  const items: ReadItem[] = [];
  for await (const item of reading) items.push(item);
  expect(items.map((item) => (item.ok ? item.anomaly.timeEnd : item.error.code))).toEqual([
    'open_row',
    '2026-03-02T08:00:00.000Z',
  ]);
});

test.each(['medatlas', 'whp_exchange', 'tsg_qc'])('%s says that a file cut at a line is not whole', async (format) => {
  const file = FILES.find(([name]) => name === format)?.[1] ?? '';
  const lines = sample(file).toString().split('\n');
  const cut = format === 'tsg_qc' ? 2 : lines.length - 4;
  expect((await read(format, `${lines.slice(0, cut).join('\n')}\n`)).fault?.[0]).toBe('file_cut');
});

test.each(FILES.filter(([format]) => format !== 'csv' && format !== 'argo_exclusion_list'))(
  '%s is known by its first bytes',
  (format, file) => expect(detect(sample(file))).toEqual({ format }),
);
test('what two formats may be is not guessed, and what is none is said to be none', () => {
  expect(detect(sample('exclusion-list.csv'))).toEqual({ ambiguous: ['argo_exclusion_list', 'argo_min_max'] });
  expect(detect(Buffer.from('a,b\n1,2\n'))).toEqual({ unknown: true });
  expect(detect(Buffer.alloc(0))).toEqual({ unknown: true });
  expect(detect(Buffer.from('CDF\x01'))).toEqual({ netcdf: true });
  expect(detect(Buffer.from('time,a,a_qartod_spike_test\n'))).toEqual({ format: 'ioos_qc' });
});

test.each(FILES)('%s refuses what is no such text, with the line', async (format, file) => {
  const lines = sample(file).toString('latin1').split('\n');
  const nul = Buffer.from([...lines.slice(0, 3), '\0', ...lines.slice(3)].join('\n'), 'latin1');
  expect((await read(format, nul)).fault).toEqual(['not_text', 4]);
  const utf16 = Buffer.from(`\ufeff${sample(file).toString()}`, 'utf16le');
  expect((await read(format, utf16)).fault).not.toBeNull();
  for (const hostile of [
    '',
    '\n\n',
    '{"a":1}',
    '*',
    '//',
    '%HEADER',
    'BOTTLE,',
    'x'.repeat(2_000_000),
    '"'.repeat(1000),
  ])
    expect((await read(format, hostile)).fault).not.toBeNull();
});

test('an ODV flag of the alphabet is a qualifier, a station east of 180° stands west, and a vocabulary names the parameter', async () => {
  const found = await read('odv', sample('odv-ctd.txt').toString().replace('Q\n\t', '4\n\t'));
  expect(found.flags.map(({ parameter, urn, unit, scale, counts }) => [parameter, urn, unit, scale, counts])).toEqual([
    ['PRES', 'SDN:P01::PRESPR01', 'dbar', 'L20', { 1: 14, B: 2 }],
    ['TEMP', 'SDN:P01::TEMPPR01', 'degC', 'L20', { 1: 9, 2: 1, 3: 1, 4: 3, 9: 2 }],
  ]);
  const [anomaly] = anomalies(found);
  expect(anomaly).toMatchObject({ cruise: 'DEMO-2026', platform: '35HT', timeStart: '2026-03-02T08:00:00.000Z' });
  expect(anomaly?.evidence).toMatchObject({ kind: 'profile', scale: 'L20@8', unit: 'degC' });
  expect(anomaly?.evidence?.points.map(({ z }) => z)).toEqual([0, 10, 20, 30, 40, 50, 60, 70]);
  const odd = await read('odv', sample('odv-ctd.txt').toString().replace('\t4\n', '\tX\n'));
  expect(errors(odd)).toEqual([[8, 'unknown_flag']]);
});

const TRACK = [
  'Cruise\tStation\tType\tyyyy-mm-ddThh:mm:ss.sss\tLongitude\tLatitude\tDEPTH [m]\tQV:SEADATANET\tPSAL\tQV:SEADATANET',
];
test('rows of one station that move are a track, in time and not in depth', async () => {
  const rows = [0, 1, 2, 3].map(
    (n) => `C\tT\t*\t2026-03-02T08:0${n}:00\t${-4 - n / 10}\t48\t3\t1\t35\t${n > 1 ? 4 : 1}`,
  );
  const found = await read('odv', [...TRACK, ...rows].join('\r\n'));
  expect(told(found)).toEqual([['PSAL', 'flag.L20', 'error', '{"station":"T","time":"2026-03-02T08:02:00.000Z"}', 2]]);
  expect(anomalies(found)[0]?.evidence?.kind).toBe('curve');
});

test('a flag needs a scale that is known and a parameter on its left; each scheme is its own scale', async () => {
  const [header = ''] = TRACK;
  const withScheme = (scheme: string): Promise<Read> =>
    read('odv', `${header.replace(/QV:SEADATANET$/, scheme)}\nC\tT\tB\t2026-03-02\t-4\t48\t3\t1\t35\t4`);
  expect((await withScheme('QV:QARTOD')).fault).toEqual(['unknown_scale', 1]);
  expect((await withScheme('QV:NOBODYS')).fault).toEqual(['unknown_scale', 1]);
  expect(told(await withScheme('QV:ODV'))).toMatchObject([['PSAL', 'flag.ODV', 'warning', expect.anything(), 1]]);
  expect((await read('odv', 'Cruise\tStation\tPSAL\tQV:ODV\tQV:ODV\nC\tT\t1\t0\t0')).fault).toEqual(['bad_header', 1]);
});

test('a station whose own row cannot be read loses its rows, not those of others', async () => {
  const [header = ''] = TRACK;
  const rows = [
    'C\tA\tB\t2026-13-02\t-4\t48\t3\t1\t35\t4',
    '\t\t\t\t\t\t5\t1\t35\t4',
    'C\tB\tB\t2026-03-02\t-4\t48\t3\t1\t35\t4',
    '\t\t\t\t\t\t5\t1\tx\t4',
  ];
  const found = await read('odv', [header, ...rows].join('\n'));
  expect(errors(found)).toEqual([
    [2, 'bad_instant'],
    [3, 'no_station'],
    [5, 'not_a_number'],
  ]);
  expect(told(found)).toMatchObject([['PSAL', 'flag.L20', 'error', '{"station":"B","z":3}', 1]]);
});

test('a name in Windows-1252 is read as its author wrote it', async () => {
  const [header = ''] = TRACK;
  const text = `${header}\nÉté\tT\tB\t2026-03-02\t-4\t48\t3\t1\t35\t4`;
  for (const body of [Buffer.from(text, 'latin1'), Buffer.from(text)])
    expect(anomalies(await read('odv', body))[0]?.cruise).toBe('Été');
});

test('harbour data of a thermosalinograph and NaN flags are nobody’s anomaly, but are counted', async () => {
  const { flags } = await read('tsg_qc', sample('leg.tsgqc'));
  expect(flags.find(({ parameter }) => parameter === 'SSPS')?.counts).toEqual({ 1: 2, 3: 1, 4: 1, 6: 2 });
});

test('degrees and minutes of MEDATLAS have their hemisphere, and its line of default values is no measurement', async () => {
  const found = await read('medatlas', sample('medatlas.txt'));
  expect(anomalies(found).map(({ doc }) => doc['position'])).toEqual([
    { lat: 48.25, lon: -4.5 },
    { lat: 48.25, lon: -4.5, depth: 10 },
    { lat: -18.1425, lon: 178.4535 },
  ]);
  expect(found.flags.find(({ parameter }) => parameter === 'PSAL')?.counts).toEqual({ 1: 4 });
  expect(found.flags.find(({ parameter }) => parameter === 'TEMP')?.counts).toEqual({ 1: 1, 2: 1, 3: 1, 4: 1, 9: 1 });
});

test('a missing −999 of WHP is no value, a mean of replicates and a despiked value are good', async () => {
  const found = await read('whp_exchange', sample('whp-bottle.csv'));
  const oxygen = anomalies(found).find(({ parameter }) => parameter === 'OXYGEN');
  expect(oxygen?.evidence?.points.map(({ value }) => value)).toEqual([211.4, 250.9, 251.2, null]);
  expect(oxygen).toMatchObject({ platform: '35HT', cruise: '35HT20260302' });
  const ctd =
    'CTD,2026\nNUMBER_HEADERS = 3\nEXPOCODE = X\nSTNNBR = 7\nDATE = 20260302\nCTDPRS,CTDPRS_FLAG_W,SALNTY,SALNTY_FLAG_W\nDBAR,,,\n1,2,35,1\n2,2,99,4\nEND_DATA\nrest';
  expect(told(await read('whp_exchange', ctd))).toEqual([
    ['SALNTY', 'flag.WOCE_CTD', 'error', '{"cast":"","station":"7","z":2}', 1],
  ]);
});

test('an excluded sensor without an end is open; the same row twice is told alike, other words under its key are another', async () => {
  const found = await read('argo_exclusion_list', sample('exclusion-list.csv'));
  const rows = anomalies(found);
  expect(
    rows.map(({ platform, parameter, severity, timeStart, timeEnd, locus }) => [
      platform,
      parameter,
      severity,
      timeStart?.slice(0, 10),
      timeEnd?.slice(0, 10),
      locus,
    ]),
  ).toEqual([
    ['6900001', 'PSAL', 'error', '2025-06-12', '2025-06-12', null],
    ['6900001', 'PRES', 'warning', '2024-01-01', '2024-03-01', null],
    ['6900001', 'PSAL', 'warning', '2025-06-12', '2025-07-01', '2025-06-12#2'],
    ['6900001', 'PSAL', 'error', '2025-06-12', '2025-06-12', null],
  ]);
  expect(rows[0]?.doc).toMatchObject({
    message: 'salty drift, sensor confirmed',
    labels: { dac: 'coriolis', open: 'true' },
  });
  const bad =
    'PLATFORM_CODE,PARAMETER_NAME,START_DATE,END_DATE,QUALITY_CODE,COMMENT,DAC\n1,PSAL,20251301,,4,,x\n1,PSAL,20250101,20240101,4,,x\n1,,20250101,,4,,x\n1,PSAL,20250101,,7,,x\n1,PSAL';
  expect(errors(await read('argo_exclusion_list', bad))).toEqual([
    [2, 'bad_instant'],
    [3, 'end_before_start'],
    [4, 'required'],
    [5, 'unknown_flag'],
    [6, 'ragged_row'],
  ]);
});

test('a mapping file must say which scale, in a version that exists, and columns that are there', async () => {
  const fault = async (config: unknown): Promise<unknown> => {
    try {
      for await (const item of readReport(
        'csv',
        inChunks(Buffer.from('t,x,q\n2026-03-02T08:00:00Z,1,4\n')),
        CONTEXT,
        config,
      ))
        return item.ok;
    } catch (error) {
      if (error instanceof BodyFault) return error.code;
      throw error;
    }
    return 'nothing';
  };
  const good = { scale: 'L20@8', columns: { time: 't' }, parameters: [{ flag: 'q', value: 'x' }] };
  expect(await fault(good)).toBe(true);
  expect(await fault(undefined)).toBe('bad_config');
  expect(await fault({ ...good, scale: undefined })).toBe('bad_config');
  expect(await fault({ ...good, scale: 'QARTOD' })).toBe('unknown_scale');
  expect(await fault({ ...good, scale: 'L20@99' })).toBe('unknown_scale');
  expect(await fault({ ...good, columns: { time: 'when' } })).toBe('missing_column');
  expect(await fault({ ...good, parameters: [] })).toBe('bad_config');
});

test('flags of a MEDATLAS block stand for points that have none, and only for those', async () => {
  const whole = sample('medatlas.txt').toString();
  const bare = whole.replace('QC FLAGS=11\n', 'QC FLAGS=14\n').replace(/ (1[1-9])$/gm, ' 00');
  const global = (found: Read): unknown[] =>
    told(found).filter((one) => String((one as unknown[])[1]).startsWith('global'));
  expect(global(await read('medatlas', bare))).toEqual([
    ['TEMP', 'global_flag.MEDATLAS', 'error', '{"station":"FI3520260000100001"}', 1],
  ]);
  expect(global(await read('medatlas', whole.replace('QC FLAGS=11\n', 'QC FLAGS=14\n')))).toEqual([]);
  const profile = bare.replace(
    'QUALITY FLAG=1 GLOBAL PARAMETERS QC FLAGS=14',
    'QUALITY FLAG=4 GLOBAL PARAMETERS QC FLAGS=00',
  );
  expect(global(await read('medatlas', profile))).toEqual([
    [null, 'global_profile_flag', 'error', '{"station":"FI3520260000100001"}', 1],
  ]);
});

/** Real files that lie beside the repository; defined are the tests of those that do. */
const REAL = (
  [
    ['odv', 'odv_diap.txt', 0, 0],
    ['medatlas', 'medatlas_suva.txt', 0, 0],
    ['whp_exchange', 'whp_33RR20080204_mini_hy1.csv', 45, 0],
  ] as const
).filter(([, file]) => existsSync(join(BESIDE, file)));
for (const [format, file, found, refused] of REAL)
  test(`the real ${format} file is read to its end`, async () => {
    const body = readFileSync(join(BESIDE, file));
    const whole = await read(format, body);
    expect([whole.fault, anomalies(whole).length, errors(whole).length]).toEqual([null, found, refused]);
    expect(whole.flags.length).toBeGreaterThan(2);
    expect(detect(body)).toEqual({ format });
  });
