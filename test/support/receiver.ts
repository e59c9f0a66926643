import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request as a receiver got it. */
export interface Received {
  headers: IncomingHttpHeaders;
  text: string;
  event: { id: string; type: string; case: string | null; data: Record<string, unknown> };
}
export interface Receiver {
  url: string;
  got: Received[];
  /** What it answers to the next requests; 204 unless a test says otherwise. */
  answer: (received: Received, res: ServerResponse) => void;
  stop: () => Promise<void>;
}

/** A receiver of webhooks on a free port of this machine. */
export async function startReceiver(): Promise<Receiver> {
  const here = { got: [] as Received[], answer: (_: Received, res: ServerResponse) => void res.writeHead(204).end() };
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      // Safe: a test reads only what it then asserts.
      const received = { headers: req.headers, text, event: JSON.parse(text) as Received['event'] };
      receiver.got.push(received);
      receiver.answer(received, res);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    ...here,
    url: `http://127.0.0.1:${port}/hook`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return receiver;
}
