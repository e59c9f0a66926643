import { readItem } from './anomaly-item';
import { eventItem } from './cloudevents/items';
import { readCsv } from './csv-items';
import type { ByteStream } from './csv-stream';
import { BodyFault } from './fault';
import { readExclusionList, readMinMaxList } from './exclusion-list';
import { readAlertmanager } from './generic/alertmanager';
import { readDbt } from './generic/dbt';
import { readFrictionless } from './generic/frictionless';
import { readGreatExpectations } from './generic/great-expectations';
import { readPagerDuty } from './generic/pagerduty';
import { readIoosQc } from './ioos-qc';
import { type ReadOne, readJson, readNdjson } from './json-items';
import { readFlagCsv, readMappedCsv } from './mapped-csv';
import { readMedatlas } from './medatlas';
import { NETCDF_READERS } from './netcdf/detect';
import { readOdv } from './odv-text';
import type { Reading } from './reading';
import type { ReportContext } from './report-context';
import { readTsgQc } from './tsg-qc';
import { collected } from './whole-body';
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
  great_expectations: readGreatExpectations,
  dbt: readDbt,
  frictionless: readFrictionless,
  alertmanager: readAlertmanager,
  pagerduty: readPagerDuty,
} satisfies Record<string, Reader>;
type Reader = (stream: ByteStream, context: ReportContext, config?: unknown, complete?: boolean) => Reading;
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

const STREAMED: ReadonlySet<string> = new Set(['application/x-ndjson', 'application/ndjson', 'text/csv']);
/** A body of this media type is read line by line. */
export const isStreamed = (mediaType: string): boolean => STREAMED.has(mediaType);

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

/**
 * Anomalies of a tool's own report; `complete`: it holds all that its checks found, so what passes has recovered. Throws
 * BodyFault, at once or where it is met.
 */
export function readReport(
  format: string,
  stream: ByteStream,
  context: ReportContext,
  config?: unknown,
  complete = false,
): Reading {
  if (!isReportFormat(format)) throw new BodyFault('unknown_format', `Formats are ${Object.keys(READERS).join(', ')}.`);
  const reader: Reader = READERS[format];
  return reader(stream, context, config, complete);
}

const isReportFormat = (format: string): format is ReportFormat => Object.hasOwn(READERS, format);
