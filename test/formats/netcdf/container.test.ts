import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BodyFault } from '../../../formats/fault';
import { netcdfBody } from '../../../formats/netcdf/body';
import { detectNetcdf } from '../../../formats/netcdf/detect';
import { openNetcdf } from '../../../formats/netcdf/file';
import { faultOf, readBytes, sample } from '../../support/netcdf';

const FILES: [name: string, format: string][] = [
  ['argo-R9900001_017.nc', 'argo_profile'],
  ['argo-D9900001_017.nc', 'argo_profile'],
  ['copernicus-profiles.nc', 'copernicus_nc'],
  ['copernicus-mooring.nc', 'copernicus_nc'],
  ['seadatanet-ctd.nc', 'seadatanet_nc'],
  ['ioos-qc.nc', 'ioos_qc_nc'],
  ['ioos-glider.nc', 'ioos_qc_nc'],
];
const CLASSIC = FILES.filter(([name]) => sample(name)[0] === 0x43);
const HDF5 = FILES.filter(([name]) => sample(name)[0] !== 0x43);

async function valuesOf(name: string, variable: string): Promise<unknown[]> {
  const file = await openNetcdf(Uint8Array.from(sample(name)));
  try {
    const values: ArrayLike<unknown> = await file.values(file.variables.get(variable)!);
    return Array.from(values);
  } finally {
    await file.close();
  }
}

test('rows of bytes and characters lose their padding, and bytes keep their sign', async () => {
  expect(await valuesOf('copernicus-profiles.nc', 'TEMP_QC')).toEqual([1, 4, 4, 1, -128, 4, 4, 4, 4, 4, 1, 1, 1, 7, 9]);
  const flags = (await valuesOf('argo-R9900001_017.nc', 'TEMP_QC')) as number[];
  expect(String.fromCharCode(...flags)).toBe('11144111111       ');
});

test('records lie apart by the padded sum of their variables', async () => {
  const tests = (await valuesOf('argo-R9900001_017.nc', 'HISTORY_QCTEST')) as number[];
  expect(String.fromCharCode(...tests)).toBe('000000000003FBFE00000000006000000000000000004200000000000003FC18');
});

test('a NetCDF-4 file is read by the same names, its dimensions by the scales attached', async () => {
  const file = await openNetcdf(Uint8Array.from(sample('copernicus-mooring.nc')));
  expect(file.variables.get('TEMP_QC')).toMatchObject({ dims: ['TIME', 'DEPTH'], shape: [40, 1], type: 'byte' });
  expect(file.dimensions.get('TIME')).toBe(40);
  expect(file.attributes.get('platform_code')).toBe('MOORING-DEMO');
  await file.close();
});

test.each(FILES)('%s is known by its content', async (name, format) => {
  expect(await detectNetcdf(sample(name))).toBe(format);
});

test('what is no NetCDF, or holds no flags, is not taken for one of ours', async () => {
  expect(await detectNetcdf(Buffer.from('time,z,lon,lat'))).toBeNull();
  expect(await faultOf('argo_profile', Buffer.from('time,z,lon,lat'))).toEqual(['bad_netcdf', expect.any(String)]);
  expect(await faultOf('argo_profile', Buffer.alloc(0))).toEqual(['empty', expect.any(String)]);
  expect(await faultOf('argo_profile', sample('ioos-glider.nc'))).toEqual([
    'bad_header',
    expect.stringContaining('Argo'),
  ]);
  expect(await faultOf('argo_profile', Buffer.from('CDF\x05\0\0\0\0'))).toEqual([
    'unsupported_netcdf',
    expect.any(String),
  ]);
  const plain = Buffer.from(sample('copernicus-profiles.nc').toString('latin1').replaceAll('_QC', '_XX'), 'latin1');
  await expect(detectNetcdf(plain)).rejects.toMatchObject({ code: 'unknown_format' });
});

test('a body above the cap is refused before it has come whole', async () => {
  let sent = 0;
  const endless = (async function* () {
    for (;;) {
      sent += 1;
      yield Buffer.alloc(400);
    }
  })();
  await expect(netcdfBody(endless, 1000)).rejects.toMatchObject({ code: 'body_too_large' });
  expect(sent).toBe(3);
});

test.each(CLASSIC)('%s, cut anywhere before its last values, is refused with the place', async (name, format) => {
  const whole = sample(name);
  for (const share of [0.01, 0.1, 0.3, 0.5, 0.7, 0.85, 0.97]) {
    const cut = Math.floor(whole.length * share);
    const [code, detail] = await faultOf(format, whole.subarray(0, cut));
    expect([share, code]).toEqual([share, 'file_cut']);
    expect(detail).toContain(`byte ${cut}`);
  }
});

test.each(HDF5)('%s, cut anywhere, is refused', async (name, format) => {
  const whole = sample(name);
  for (const share of [0.005, 0.8, 0.999]) {
    const [code] = await faultOf(format, whole.subarray(0, Math.floor(whole.length * share)));
    expect(['file_cut', 'bad_netcdf']).toContain(code);
  }
});

test('variables that share their place are refused', async () => {
  const bytes = Buffer.from(sample('copernicus-profiles.nc'));
  const [qc, flags] = [await offsetOf('TEMP_QC'), await offsetOf('PRES_QC')];
  bytes.writeUInt32BE(flags, bytes.lastIndexOf(be(qc)));
  expect(await faultOf('copernicus_nc', bytes)).toEqual(['bad_netcdf', expect.stringContaining('share byte')]);
});
const be = (n: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(n);
  return bytes;
};
/** Where the values of a variable of the profiles begin, found by them. */
const offsetOf = async (variable: string): Promise<number> =>
  sample('copernicus-profiles.nc').indexOf(
    Buffer.from((await valuesOf('copernicus-profiles.nc', variable)) as number[]),
  );

/** The same bytes each time. */
function randomly(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return state % below;
  };
}
const cases = (files: typeof FILES, times: number): [string, string, number][] =>
  files.flatMap(([name, format]) =>
    Array.from({ length: times }, (_, i): [string, string, number] => [name, format, i]),
  );

test.each([...cases(CLASSIC, 10), ...cases(HDF5, 3)])(
  '%s as %s with bytes at random in it (%i) is read or refused',
  async (name, format, i) => {
    const bytes = Buffer.from(sample(name));
    const random = randomly(i * 7919 + name.length);
    const within = i % 2 === 0 ? Math.min(bytes.length, 1500) : bytes.length;
    for (let k = 0; k <= i; k += 1) bytes[random(within)] = random(256);
    const outcome = await readBytes(format, bytes).then(
      ({ items }) => (items.length >= 0 ? 'read' : ''),
      (error: unknown) => (error instanceof BodyFault ? 'refused' : error),
    );
    expect(['read', 'refused']).toContain(outcome);
  },
);

const BESIDE = join(__dirname, '../../../../shared/data');
const REAL: [file: string, format: string, anomalies: number, counts: Record<string, number>][] = [
  ['argo_R2903996_001.nc', 'argo_profile', 2, { 1: 82, 3: 6 }],
  ['copernicus_GL_PR_PF_3900150.nc', 'copernicus_nc', 168, { 1: 1697, 4: 723 }],
];
for (const [file, format, count, flags] of REAL) {
  const path = join(BESIDE, file);
  if (existsSync(path))
    test(`the real ${file} is read to its last flag`, async () => {
      const { items, anomalies, reading } = await readBytes(format, readFileSync(path));
      expect([items.length, anomalies.length]).toEqual([count, count]);
      expect(reading.flags().find(({ parameter }) => parameter === 'PSAL')?.counts).toEqual(flags);
    });
}
