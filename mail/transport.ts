import { createTransport } from 'nodemailer';

export interface OutgoingMail {
  to: { name: string | null; address: string };
  /** Fixed for the life of the intent, without angle brackets. */
  messageId: string;
  language: 'fr' | 'en';
  subject: string;
  text: string;
  /** Null: text only. */
  html: string | null;
  attachments: { filename: string; content: Buffer; cid?: string; contentType: string }[];
  /** Where an answer to this mail and news of its delivery come back to; null: to the sender as it is configured. */
  replyTo: string | null;
  inReplyTo: string | null;
  references: string[];
  /** Words of a person, not of a machine. */
  personal?: true;
  /** The machine's reply to what this person has just sent. */
  confirmation?: true;
  bundle?: true;
}

/**
 * What became of one attempt. `refused`: this mail will never be taken. `later`: nobody knows yet, try again.
 * `paused`: our own account or relay is refused, so every mail would be.
 */
export type Sent = 'sent' | { refused: string } | { later: string } | { paused: string };
export type Send = (mail: OutgoingMail) => Promise<Sent>;

const ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$/;
/** One plain address and nothing that a header or an envelope could read otherwise (notes/safety 3.7). */
export const isAddress = (text: string): boolean =>
  text.length <= 254 && ADDRESS.test(text) && !/^\.|\.\.|\.@/.test(text);

/** Limits of one attempt in milliseconds; `wholeMs` must stay below the lease that the post loop keeps renewing. */
const LIMITS = { connectMs: 10_000, silentMs: 30_000, wholeMs: 120_000 };

export interface Sender {
  name: string;
  address: string;
  /** Where a person who presses Reply reaches somebody. */
  replyTo: string;
}

/** Connections that are kept open to send several mails over. */
export const CONNECTIONS = 4;
const MAILS_EACH = 100;
export interface Transport {
  send: Send;
  /** What is under way is sent; nothing after it is. */
  close: () => void;
}

/** Sends over SMTP, from this address and to one recipient a mail. */
export function smtpTransport(url: string, from: Sender, limits = LIMITS): Transport {
  const transport = createTransport(
    {
      url,
      pool: true,
      maxConnections: CONNECTIONS,
      maxMessages: MAILS_EACH,
      maxRequeues: 1, // over a connection that the server had closed while it was idle
      connectionTimeout: limits.connectMs,
      greetingTimeout: limits.connectMs,
      dnsTimeout: limits.connectMs,
      socketTimeout: limits.silentMs,
    },
    { disableFileAccess: true, disableUrlAccess: true },
  );
  const send: Send = async (mail) => {
    if (!isAddress(mail.to.address)) return { refused: 'not an address' };
    try {
      await transport.sendMail({ ...message(mail, from), signal: AbortSignal.timeout(limits.wholeMs) });
      return 'sent';
    } catch (error) {
      return outcomeOf(error);
    }
  };
  return { send, close: () => transport.close() };
}

const bracketed = (id: string): string => `<${id}>`;

const message = (mail: OutgoingMail, { replyTo, ...from }: Sender) => ({
  from,
  replyTo: mail.replyTo ?? replyTo,
  to: { name: mail.to.name ?? '', address: mail.to.address },
  envelope: { from: mail.replyTo ?? from.address, to: [mail.to.address] },
  messageId: bracketed(mail.messageId),
  subject: mail.subject,
  text: mail.text,
  ...(mail.html === null ? {} : { html: mail.html }),
  attachments: mail.attachments,
  ...(mail.inReplyTo ? { inReplyTo: bracketed(mail.inReplyTo) } : {}),
  ...(mail.references.length > 0 ? { references: mail.references.map(bracketed) } : {}),
  headers: {
    'X-Vigie-Loop': from.address,
    'Content-Language': mail.language,
    ...(mail.personal ? {} : automatic(mail)),
    // An address and no page: a scanner that follows it does nothing.
    ...(mail.bundle && mail.replyTo ? { 'List-Unsubscribe': `<mailto:${mail.replyTo}?subject=unsubscribe>` } : {}),
  },
});
/** Asks for no automatic answer, but for news of a failed delivery: `All` would suppress that too. */
const automatic = ({ confirmation }: OutgoingMail) => ({
  'Auto-Submitted': confirmation ? 'auto-replied' : 'auto-generated',
  'X-Auto-Response-Suppress': 'OOF, AutoReply, DR, RN',
});

const OUR_ACCOUNT = new Set([530, 534, 535, 538]);
/** Only an answer about this recipient or this text is final; a refusal of us concerns every mail; all else may pass. */
function outcomeOf(error: unknown): Sent {
  const { responseCode, command, message } = Object.assign({ responseCode: 0, command: '', message: '' }, pick(error));
  const trouble = message.slice(0, 500);
  if (responseCode < 500) return { later: trouble };
  if (OUR_ACCOUNT.has(responseCode)) return { paused: trouble };
  return responseCode === 552 || command === 'RCPT TO' || command === 'DATA'
    ? { refused: trouble }
    : { paused: trouble };
}
const pick = (error: unknown): { responseCode?: number; command?: string; message?: string } => {
  if (!(error instanceof Error)) return { message: String(error) };
  // Safe: nodemailer's errors carry these two beside the message, or not at all.
  const { responseCode, command } = error as Error & { responseCode?: number; command?: string };
  return { message: error.message, ...(responseCode ? { responseCode } : {}), ...(command ? { command } : {}) };
};
