/** What a story needs of the wire: JSON in, JSON out, with the status. */
export interface Answer {
  status: number;
  body: Wire;
}
/** JSON as it came; a story asserts what it reads. */
export interface Wire {
  [field: string]: unknown;
  items?: Wire[];
  cases?: string[];
}

export const api =
  (url: string, key: string) =>
  async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const text = typeof body === 'string';
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined || text ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: text ? body : JSON.stringify(body) }),
    });
    const said = await response.text();
    // Safe: a test reads only what it then asserts.
    return {
      status: response.status,
      body: (said.startsWith('{') || said.startsWith('[') ? JSON.parse(said) : { text: said }) as Wire,
    };
  };
export type Api = ReturnType<typeof api>;

/** One thermosalinograph anomaly of a story of its own. */
export const anAnomaly = (patch: Record<string, unknown> = {}): Record<string, unknown> => ({
  source: 'story',
  dataset: 'story-leg',
  check: 'qartod.spike_test',
  parameter: 'PSAL',
  severity: 'error',
  time_range: { start: '2026-03-02T10:10:00Z', end: '2026-03-02T10:27:00Z' },
  flags: { scale: 'QARTOD', original: '4' },
  ...patch,
});
