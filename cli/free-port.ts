import { createServer } from 'node:net';

/** A port that nobody listens on now: the wished one when it is free, else any. */
export const freePort = async (wished = 0, host = '127.0.0.1'): Promise<number> =>
  (await listenOnce(wished, host)) ?? (await listenOnce(0, host)) ?? 0;

/** The port, given back; null when it is taken. */
function listenOnce(port: number, host: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    );
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : null));
    });
  });
}
