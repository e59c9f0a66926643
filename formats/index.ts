import { readItem } from './anomaly-item';
import { eventItem } from './cloudevents/items';
import { readCsv } from './csv-items';
import type { ByteStream } from './csv-stream';
import { BodyFault } from './fault';
import { readExclusionList, readMinMaxList } from './exclusion-list';
import { readIoosQc } from './ioos-qc';
import { BODY_BYTES_MAX, type ReadOne, readJson, readNdjson } from './json-items';
import { readFlagCsv, readMappedCsv } from './mapped-csv';
import { readMedatlas } from './medatlas';
import { NETCDF_READERS } from './netcdf/detect';
import { readOdv } from './odv-text';
import type { Reading } from './reading';
import type { ReportContext } from './report-context';
import { readTsgQc } from './tsg-qc';
import { readWhp } from './whp-exchange';

/** Native reports by the name `format=` takes. */
export const READERS = {
  ioos_qc: readIoosQc,
  odv: readOdv,
  medatlas: readMedatlas,
  whp_exchange: readWhp,
  tsg_qc: readTsgQc,
  flag_csv: readFlagCsv,
  csv: readMappedCsv,
  argo_exclusion_list: readExclusionList,
  argo_min_max: readMinMaxList,
  ...NETCDF_READERS,
} satisfies Record<string, (stream: ByteStream, context: ReportContext, config?: unknown) => Reading>;
export type ReportFormat = keyof typeof READERS;

/** Media types of a list of canonical anomalies, parameters aside. */
export const MEDIA_TYPES = [
  'application/json',
  'application/x-ndjson',
  'application/ndjson',
  'text/csv',
  'application/cloudevents+json',
  'application/cloudevents-batch+json',
] as const;

/** Canonical anomalies of a body, streamed where its kind allows. Throws BodyFault, at once or where it is met. */
export function readAnomalies(stream: ByteStream, mediaType: string): Reading {
  const kind = MEDIA_TYPES.find((type) => type === mediaType.split(';')[0]?.trim().toLowerCase());
  switch (kind) {
    case 'application/json':
      return readSmall(stream, readItem);
    case 'application/cloudevents+json':
    case 'application/cloudevents-batch+json':
      return readSmall(stream, eventItem);
    case 'application/x-ndjson':
    case 'application/ndjson':
      return { ...plain, [Symbol.asyncIterator]: () => readNdjson(stream) };
    case 'text/csv':
      return { ...plain, [Symbol.asyncIterator]: () => readCsv(stream) };
    case undefined:
      throw new BodyFault('unsupported_media_type', `Send one of ${MEDIA_TYPES.join(', ')}.`);
  }
}

const plain = { single: () => false, checks: () => [], flags: () => [] };

function readSmall(stream: ByteStream, readOne: ReadOne): Reading {
  let single = false;
  return {
    single: () => single,
    checks: () => [],
    flags: () => [],
    async *[Symbol.asyncIterator]() {
      const json = readJson(await collected(stream), readOne);
      single = json.single;
      yield* json.items;
    },
  };
}

async function collected(stream: ByteStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    // One byte over is enough to be refused; the rest need not be held.
    chunks.push(bytes);
    if (size > BODY_BYTES_MAX) break;
  }
  return Buffer.concat(chunks, size);
}

/** Anomalies of a tool's own report. Throws BodyFault, at once or where it is met. */
export function readReport(format: string, stream: ByteStream, context: ReportContext, config?: unknown): Reading {
  if (!isReportFormat(format)) throw new BodyFault('unknown_format', `Formats are ${Object.keys(READERS).join(', ')}.`);
  return READERS[format](stream, context, config);
}

const isReportFormat = (format: string): format is ReportFormat => Object.hasOwn(READERS, format);
