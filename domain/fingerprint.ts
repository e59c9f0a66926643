import { hash } from 'node:crypto';
import type { Anomaly } from './anomaly';

const FINGERPRINT_VERSION = 1;
const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** To the second, in data time: seventeen stretches of one failed test are seventeen anomalies, a stretch that grows is an update. */
const locusOf = ({ locus, timeStart }: Anomaly): string => locus ?? `${timeStart?.slice(0, 19) ?? ''}Z`;

/**
 * Identity of an anomaly (design §3). An absent field is an explicit null, so absent is not "".
 * Never in it: value, message, severity, run, receipt time.
 */
export const fingerprint = (anomaly: Anomaly): Buffer => Buffer.from(fingerprintHex(anomaly), 'hex');

/** The same as hex. */
export function fingerprintHex(anomaly: Anomaly): string {
  const { source, dataset, platform, sensor, parameter, check, dedupKey } = anomaly;
  const usual = (): string =>
    sha256(
      JSON.stringify([FINGERPRINT_VERSION, source, dataset, platform, sensor, parameter, check, locusOf(anomaly)]),
    );
  if (dedupKey === null) return usual();
  const refined = dedupKey.includes('{{default}}') ? dedupKey.replaceAll('{{default}}', usual()) : dedupKey;
  return sha256(JSON.stringify([FINGERPRINT_VERSION, source, refined]));
}
