import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Anomaly, ReadItem } from '../../domain/anomaly';
import { readReport } from '../../formats';
import { BodyFault } from '../../formats/fault';
import type { Reading } from '../../formats/reading';

const SAMPLES = join(__dirname, '../../samples/formats/netcdf');
export const sample = (name: string): Buffer => readFileSync(join(SAMPLES, name));

interface Read {
  items: ReadItem[];
  anomalies: Anomaly[];
  reading: Reading;
}
export async function readBytes(format: string, bytes: Uint8Array, context = {}): Promise<Read> {
  const stream = (async function* () {
    yield bytes;
  })();
  const reading = readReport(format, stream, { source: 'qc', dataset: 'd', ...context });
  const items: ReadItem[] = [];
  for await (const item of reading) items.push(item);
  return { items, anomalies: items.flatMap((item) => (item.ok ? item.anomaly : [])), reading };
}

/** The code of the fault and what it says; `read` when there was none. Any other error is thrown. */
export async function faultOf(format: string, bytes: Uint8Array): Promise<[code: string, detail: string]> {
  try {
    await readBytes(format, bytes);
    return ['read', ''];
  } catch (error) {
    if (error instanceof BodyFault) return [error.code, error.message];
    throw error;
  }
}

/** The bytes with one text in place of another of the same length. */
export function altered(bytes: Buffer, from: string, to: string): Buffer {
  if (from.length !== to.length || !bytes.includes(from)) throw new Error(`cannot put "${to}" for "${from}"`);
  const copy = Buffer.from(bytes);
  for (let at = copy.indexOf(from); at >= 0; at = copy.indexOf(from, at + 1)) copy.write(to, at, 'latin1');
  return copy;
}

export const codesOf = ({ reading }: Read): unknown[] =>
  reading.flags().map(({ parameter, check, scale, counts }) => [parameter, check, scale, counts]);
