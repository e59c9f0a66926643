import { createServer, connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** Stands before a server and, once armed, acts when the client says something that matches: nothing of it gets through. */
export interface CuttingProxy {
  port: number;
  /** Calls `act` at the first match, and cuts the connection. */
  arm(pattern: RegExp, act: () => void): void;
  /** Cuts every connection there is. */
  cut(): void;
  stop(): Promise<void>;
}

export async function startProxy(targetPort: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let armed: { pattern: RegExp; act: () => void } | null = null;
  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1');
    for (const [one, other] of [
      [client, target],
      [target, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    target.on('data', (chunk) => client.write(chunk));
    client.on('data', (chunk: Buffer) => {
      if (!armed?.pattern.test(chunk.toString('latin1'))) return void target.write(chunk);
      const { act } = armed;
      armed = null;
      act();
      client.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => sockets.forEach((socket) => void socket.destroy());
  return {
    port: (server.address() as AddressInfo).port,
    arm: (pattern, act) => {
      armed = { pattern, act };
    },
    cut,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cut();
      }),
  };
}
