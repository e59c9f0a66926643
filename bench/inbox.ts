import { createTransport } from 'nodemailer';
import pg from 'pg';
import { type Line, send, together } from './load';
import type { Site } from './site';

const MAILS = 500;
const IN_FLIGHT = 8;

/** Replies of a stranger to one letter: each is taken in by SMTP, stored, opened, threaded and proposed. */
export async function inbox(site: Site): Promise<Line> {
  const { smtpUrl, replyTo } = await anyLetter(site);
  const client = new pg.Client({ connectionString: site.databaseUrl });
  await client.connect();
  const transport = createTransport({ url: smtpUrl, pool: true, maxConnections: IN_FLIGHT, maxMessages: Infinity });
  try {
    const before = await counted(client);
    const began = performance.now();
    await together(MAILS, IN_FLIGHT, async (n) => {
      const from = `Bench ${n} <bench-inbox-${n}@example.org>`;
      await transport.sendMail({ from, to: replyTo, subject: `Re: bench ${n}`, text: `B\nMot ${n}.\n` });
    });
    const storedMs = performance.now() - began;
    while ((await counted(client)) < before + MAILS) await new Promise((resolve) => setTimeout(resolve, 50));
    const threadedMs = performance.now() - began;
    return {
      what: `Inbound mail by SMTP, ${MAILS} replies, stored and threaded`,
      measured: `${perSecond(threadedMs)} mails/s`,
      against: `${perSecond(storedMs)} mails/s stored`,
      ratio: (storedMs / threadedMs).toFixed(2),
    };
  } finally {
    transport.close();
    await client.end();
  }
}

const perSecond = (tookMs: number): string => ((MAILS / tookMs) * 1000).toFixed(0);

/** Mails that were handled. */
async function counted(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ n: string }>(`select count(*) as n from inbound_mail where state <> 'stored'`);
  return Number(rows[0]?.n);
}

async function anyLetter({ mailboxUrl }: Site): Promise<{ smtpUrl: string; replyTo: string }> {
  const { body } = await send({ method: 'GET', url: `${mailboxUrl}.json` });
  const mails = JSON.parse(body.toString()) as { headers: Record<string, string> }[];
  const replyTo = mails.map(({ headers }) => headers['reply-to'] ?? '').find((address) => address.includes('+'));
  if (!replyTo) throw new Error('no letter of the demo takes a reply');
  return { smtpUrl: await smtpUrlOf(mailboxUrl), replyTo };
}

/** The mailbox says where it takes mail. */
export async function smtpUrlOf(mailboxUrl: string): Promise<string> {
  const demo = await fetch(mailboxUrl);
  const url = /smtp:\/\/[\d.:]+\d/.exec(await demo.text())?.[0];
  if (!url) throw new Error('the mailbox page does not name its SMTP address');
  return url;
}
