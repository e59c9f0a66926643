import { type AddressObject, type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerAddress, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { createTransport } from 'nodemailer';
import { type EmlStore, openEmlStore } from './eml-store';
import { readHead, valueOf } from './inbound/head';

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
  /** From now on mails to us are handed over as well, before they are taken. */
  handOver(to: HandOver): void;
  /** Answers a mail as the person would whom it was sent to. False when there is no such mail. */
  reply(id: string, text: string): Promise<boolean>;
  stop(): Promise<void>;
}
export interface HandOver {
  isOurs(address: string): boolean;
  /** Our name as a mail server, with which its verdicts are signed. */
  authservId: string;
  keep(raw: Buffer, envelope: { from: string; to: string[] }): Promise<void>;
}

const SIZE_MAX = 50 * 1024 * 1024;
const HOST = '127.0.0.1';

export async function startMailbox({ dir, port = 0 }: { dir: string; port?: number }): Promise<Mailbox> {
  const store = await openEmlStore(dir);
  let handOver: HandOver | null = null;
  const server = new SMTPServer({
    name: 'vigie',
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: SIZE_MAX,
    disableReverseLookup: true,
    closeTimeout: 500,
    onMailFrom: (from, _session, done) => done(from.address === '' ? null : refusalOf(from)), // a report has no sender
    onRcptTo: (address, _session, done) => done(refusalOf(address)),
    onData: (stream, session, done) =>
      void keep(store, stream, session, handOver).then((refused) => done(refused), done),
  });
  server.on('error', () => {}); // a client that hangs up is its own affair
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
  const address = server.server.address();
  const listening = typeof address === 'object' && address ? address.port : port;
  const parsed = new Map<string, StoredMail>();
  const smtpUrl = `smtp://${HOST}:${listening}`;
  return {
    smtpUrl,
    handOver: (to) => {
      handOver = to;
    },
    reply: async (id, text) => {
      if (!(await store.ids()).includes(id)) return false;
      await sendReply(smtpUrl, await parseOnce(store, id, parsed), text);
      return true;
    },
    list: async () => Promise.all((await store.ids()).map((id) => parseOnce(store, id, parsed))),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const ADDRESS = /^[^\s@<>(),;:\\"[\]\p{Cc}]+@[^\s@<>(),;:\\"[\]\p{Cc}]+$/u;
const smtpError = (code: number, text: string): Error => Object.assign(new Error(text), { responseCode: code });
const refusalOf = ({ address }: SMTPServerAddress): Error | null =>
  ADDRESS.test(address) ? null : smtpError(553, 'Mailbox name not allowed');

/** Answers only when the mail is on disk, and with us if it is for us: 250 is a promise. */
async function keep(
  store: EmlStore,
  stream: SMTPServerDataStream,
  { envelope: { mailFrom, rcptTo } }: SMTPServerSession,
  handOver: HandOver | null,
): Promise<Error | null> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) if (!stream.sizeExceeded) chunks.push(chunk);
  if (stream.sizeExceeded) return smtpError(552, 'Message exceeds the size limit');
  const raw = Buffer.concat(chunks);
  const to = rcptTo.map(({ address }) => address).filter((address) => handOver?.isOurs(address));
  if (handOver && to.length > 0) {
    const from = mailFrom ? mailFrom.address : '';
    await handOver.keep(believed(raw, handOver.authservId), { from, to });
  }
  await store.add(raw);
  return null;
}

/** Whoever sits at this machine is believed to be who they say; a mail that brings a verdict keeps it, so that others can be tried. */
function believed(raw: Buffer, authservId: string): Buffer {
  const head = readHead(raw);
  const domain = /@([^\s<>",;@]+)/.exec(valueOf(head, 'from') ?? '')?.[1];
  if (domain === undefined || valueOf(head, 'authentication-results') !== null) return raw;
  const verdict = `Authentication-Results: ${authservId}; dmarc=pass header.from=${domain}\r\n`;
  return Buffer.concat([Buffer.from(verdict), raw]);
}

async function sendReply(smtpUrl: string, mail: StoredMail, text: string): Promise<void> {
  const { headers } = mail;
  const id = headers['message-id'] ?? '';
  const to = headers['reply-to'] ?? headers['from'] ?? '';
  const quoted = mail.text.trimEnd().replaceAll(/^/gm, '> ');
  const transport = createTransport(smtpUrl);
  try {
    await transport.sendMail({
      from: headers['to'] ?? mail.to,
      to,
      subject: `Re: ${mail.subject}`,
      inReplyTo: id,
      references: [headers['references'], id].filter((part) => part !== undefined).join(' '),
      text: `${text}\n\nLe ${headers['date'] ?? ''}, ${headers['from'] ?? ''} a écrit :\n${quoted}\n`,
    });
  } finally {
    transport.close();
  }
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
