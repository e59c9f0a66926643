import { createServer, type Server } from 'node:http';
import type { Express } from 'express';

/**
 * Listens on a port (0 = any free one). No total time-out on a request, which would cut a slow ship's upload: the readers of
 * bodies have a stall time-out and a byte floor instead.
 */
export const listen = (app: Express, port: number, host: string): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer({ requestTimeout: 0, headersTimeout: 30_000, maxHeaderSize: 16_384 }, app);
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
