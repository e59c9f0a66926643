import type { AddressInfo } from 'node:net';
import { createApp } from '../server/app';
import { listen } from '../server/listen';
import { UsageError } from './config';
import { type Site, serverDeps } from './wire';

export interface Part {
  stop(): Promise<void>;
}

const DRAIN_MS_MAX = 5000;
/** The HTTP server. At its end, what is under way is answered first, for a few seconds. */
export async function startServing(site: Site, port: number): Promise<Part & { port: number }> {
  const host = site.config.VIGIE_HOST;
  const deps = serverDeps(site);
  const server = await listen(createApp(deps), port, host).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
    throw new UsageError(
      `VIGIE_PORT: port ${port} of ${host} ${error.code === 'EACCES' ? 'needs more rights' : 'is taken'}.`,
    );
  });
  // Safe: a TCP server's address is an object.
  const { port: listening } = server.address() as AddressInfo;
  return {
    port: listening,
    stop: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), DRAIN_MS_MAX).unref();
      });
      await deps.bulk?.stop();
    },
  };
}
