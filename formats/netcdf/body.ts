import type { ByteStream } from '../csv-stream';
import { BodyFault } from '../fault';

/** A NetCDF file is read at random, so it is held whole. */
export const NETCDF_BYTES_MAX = 200 * 1024 * 1024;

const CLASSIC = [0x43, 0x44, 0x46];
const HDF5 = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
/** By the first bytes: NetCDF-3, or HDF5, which NetCDF-4 is. */
export const isNetcdf = (bytes: Uint8Array): boolean =>
  [CLASSIC, HDF5].some((magic) => magic.every((byte, i) => bytes[i] === byte));

/** The whole body, which is NetCDF by its first bytes and no larger than the cap, else a BodyFault. */
export async function netcdfBody(stream: ByteStream, bytesMax = NETCDF_BYTES_MAX): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > bytesMax)
      throw new BodyFault('body_too_large', `A NetCDF file may have ${Math.floor(bytesMax / 1024 / 1024)} MB.`);
    chunks.push(bytes);
  }
  if (size === 0) throw new BodyFault('empty', 'The body is empty.');
  // Memory of its own, which can be given to another thread.
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  if (!isNetcdf(whole)) throw new BodyFault('bad_netcdf', 'The first bytes are not those of NetCDF.');
  return whole;
}
