import { z } from 'zod';
import { BodyFault } from '../fault';

const Tests = z.record(z.string(), z.unknown());
const Streams = z.record(z.string(), z.record(z.string(), z.union([Tests, z.null()])));
const Config = z.union([
  z.object({ streams: Streams }),
  z.object({ contexts: z.array(z.object({ streams: Streams })).max(1000) }),
  Streams,
]);

export interface Thresholds {
  /** What the test was told, as the config says it. */
  given: unknown;
  /** The range a good value lies in, where the test has one. */
  expected: { min: number; max: number } | null;
}

/** What the configuration of the run says of one test; the first context that names it. */
export type ThresholdsOf = (stream: string, pack: string, test: string) => Thresholds | null;

/** An ioos_qc configuration: `{streams}`, `{contexts: [{streams}]}` or the bare streams. */
export function ioosConfig(config: unknown): ThresholdsOf {
  if (config === undefined || config === null) return () => null;
  const parsed = Config.safeParse(config);
  if (!parsed.success) throw new BodyFault('bad_config', 'The configuration is not one of ioos_qc.');
  const contexts = streamsOf(parsed.data);
  return (stream, pack, test) => {
    const given = contexts
      .map((streams) => streams[stream]?.[pack]?.[test])
      .find((found) => found !== undefined && found !== null);
    return given === undefined ? null : thresholds(given);
  };
}

/** What one test was told, as it stands in a configuration or beside the flags. */
export const thresholds = (given: unknown): Thresholds => ({ given, expected: rangeOf(given) });

// Safe: of the three forms only the last has neither key, and a stream of those names would hold packages, not this.
const streamsOf = (config: z.output<typeof Config>): z.output<typeof Streams>[] =>
  'contexts' in config && Array.isArray(config.contexts)
    ? config.contexts.map(({ streams }) => streams)
    : 'streams' in config
      ? [config.streams as z.output<typeof Streams>]
      : [config as z.output<typeof Streams>];

const Span = z.tuple([z.number(), z.number()]);
const Ranged = z.object({
  suspect_span: Span.nullish(),
  fail_span: Span.nullish(),
  valid_span: Span.nullish(),
  config: z
    .array(z.object({ vspan: Span }))
    .length(1)
    .nullish(),
});

/** Suspect before fail: outside it a point is flagged. A climatology has one range only when it has one entry. */
function rangeOf(given: unknown): Thresholds['expected'] {
  const ranged = Ranged.safeParse(given);
  if (!ranged.success) return null;
  const { suspect_span: suspect, fail_span: fail, valid_span: valid, config } = ranged.data;
  const span = suspect ?? fail ?? valid ?? config?.[0]?.vspan;
  return span ? { min: Math.min(...span), max: Math.max(...span) } : null;
}
