import { createHmac } from 'node:crypto';
import type * as InboxModule from '../activities/loops/inbox';
import { storeMail } from '../db/inbound/store';
import { inTransaction, onCommit } from '../db/query';
import { baseAddress } from '../mail/inbound/addresses';
import type * as ImapModule from '../mail/inbound/imap';
import type * as ListenerModule from '../mail/inbound/listener';
import { startParser } from '../mail/inbound/parser';
import { readCorrections } from '../server/supplier/correction';
import { displayName, troubleOf } from '../server/uploads';
import { UsageError } from './config';
import { senderOf } from './sender';
import type { Part } from './serve';
import { stopAll } from './stop';
import { clock, type Site } from './wire';

/** The mailbox that is read, to which each mail's token is added. The built-in one takes what is for the data centre. */
export const replyAddressOf = ({ config, mailbox }: Site): string | null =>
  config.VIGIE_REPLY_ADDRESS ?? (mailbox ? config.VIGIE_CENTRE_EMAIL : null);

/** The doors by which mail comes in, and what makes of each mail what it is. */
export async function startInbound(site: Site, senderAddress: string): Promise<Part> {
  const { startInbox } = require('../activities/loops/inbox') as typeof InboxModule;
  const { startImap } = require('../mail/inbound/imap') as typeof ImapModule;
  const { startListener } = require('../mail/inbound/listener') as typeof ListenerModule;
  const { config, pool, log } = site;
  const ours = addressesOf(site, senderAddress);
  const authservId = config.MAIL_AUTHSERV_ID ?? null;
  const parser = startParser();
  const examine = (name: string, bytes: Buffer) => ({
    name: displayName(name),
    trouble: troubleOf(displayName(name), bytes),
  });
  const inbox = startInbox({ pool, clock, log, parser, authservId, ours, examine, readCorrections });
  const stops: (() => unknown)[] = [() => parser.stop(), () => inbox.stop(), onCommit(pool, inbox.wake)];
  try {
    if (config.MAIL_LISTEN) {
      const listener = await startListener({ url: config.MAIL_LISTEN, ours, keep: keeper(site, 'listener') }).catch(
        taken,
      );
      stops.push(() => listener.stop());
    }
    if (config.IMAP_URL) {
      const reader = startImap({ pool, clock, log, url: config.IMAP_URL });
      stops.push(() => reader.stop());
    }
  } catch (error) {
    await stopAll(stops);
    throw error;
  }
  return { stop: () => stopAll(stops) };
}

const keeper =
  ({ pool }: Site, door: string) =>
  async (raw: Buffer, envelope: { from: string; to: string[] }) => {
    const received = { mailbox: door, raw, envelopeFrom: envelope.from, envelopeTo: envelope.to, at: clock() };
    await inTransaction(pool, (tx) => storeMail(tx, received));
  };

/** What the built-in mailbox signs its verdicts with; null where there is none. */
export const mailboxVerdict = (site: Site): string | null =>
  site.mailbox && (site.config.MAIL_AUTHSERV_ID ?? mailboxName(site));

/** The door of the built-in mailbox: what is sent there to one of our addresses has come in. */
export function openMailbox(site: Site): void {
  const authservId = mailboxVerdict(site);
  const ours = addressesOf(site, senderOf(site.config).address);
  const isOurs = (address: string): boolean => ours.includes(baseAddress(address));
  if (authservId) site.mailbox?.handOver({ isOurs, authservId, keep: keeper(site, 'mailbox') });
}

/** Nobody outside can know it, so nobody can sign a verdict with it. */
const mailboxName = ({ linkKey }: Site): string =>
  `mailbox-${createHmac('sha256', linkKey).update('authserv.v1').digest('hex').slice(0, 32)}`;

const addressesOf = (site: Site, senderAddress: string): string[] => [
  ...new Set(
    [replyAddressOf(site), site.config.VIGIE_CENTRE_EMAIL, senderAddress].flatMap((address) =>
      address === null ? [] : [baseAddress(address)],
    ),
  ),
];

function taken(error: NodeJS.ErrnoException): never {
  if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') throw error;
  throw new UsageError(`MAIL_LISTEN: the port ${error.code === 'EACCES' ? 'needs more rights' : 'is taken'}.`);
}
