import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerAddress, type SMTPServerDataStream } from 'smtp-server';
import { type EmlStore, openEmlStore } from './eml-store';

export interface StoredMail {
  id: string;
  to: string;
  subject: string;
  /** Empty rather than absent. */
  text: string;
  html: string | null;
  /** By lower-case name, unfolded. */
  headers: Record<string, string>;
  /** Every web address in the text, then those only the HTML has. */
  links: string[];
}

/** An SMTP server for who has none: on loopback, keeps every mail and sends none on. */
export interface Mailbox {
  smtpUrl: string;
  /** Newest first. */
  list(): Promise<StoredMail[]>;
  stop(): Promise<void>;
}

const SIZE_MAX = 50 * 1024 * 1024;
const HOST = '127.0.0.1';

export async function startMailbox({ dir, port = 0 }: { dir: string; port?: number }): Promise<Mailbox> {
  const store = await openEmlStore(dir);
  const server = new SMTPServer({
    name: 'vigie',
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: SIZE_MAX,
    disableReverseLookup: true,
    closeTimeout: 500,
    onMailFrom: (address, _session, done) => done(refusalOf(address)),
    onRcptTo: (address, _session, done) => done(refusalOf(address)),
    onData: (stream, _session, done) => void keep(store, stream).then((refusal) => done(refusal), done),
  });
  server.on('error', () => {}); // a client that hangs up is its own affair
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
  const address = server.server.address();
  const listening = typeof address === 'object' && address ? address.port : port;
  const parsed = new Map<string, StoredMail>();
  return {
    smtpUrl: `smtp://${HOST}:${listening}`,
    list: async () => Promise.all((await store.ids()).map((id) => parseOnce(store, id, parsed))),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const ADDRESS = /^[^\s@<>(),;:\\"[\]\p{Cc}]+@[^\s@<>(),;:\\"[\]\p{Cc}]+$/u;
const smtpError = (code: number, text: string): Error => Object.assign(new Error(text), { responseCode: code });
const refusalOf = ({ address }: SMTPServerAddress): Error | null =>
  ADDRESS.test(address) ? null : smtpError(553, 'Mailbox name not allowed');

/** Answers only when the mail is on disk: 250 is a promise. */
async function keep(store: EmlStore, stream: SMTPServerDataStream): Promise<Error | null> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) if (!stream.sizeExceeded) chunks.push(chunk);
  if (stream.sizeExceeded) return smtpError(552, 'Message exceeds the size limit');
  await store.add(Buffer.concat(chunks));
  return null;
}

async function parseOnce(store: EmlStore, id: string, parsed: Map<string, StoredMail>): Promise<StoredMail> {
  const known = parsed.get(id);
  if (known) return known;
  const mail = await parseMail(id, await store.read(id));
  parsed.set(id, mail);
  return mail;
}

async function parseMail(id: string, raw: Buffer): Promise<StoredMail> {
  const mail = await simpleParser(raw, { skipTextToHtml: true });
  const text = mail.text ?? '';
  const html = mail.html || null;
  return {
    id,
    to: addressesOf(mail.to),
    subject: mail.subject ?? '',
    text,
    html,
    headers: headersOf(mail),
    links: linksOf(text, html ?? ''),
  };
}

const addressesOf = (to: AddressObject | AddressObject[] | undefined): string =>
  [to ?? []]
    .flat()
    .flatMap(({ value }) => value.map(({ address }) => address ?? ''))
    .join(', ');

function headersOf({ headerLines }: ParsedMail): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { key, line } of headerLines) {
    const value = line
      .slice(line.indexOf(':') + 1)
      .replace(/\r?\n(?=[ \t])/g, '')
      .trim();
    headers[key] = key in headers ? `${headers[key]}, ${value}` : value;
  }
  return headers;
}

function linksOf(text: string, html: string): string[] {
  const inText = [...text.matchAll(/https?:\/\/[^\s<>"']+/g)].map(([link]) => link.replace(/[.,;:!?)\]]+$/, ''));
  const inHtml = [...html.matchAll(/href="(https?:[^"]+)"/g)].map(([, link = '']) => link.replaceAll('&amp;', '&'));
  return [...new Set([...inText, ...inHtml])];
}
