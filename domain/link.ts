import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { isOver, type Phase } from './case';

/** Exactly what a supplier's token looks like; nothing else is ever looked up. */
export const TOKEN_PATTERN = /^dql_[A-Za-z0-9_-]{43}$/;

const DAY_MS = 86_400_000;
const READ_DAYS = 30;
const NONCE_LIVES_MS = 12 * 3_600_000;

const mac = (key: Buffer, text: string): string => createHmac('sha256', key).update(text).digest('base64url');

/** The token of a mail: the same each time the mail is written again. Only its hash is ever stored. */
export const linkToken = (key: Buffer, mailId: string): string => `dql_${mac(key, `link.v1.${mailId}`)}`;
/**
 * What stands behind the `+` in the address that a mail is answered to: hexadecimal, since some servers fold case on the way.
 * The same each time the mail is written again; only its hash is stored.
 */
export const replyToken = (key: Buffer, mailId: string): string =>
  createHmac('sha256', key).update(`reply.v1.${mailId}`).digest('hex').slice(0, REPLY_TOKEN_LENGTH);
const REPLY_TOKEN_LENGTH = 32;
export const REPLY_TOKEN_PATTERN = /^[0-9a-f]{32}$/;
export const hashToken = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Names one submission of one page; bound to the link, so that a page made elsewhere cannot invent it. */
export function newNonce(key: Buffer, tokenHash: Buffer, at: Date): string {
  const body = `${at.getTime().toString(36)}.${randomBytes(12).toString('base64url')}`;
  return `${body}.${mac(key, nonceText(tokenHash, body))}`;
}
/** True for a nonce of ours, of this link, not older than twelve hours. */
export function nonceHolds(key: Buffer, tokenHash: Buffer, nonce: string, at: Date): boolean {
  const [, body = '', issued = '', given = ''] = /^(([0-9a-z]{1,10})\.[\w-]{16})\.([\w-]{43})$/.exec(nonce) ?? [];
  const ageMs = at.getTime() - Number.parseInt(issued, 36);
  return same(given, mac(key, nonceText(tokenHash, body))) && ageMs < NONCE_LIVES_MS;
}
const nonceText = (tokenHash: Buffer, body: string): string => `nonce.v1.${tokenHash.toString('hex')}.${body}`;
const same = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** A file that has been stored already, as the review page carries it. */
export interface KeptFile {
  sha256: string;
  size: number;
  name: string;
}
/** Signs a stored file for one link: the next page may name it, nobody may name another's. */
export function sealFile(key: Buffer, tokenHash: Buffer, { sha256, size, name }: KeptFile): string {
  const body = Buffer.from(JSON.stringify([sha256, size, name])).toString('base64url');
  return `${body}.${mac(key, fileText(tokenHash, body))}`;
}
export function unsealFile(key: Buffer, tokenHash: Buffer, sealed: string): KeptFile | null {
  const [body = '', given = ''] = sealed.split('.');
  if (!same(given, mac(key, fileText(tokenHash, body)))) return null;
  // Safe: only `sealFile` makes what this key has signed.
  const [sha256, size, name] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [string, number, string];
  return { sha256, size, name };
}
const fileText = (tokenHash: Buffer, body: string): string => `file.v1.${tokenHash.toString('hex')}.${body}`;

/** What a link allows. Whoever passes it on gives the same or less. */
export const LINK_RIGHTS = ['view', 'comment', 'upload', 'submit'] as const;
export type LinkRight = (typeof LINK_RIGHTS)[number];
/** A colleague of a colleague of a colleague has it; then it ends. */
export const FORWARDS_MAX = 3;

/** Restricted data are passed on within the organisation only: to an address of the same domain as the contact's. */
export const mayForwardTo = (email: string, contactEmail: string, isRestricted: boolean): boolean =>
  !isRestricted || domainOf(email) === domainOf(contactEmail);
const domainOf = (email: string): string => email.slice(email.lastIndexOf('@') + 1).toLowerCase();

/** How a link stands towards one of its cases: it answers while the case is open and reads for 30 days longer. */
export type LinkState = 'open' | 'readable' | 'dead';
export interface LinkedCase {
  phase: Phase;
  phaseSince: Date;
}
export interface Link {
  createdAt: Date;
  revokedAt: Date | null;
  /** The contact it was sent to may still be written to. */
  contactValid: boolean;
}
export function linkState(link: Link, { phase, phaseSince }: LinkedCase, at: Date): LinkState {
  if (link.revokedAt || !link.contactValid) return 'dead';
  if (!isOver(phase)) return 'open';
  const from = Math.max(phaseSince.getTime(), link.createdAt.getTime());
  return at.getTime() < from + READ_DAYS * DAY_MS ? 'readable' : 'dead';
}
