import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { baseAddress } from './addresses';

/** Keeps a mail for good, or throws: only then is it promised to the sender. */
export type Keep = (raw: Buffer, envelope: { from: string; to: string[] }) => Promise<void>;
export interface Listener {
  port: number;
  stop(): Promise<void>;
}

export const MAIL_BYTES_MAX = 25 * 1024 * 1024;

interface Door {
  /** `smtp://host:port` or `lmtp://host:port`. */
  url: string;
  /** Addresses that take mail, in lower case; with `+…` before the `@` too. */
  ours: readonly string[];
  keep: Keep;
}

/** An SMTP or LMTP server for our own mail server to hand mail to: it takes mail for us alone, and sends none. */
export async function startListener({ url, ours, keep }: Door): Promise<Listener> {
  const { protocol, hostname, port } = new URL(url.replace(/^lmtp:/, 'http:').replace(/^smtp:/, 'https:'));
  const server = new SMTPServer({
    name: 'vigie',
    lmtp: protocol === 'http:',
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: MAIL_BYTES_MAX,
    disableReverseLookup: true,
    closeTimeout: 500,
    onRcptTo: ({ address }, _session, done) =>
      done(ours.includes(baseAddress(address)) ? null : refusal(550, 'There is no such mailbox here')),
    onData: (stream, session, done) => void take(stream, session, keep).then((refused) => done(refused), done),
  });
  server.on('error', () => {}); // a client that hangs up is its own affair
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(Number(port || DEFAULT_PORT), hostname.replace(/^\[|\]$/g, ''), resolve);
  });
  return {
    // Safe: a TCP server's address is an object.
    port: (server.server.address() as AddressInfo).port,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
const DEFAULT_PORT = 2525;

const refusal = (code: number, text: string): Error => Object.assign(new Error(text), { responseCode: code });

const LF = 0x0a;
const CR = 0x0d;
/** A line end of one character lets two servers see two mails in one. */
function hasBareLf(raw: Buffer): boolean {
  for (let at = raw.indexOf(LF); at >= 0; at = raw.indexOf(LF, at + 1)) if (raw[at - 1] !== CR) return true;
  return false;
}

/** Answers only when the mail stands in the database: 250 is a promise. */
async function take(stream: SMTPServerDataStream, session: SMTPServerSession, keep: Keep): Promise<Error | null> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) if (!stream.sizeExceeded) chunks.push(chunk);
  if (stream.sizeExceeded) return refusal(552, 'Message exceeds the size limit');
  const raw = Buffer.concat(chunks);
  if (hasBareLf(raw)) return refusal(554, 'Lines must end in CRLF');
  const { mailFrom, rcptTo } = session.envelope;
  try {
    await keep(raw, { from: mailFrom ? mailFrom.address : '', to: rcptTo.map(({ address }) => address) });
    return null;
  } catch (error) {
    return isFull(error) ? refusal(452, 'Insufficient storage, try later') : refusal(451, 'Try again later');
  }
}

const DISK_FULL = '53100';
const isFull = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === DISK_FULL || error.code === 'ENOSPC');
