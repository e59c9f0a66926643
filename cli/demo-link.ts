import { setTimeout as sleep } from 'node:timers/promises';
import { type CaseSummary, listCases } from '../db/case-list';
import type { Pool } from '../db/query';
import type { Mailbox } from '../mail/mailbox';

export interface WaitingLink {
  /** Path of the supplier's page. */
  path: string;
  supplier: string;
}
interface Asking {
  pool: Pool;
  url: string;
  key: string;
  mailbox: Mailbox;
}

const ASKED = new Set(['notified', 'acknowledged']);
const UNSENT = new Set(['triage', 'collecting']);
const WAIT_MS_MAX = 60_000;
const POLL_MS = 200;

/**
 * The link of a value case that waits for its supplier's answer. Where every letter has been answered, a case that has had
 * none is sent.
 */
export async function findWaitingLink(asking: Asking): Promise<WaitingLink> {
  let sent = false;
  for (let waited = 0; waited < WAIT_MS_MAX; waited += POLL_MS) {
    const cases = (await valueCases(asking)).filter(({ supplier }) => supplier !== null);
    const found = await linkAmong(asking.mailbox, cases);
    if (found) return found;
    const next = cases.find(({ phase }) => UNSENT.has(phase));
    if (!sent && next) sent = await send(asking, next.number);
    await sleep(POLL_MS);
  }
  throw new Error('No letter to a supplier of a sample case has come within a minute.');
}

async function linkAmong(mailbox: Mailbox, cases: CaseSummary[]): Promise<WaitingLink | null> {
  for (const { subject, links } of await mailbox.list()) {
    const [number] = /\bA-\d{4}-\d+\b/.exec(subject) ?? [];
    const about = cases.find((one) => one.number === number && ASKED.has(one.phase));
    const link = links.find((one) => /^\/s\/dql_[\w-]{43}$/.test(new URL(one).pathname));
    if (about?.supplier && link) return { path: new URL(link).pathname, supplier: about.supplier };
  }
  return null;
}

const CASES_MAX = 200;
const valueCases = async ({ pool }: Asking): Promise<CaseSummary[]> =>
  (await listCases(pool, {}, { limit: CASES_MAX })).items.filter(({ family }) => family === 'value');

/** Through the API, as an assistant; false when it was refused. */
async function send({ url, key }: Asking, number: string): Promise<boolean> {
  const answer = await fetch(`${url}/api/v1/cases/${number}/send`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: '{}',
  });
  await answer.body?.cancel();
  return answer.ok;
}
