import { createTransport } from 'nodemailer';
import { CONNECTIONS, smtpTransport } from '../mail/transport';
import { smtpUrlOf } from './inbox';
import { type Line, send, together } from './load';
import type { Site } from './site';

const CASES = 200;

const post = async (site: Site, path: string, body: unknown): Promise<void> => {
  const { status, body: said } = await send({
    url: `${site.url}/api/v1/${path}`,
    headers: { ...site.headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (status >= 300) throw new Error(`${path} answered ${status}: ${said.toString().slice(0, 300)}`);
};

/** Each case has a supplier of its own, so each needs a workflow, a letter with plot and link, and a mail of its own. */
export async function letters(site: Site): Promise<Line[]> {
  return [await fromPost(site), await overSmtp(site)];
}

async function fromPost(site: Site): Promise<Line> {
  await post(site, 'sources', { code: 'bench-trusted', name: 'Bench', trusted: true });
  await together(CASES, 4, async (n) => {
    await post(site, 'suppliers', { code: `bench-${n}`, name: `Bench ${n}` });
    await post(site, 'contacts', {
      code: `bench-${n}`,
      supplier: `bench-${n}`,
      name: `Bench ${n}`,
      email: `bench-${n}@example.org`,
    });
  });
  const began = performance.now();
  await together(CASES, 8, (n) =>
    post(site, 'anomalies', {
      source: 'bench-trusted',
      dataset: `bench-letters-${n}`,
      supplier: `bench-${n}`,
      parameter: 'PSAL',
      check: 'qartod.spike_test',
      severity: 'critical',
      time: '2026-03-02T10:10:00Z',
    }),
  );
  for (;;) {
    const { body } = await send({ method: 'GET', url: `${site.mailboxUrl}.json` });
    const sent = (JSON.parse(body.toString()) as { to: string }[]).filter(({ to }) => to.startsWith('bench-')).length;
    if (sent >= CASES) break;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  const tookMs = performance.now() - began;
  return {
    what: `From post to supplier mail, ${CASES} cases with a letter each`,
    measured: `${((CASES / tookMs) * 1000).toFixed(1)} cases/s`,
    against: '',
    ratio: '',
  };
}

const MAILS = 400;
/** The last stretch alone, to a relay beside us: what a kept connection saves is the least there. */
async function overSmtp({ mailboxUrl }: Site): Promise<Line> {
  const url = await smtpUrlOf(mailboxUrl);
  const kept = smtpTransport(url, { name: 'Bench', address: 'bench@example.org', replyTo: 'bench@example.org' });
  const { totalMs } = await together(MAILS, CONNECTIONS, async (n) => {
    const sent = await kept.send({
      to: { name: null, address: 'bench-smtp@example.org' },
      messageId: `kept-${n}@example.org`,
      language: 'fr',
      subject: `Bench ${n}`,
      text: 'Un mot.',
      html: null,
      attachments: [],
      replyTo: null,
      inReplyTo: null,
      references: [],
    });
    if (sent !== 'sent') throw new Error(JSON.stringify(sent));
  });
  kept.close();
  const each = createTransport({ url });
  const alone = await together(MAILS, CONNECTIONS, async (n) => {
    await each.sendMail({
      from: 'bench@example.org',
      to: 'bench-smtp@example.org',
      subject: `Bench ${n}`,
      text: 'Un mot.',
    });
  });
  return {
    what: `${MAILS} letters over SMTP, ${CONNECTIONS} at a time, connections kept`,
    measured: `${((MAILS / totalMs) * 1000).toFixed(0)} letters/s`,
    against: `${((MAILS / alone.totalMs) * 1000).toFixed(0)} letters/s with a connection each`,
    ratio: (alone.totalMs / totalMs).toFixed(2),
  };
}
