import type { ByteStream } from './csv-stream';
import { BodyFault } from './fault';
import { detectJson } from './generic/detect';
import type { ReportFormat } from './index';
import { ioosTest } from './ioos/header';
import { isNetcdf, netcdfBody } from './netcdf/body';
import { detectNetcdf } from './netcdf/detect';
import { delimiterOf, fromUtf8, fromWindows1252 } from './text';

/** How much of a file's beginning is looked at. */
export const HEAD_BYTES = 64 * 1024;

export type Detected =
  | { format: ReportFormat }
  | { ambiguous: ReportFormat[] }
  | { netcdf: true }
  | { list: true }
  | { unknown: true };

const LISTS = 'PLATFORM_CODE,PARAMETER_NAME,START_DATE,END_DATE,QUALITY_CODE';
const FLAG_CSV = ['time', 'platform', 'parameter', 'value', 'test', 'flag'];

/** Each format by what its first lines must have. */
const SIGNS: readonly [ReportFormat, (file: Head) => boolean][] = [
  ['whp_exchange', ({ first }) => /^(?:BOTTLE|CTD),/.test(first)],
  ['tsg_qc', ({ lines }) => lines.some((line) => /^%HEADER\s/.test(line))],
  ['medatlas', ({ first, lines }) => first.startsWith('*') && lines.some((line) => /^\*NB PARAMETERS=/.test(line))],
  [
    'odv',
    ({ header }) =>
      /[\t;]/.test(header) && /(^|[\t;])(Cruise|Station)[\t;]/i.test(header) && /[\t;](QV|QF)/i.test(header),
  ],
  ['ioos_qc', ({ names }) => names.includes('time') && names.some((name) => ioosTest(name) !== null)],
  ['flag_csv', ({ names }) => FLAG_CSV.every((name) => names.includes(name))],
  ['argo_exclusion_list', ({ first }) => first.startsWith(LISTS)],
  ['argo_min_max', ({ first }) => first.startsWith(LISTS)],
];

interface Head {
  first: string;
  lines: string[];
  /** The first line that is no comment of ODV. */
  header: string;
  names: string[];
}

/**
 * Which report a file is, by its first bytes; a NetCDF file tells only when it is whole. What two formats may be is never
 * guessed.
 */
export function detect(head: Buffer): Detected {
  if (isNetcdf(head)) return { netcdf: true };
  const text = textOf(head.subarray(0, HEAD_BYTES));
  const json = detectJson(text);
  if (json[0] === 'list') return { list: true };
  const file = headOf(text);
  const found = [...json.filter((format) => format !== 'list'), ...signsIn(file)];
  const [format, other] = found;
  if (format === undefined) return { unknown: true };
  return other === undefined ? { format } : { ambiguous: found };
}

const signsIn = (file: Head): ReportFormat[] => SIGNS.filter(([, holds]) => holds(file)).map(([format]) => format);

/** The last character may be cut in two, which any encoding of one byte forgives. */
const textOf = (bytes: Buffer): string => (fromUtf8(bytes) ?? fromWindows1252(bytes)).replace(/^(\ufeff|ï»¿)/, '');

function headOf(text: string): Head {
  const lines = text.split(/\r\n|\n|\r/);
  const first = lines.find((line) => line.trim() !== '') ?? '';
  const header = lines.find((line) => line.trim() !== '' && !line.startsWith('//')) ?? '';
  const names = first.split(delimiterOf(first)).map((name) => name.trim().replaceAll('"', ''));
  return { first, lines, header, names };
}

/** The format of a body nobody has named, and the body again from its beginning. Throws BodyFault when it must be named. */
export async function openDetected(stream: ByteStream): Promise<{ format: ReportFormat; stream: ByteStream }> {
  const chunks = stream[Symbol.asyncIterator]();
  const held: Buffer[] = [];
  let size = 0;
  while (size < HEAD_BYTES) {
    const next = await chunks.next();
    if (next.done) break;
    held.push(Buffer.from(next.value));
    size += next.value.length;
  }
  if (size === 0) throw new BodyFault('empty', 'The body is empty.');
  const again = rejoined(held, chunks);
  const detected = detect(Buffer.concat(held));
  if (!('netcdf' in detected)) return { format: formatOf(detected), stream: again };
  const whole = await netcdfBody(again);
  const format = await detectNetcdf(whole);
  if (format === null) throw new Error('the first bytes were those of NetCDF');
  return { format, stream: rejoined([Buffer.from(whole.buffer)]) };
}

async function* rejoined(
  held: readonly Buffer[],
  rest?: AsyncIterator<Uint8Array | string>,
): AsyncGenerator<Uint8Array | string> {
  yield* held;
  if (rest) yield* { [Symbol.asyncIterator]: () => rest };
}

export function formatOf(detected: Exclude<Detected, { netcdf: true }>): ReportFormat {
  if ('format' in detected) return detected.format;
  if ('list' in detected)
    throw new BodyFault('unknown_format', 'It is a list of anomalies, no report: send it to /api/v1/anomalies.');
  if ('ambiguous' in detected)
    throw new BodyFault('unknown_format', `It could be ${detected.ambiguous.join(' or ')}: name the format.`);
  throw new BodyFault('unknown_format', 'Its first lines are those of no format that is known here: name the format.');
}
