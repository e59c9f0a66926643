import { useDatabase } from '../../support/database';
import { sample } from '../../support/netcdf';
import { useApi } from '../../support/post';

const db = useDatabase();
const server = useApi(db);

async function send(format: string, bytes: Uint8Array<ArrayBuffer>, type = 'application/x-netcdf') {
  const response = await fetch(`${server.url}/api/v1/reports?format=${format}&source=argo&dataset=${format}`, {
    method: 'POST',
    body: bytes,
    headers: { authorization: `Bearer ${server.key}`, 'content-type': type },
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const bytesOf = (name: string): Uint8Array<ArrayBuffer> => Uint8Array.from(sample(name));

test('an Argo file becomes anomalies; the same file again creates nothing', async () => {
  const file = bytesOf('argo-R9900001_017.nc');
  expect(await send('argo_profile', file)).toMatchObject({
    status: 200,
    body: { received: 3, created: 3, rejected: 0 },
  });
  expect(await send('argo_profile', file, 'application/octet-stream')).toMatchObject({
    status: 200,
    body: { created: 0, duplicate: 3 },
  });
});

test('NetCDF-4 is taken in the same way', async () => {
  expect(await send('copernicus_nc', bytesOf('copernicus-mooring.nc'))).toMatchObject({
    status: 200,
    body: { created: 2, rejected: 0 },
  });
});

test('a file that is cut, of another format, or none at all is refused with the reason, and nothing is stored', async () => {
  const file = bytesOf('argo-R9900001_017.nc');
  expect(await send('argo_profile', file.slice(0, 3000))).toMatchObject({
    status: 400,
    body: { code: 'file_cut', detail: expect.stringContaining('byte 3000') },
  });
  expect(await send('seadatanet_nc', file)).toMatchObject({ status: 422, body: { code: 'bad_header' } });
  expect(await send('ioos_qc_nc', Uint8Array.from(Buffer.from('time,z')))).toMatchObject({
    status: 400,
    body: { code: 'bad_netcdf' },
  });
  expect(await send('argo_profile', file, 'image/png')).toMatchObject({ status: 415 });
});
