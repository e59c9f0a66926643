import { lookup as lookupAll } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { type AllowList, mayConnect } from '../../domain/webhook-address';

const CONNECT_MS_MAX = 3000;

/** A receiver whose name leads to where nothing may be sent. */
export class ForbiddenAddress extends Error {
  constructor(host: string) {
    super(`${host} leads to an address that is not public`);
    this.name = 'ForbiddenAddress';
  }
}

/** How names are found, and whose certificates count; tests have their own. */
export interface Roads {
  resolve?: typeof lookupAll;
  ca?: string;
}

/**
 * Connections to one receiver. The name is looked up for each of them: if any of its addresses is not public it is refused,
 * else the connection goes to an address that was looked at, under the name that was asked for, and is looked at once more
 * when it stands. No proxy of the environment, no redirect.
 */
export function agentFor(
  host: string,
  vouched: boolean,
  allow: AllowList,
  { resolve = lookupAll, ca }: Roads = {},
): Agent {
  const may = (address: string): boolean => mayConnect(address, vouched, allow);
  const lookup: LookupFunction = (name, options, done) => {
    resolve(name, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, []);
      if (addresses.length === 0 || !addresses.every(({ address }) => may(address)))
        return done(new ForbiddenAddress(name), []);
      const [first] = addresses;
      if (options.all || !first) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
  const connect = buildConnector({
    timeout: CONNECT_MS_MAX,
    lookup,
    allowH2: false,
    ...(ca === undefined ? {} : { ca }),
  });
  return new Agent({
    connections: 4,
    pipelining: 1,
    connect: (options, done) => {
      if (isIP(host) && !may(host)) return done(new ForbiddenAddress(host), null);
      connect(options, (...result) => {
        const [error, socket] = result;
        if (error) return done(error, null);
        if (may(socket.remoteAddress ?? '')) return done(null, socket);
        socket.destroy();
        done(new ForbiddenAddress(host), null);
      });
    },
  });
}
