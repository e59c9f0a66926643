import { BlockList } from 'node:net';
import ipaddr from 'ipaddr.js';

const URL_LENGTH_MAX = 2048;
const PORTS = new Set(['', '443', '8443']);

/**
 * What the operator vouches for beside the public internet: `host`, `host:port`, an address or a network such as
 * `10.1.0.0/16`. There plain http and any port are allowed as well.
 */
export interface AllowList {
  names: ReadonlySet<string>;
  networks: readonly string[];
}
export const NOTHING_ALLOWED: AllowList = { names: new Set(), networks: [] };

/** Null where an entry is none. */
export function parseAllowList(text: string): AllowList | null {
  const entries = text.split(',').flatMap((entry) => entry.trim().toLowerCase() || []);
  const networks = entries.filter((entry) => isNetwork(entry));
  const names = entries.filter((entry) => !isNetwork(entry));
  return names.every((name) => /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d{1,5})?$/.test(name))
    ? { names: new Set(names), networks }
    : null;
}
const isNetwork = (entry: string): boolean => ipaddr.isValidCIDR(entry) || ipaddr.isValid(entry);

export type UrlFault = 'not_a_url' | 'too_long' | 'not_https' | 'port' | 'user_info' | 'not_public';
export type CheckedUrl = { ok: true; url: string; host: string; vouched: boolean } | { ok: false; fault: UrlFault };

/** Reads an address once, by the URL standard; what is stored and called is its canonical form. */
export function checkUrl(text: string, allow: AllowList): CheckedUrl {
  if (text.length > URL_LENGTH_MAX) return { ok: false, fault: 'too_long' };
  if (!URL.canParse(text)) return { ok: false, fault: 'not_a_url' };
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const vouched = isVouched(url, host, allow);
  const fault = faultOf(url, host, vouched);
  url.hash = '';
  if (!fault && url.href.length > URL_LENGTH_MAX) return { ok: false, fault: 'too_long' };
  return fault ? { ok: false, fault } : { ok: true, url: url.href, host, vouched };
}

function faultOf(url: URL, host: string, vouched: boolean): UrlFault | null {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'not_a_url';
  if (url.username !== '' || url.password !== '') return 'user_info';
  if (vouched) return null;
  if (url.protocol !== 'https:') return 'not_https';
  if (!PORTS.has(url.port)) return 'port';
  if (ipaddr.isValid(host)) return isPublic(host) ? null : 'not_public';
  return isLocalName(host) ? 'not_public' : null;
}

const isVouched = (url: URL, host: string, allow: AllowList): boolean =>
  allow.names.has(url.hostname) || allow.names.has(url.host) || inNetworks(host, allow.networks);

/** A name without a dot, or one that no public resolver knows. */
const isLocalName = (host: string): boolean => {
  const name = host.replace(/\.$/, '');
  return !name.includes('.') || /\.(localhost|local|internal|lan|home|home\.arpa|corp|intranet|onion|alt)$/.test(name);
};

/** Where a connection to this host may go. */
export const mayConnect = (address: string, vouched: boolean, allow: AllowList): boolean =>
  isPublic(address) || inNetworks(address, allow.networks) || vouched;

function inNetworks(address: string, networks: readonly string[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', bits] = network.split('/');
    const family = ipaddr.parse(base).kind();
    if (bits === undefined) list.addAddress(base, family);
    else list.addSubnet(base, Number(bits), family);
  }
  return list.check(address, ipaddr.parse(address).kind());
}

/** Unicast by the registers, but not the internet's: relays, documentation, a cloud's own services. */
const DENIED = new BlockList();
for (const [base, bits] of [
  ['0.0.0.0', 8],
  ['100.64.0.0', 10],
  ['168.63.129.16', 32],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  DENIED.addSubnet(base, bits, 'ipv4');
for (const [base, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
] as const)
  DENIED.addSubnet(base, bits, 'ipv6');
const GLOBAL_UNICAST = new BlockList();
GLOBAL_UNICAST.addSubnet('2000::', 3, 'ipv6');

/** True for an address of the public internet; every other form, also of IPv6 that carries IPv4, is not. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  const family = parsed.kind();
  const plain = parsed.toString();
  if (parsed.range() !== 'unicast' || DENIED.check(plain, family)) return false;
  return family === 'ipv4' || GLOBAL_UNICAST.check(plain, family);
}
