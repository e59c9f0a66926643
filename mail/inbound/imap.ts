import { ImapFlow, type SearchObject } from 'imapflow';
import type { Logger } from 'pino';
import { readPosition, savePosition, storeMail } from '../../db/inbound/store';
import { inTransaction, type Pool } from '../../db/query';
import { MAIL_BYTES_MAX } from './listener';

export interface ImapDeps {
  pool: Pool;
  clock: () => Date;
  log: Logger;
  /** `imap[s]://user:password@host[:port][/folder]`; user and password percent-encoded. */
  url: string;
  /** Reads again after this time even when the server announced nothing. */
  netMs?: number;
}
export interface ImapReader {
  stop(): Promise<void>;
}

const NET_MS = 60_000;
const FIRST_PAUSE_MS = 1000;
const PAUSE_MAX_MS = 60_000;

/**
 * Reads a folder for as long as the process lives: what is new is stored, then marked as read, never the other way round. The
 * server says by IDLE that something came; a look from time to time makes good what it did not say.
 */
export function startImap(deps: ImapDeps): ImapReader {
  const stopping = new AbortController();
  const { signal } = stopping;
  let client: ImapFlow | null = null;
  let failures = 0;

  async function live(): Promise<void> {
    while (!signal.aborted) {
      client = openImap(deps.url);
      try {
        await client.connect();
        if (failures > 0) deps.log.info({ failures }, 'the mailbox is read again');
        failures = 0;
        await watch(deps, client, signal);
      } catch (err) {
        if (failures === 0 && !signal.aborted) deps.log.warn({ err: wordsOf(err) }, 'the mailbox cannot be read');
        failures += 1;
      } finally {
        client.close();
      }
      await pause(Math.min(PAUSE_MAX_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, failures - 1)), signal);
    }
  }
  const living = live();
  return {
    stop: async () => {
      stopping.abort();
      client?.close();
      await living;
    },
  };
}

/** A connection of ours; errors on it end the command under way, not the process. */
export function openImap(url: string): ImapFlow {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'imaps:';
  const client = new ImapFlow({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (secure ? 993 : 143)),
    secure,
    auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
  });
  client.on('error', () => {});
  return client;
}
/** An error of the library may carry the command, and that the password. */
const wordsOf = (error: unknown): string => (error instanceof Error ? error.message.slice(0, 300) : 'unknown');

export const folderOf = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1)) || 'INBOX';
/** Names the folder without the secret of its address. */
const nameOf = (url: string): string =>
  `imap:${decodeURIComponent(new URL(url).username)}@${new URL(url).host}/${folderOf(url)}`;

async function watch(deps: ImapDeps, client: ImapFlow, signal: AbortSignal): Promise<void> {
  await client.mailboxOpen(folderOf(deps.url));
  while (!signal.aborted && client.usable) {
    const news = new Promise<void>((resolve) => {
      client.once('exists', () => resolve());
      client.once('close', () => resolve());
    });
    if ((await readNew(deps, client)) > 0) continue;
    const net = new AbortController();
    client.idle().catch(() => false);
    await Promise.race([news, pause(deps.netMs ?? NET_MS, AbortSignal.any([signal, net.signal]))]);
    net.abort();
  }
  if (!signal.aborted) throw new Error('the connection was closed');
}

/** One look: how many mails were new. */
export async function readNew({ pool, clock, url }: ImapDeps, client: ImapFlow): Promise<number> {
  const mailbox = nameOf(url);
  const { uidValidity, lastUid } = opened(client);
  const known = await readPosition(pool, mailbox);
  const since = known?.since ?? clock();
  const isSame = known?.uidValidity === uidValidity;
  if (isSame) await markForgotten(client, known.lastUid);
  const uids = await (isSame ? uidsAfter(client, known.lastUid) : uidsAtFirst(client, known?.since ?? null));
  for (const uid of uids) {
    const mail = await fetchMail(client, uid);
    if (!mail) continue;
    const at = clock();
    await inTransaction(pool, async (tx) => {
      await storeMail(tx, { mailbox, envelopeFrom: null, envelopeTo: [], at, ...mail });
      await savePosition(tx, mailbox, { uidValidity, lastUid: uid, since });
    });
    await client.messageFlagsAdd({ uid: String(uid) }, ['\\Seen'], { uid: true });
  }
  if (!isSame && uids.length === 0)
    await inTransaction(pool, (tx) => savePosition(tx, mailbox, { uidValidity, lastUid, since }));
  return uids.length;
}

/** How the folder is numbered, and the last number that it gave. */
function opened({ mailbox }: ImapFlow): { uidValidity: number; lastUid: number } {
  if (!mailbox) throw new Error('no folder is open');
  return { uidValidity: Number(mailbox.uidValidity), lastUid: Math.max(0, Number(mailbox.uidNext) - 1) };
}

const DAY_MS = 86_400_000;
const search = async (client: ImapFlow, query: SearchObject): Promise<number[]> =>
  ((await client.search(query, { uid: true })) || []).sort((a, b) => a - b);
/** A range to `*` always has the last mail in it. */
const uidsAfter = async (client: ImapFlow, last: number): Promise<number[]> =>
  (await search(client, { uid: `${last + 1}:*` })).filter((uid) => uid > last);
/**
 * At the first look what nobody has read; when the folder was numbered anew, all since we first looked, of which what we have is
 * known by its bytes.
 */
const uidsAtFirst = (client: ImapFlow, since: Date | null): Promise<number[]> =>
  search(client, since ? { since: new Date(since.getTime() - DAY_MS) } : { seen: false });

/** What was stored just before we died is marked now. */
async function markForgotten(client: ImapFlow, last: number): Promise<void> {
  if (last === 0) return;
  const unmarked = (await client.search({ uid: `1:${last}`, seen: false }, { uid: true })) || [];
  if (unmarked.length > 0) await client.messageFlagsAdd({ uid: unmarked.join(',') }, ['\\Seen'], { uid: true });
}

/** Null when it is gone again. Of one that is too large only the head is kept; all of it stays in the folder. */
async function fetchMail(client: ImapFlow, uid: number): Promise<{ raw: Buffer; reason?: 'too_large' } | null> {
  const about = await client.fetchOne(String(uid), { size: true }, { uid: true });
  if (!about) return null;
  if ((about.size ?? 0) > MAIL_BYTES_MAX) {
    const { headers } = (await client.fetchOne(String(uid), { headers: true }, { uid: true })) || {};
    return headers ? { raw: headers, reason: 'too_large' } : null;
  }
  const { source } = (await client.fetchOne(String(uid), { source: true }, { uid: true })) || {};
  return source ? { raw: source } : null;
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
