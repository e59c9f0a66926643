import type { Logger } from 'pino';
import type { Pool } from '../db/query';
import type { BulkThread } from './bulk/thread';
import type { AllowList } from '../domain/webhook-address';

/** A mail as the built-in mailbox kept it. */
export interface StoredMail {
  id: string;
  to: string;
  subject: string;
  text: string;
  html: string | null;
  headers: Record<string, string>;
  links: string[];
}
/** What the mailbox pages need of the built-in mailbox; newest first. */
export interface Mailbox {
  /** Where it takes mail, also from other programs of this machine. */
  smtpUrl: string;
  list(): Promise<StoredMail[]>;
  /** Answers a mail as the person would whom it was sent to. False when there is no such mail. */
  reply(id: string, text: string): Promise<boolean>;
}

/** Everything a route may need, wired by `cli/wire.ts` and by tests. */
export interface ServerDeps {
  pool: Pool;
  clock: () => Date;
  /** No trailing slash; from configuration, never from a Host header. */
  baseUrl: string;
  /** HMAC key of supplier links, 32 bytes. */
  linkKey: Buffer;
  log: Logger;
  /** True when baseUrl is https. */
  secureCookies: boolean;
  /** How many reverse proxies of ours stand before this process: whose X-Forwarded-For is believed. */
  proxyHops: number;
  /** Name of each dependency → null when fine, else what is wrong. */
  readiness: () => Promise<Record<string, string | null>>;
  /** Embedded mode only. */
  mailbox: Mailbox | null;
  centre: { name: string; email: string };
  /** Takes large posts in; null = they are taken in here. */
  bulk: BulkThread | null;
  /** Where webhooks may go beside the public internet. */
  webhookAllow: AllowList;
}
