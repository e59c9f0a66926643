import { Agent, request } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 64 });
export interface Call {
  method?: 'GET' | 'POST';
  url: string;
  body?: string | Buffer;
  headers?: Record<string, string>;
}
export interface Said {
  status: number;
  body: Buffer;
}

/** One request on a kept-alive connection: the client's own cost stays small beside the server's. */
export const send = ({ method = 'POST', url, body, headers = {} }: Call): Promise<Said> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { agent, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts) }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });

/** Does `count` tasks, `width` at a time; how long each took, in milliseconds, and all together. */
export async function together(
  count: number,
  width: number,
  task: (n: number) => Promise<void>,
): Promise<{ eachMs: number[]; totalMs: number }> {
  const eachMs: number[] = [];
  let next = 0;
  const startedMs = performance.now();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let n = next++; n < count; n = next++) {
        const beganMs = performance.now();
        await task(n);
        eachMs.push(performance.now() - beganMs);
      }
    }),
  );
  return { eachMs, totalMs: performance.now() - startedMs };
}

export const quantile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

export interface Line {
  what: string;
  measured: string;
  against: string;
  ratio: string;
}
