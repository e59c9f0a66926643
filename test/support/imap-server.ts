import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImapFlow } from 'imapflow';
import { freePort } from '../../cli/free-port';
import { openImap } from '../../mail/inbound/imap';
import { pymapFolder, python } from './pymap';

/** A real IMAP server of this test's own, with one user and the folder `Vigie`. */
export interface ImapServer {
  url: string;
  /** Puts a mail into the folder, as a delivery would. */
  deliver(raw: Buffer, flags?: string[]): Promise<void>;
  /** How many mails of the folder are marked as read, and how many there are. */
  seen(): Promise<[number, number]>;
  /** The folder is empty again. */
  clear(): Promise<void>;
  /** The folder is made anew: every mail has another number. */
  renumber(): Promise<void>;
  stop(): Promise<void>;
}

const USER = 'vigie';
const PASSWORD = 'la-mer@le:vent';
const FOLDER = 'Vigie';

const hasDovecot = (): boolean => spawnSync('dovecot', ['--version'], { stdio: 'ignore' }).status === 0;

/** Dovecot where it is installed, else pymap. `VIGIE_TEST_IMAP=pymap` asks for the second. */
export async function startImapServer(): Promise<ImapServer> {
  const dir = mkdtempSync(join(tmpdir(), 'vigie-imap-'));
  const port = await freePort();
  const isDovecot = process.env['VIGIE_TEST_IMAP'] !== 'pymap' && hasDovecot();
  const child = isDovecot ? startDovecot(dir, port) : await startPymap(dir, port);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await answers(port, dir);
  const url = `imap://${USER}:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${FOLDER}`;
  await withClient(url, (client) => client.mailboxCreate(FOLDER));
  return {
    url,
    deliver: (raw, flags = []) => withClient(url, (client) => client.append(FOLDER, raw, flags)),
    seen: async () => {
      let counts: [number, number] = [0, 0];
      await withClient(url, async (client) => {
        const { messages = 0, unseen = 0 } = (await client.status(FOLDER, { messages: true, unseen: true })) || {};
        counts = [messages - unseen, messages];
      });
      return counts;
    },
    clear: () =>
      withClient(url, async (client) => {
        await client.mailboxOpen(FOLDER);
        await client.messageDelete('1:*');
      }),
    renumber: () =>
      withClient(url, async (client) => {
        await client.mailboxOpen(FOLDER);
        const mails: { source: Buffer; flags: string[] }[] = [];
        for await (const { source, flags } of client.fetch('1:*', { source: true, flags: true }))
          if (source) mails.push({ source, flags: [...(flags ?? [])].filter((flag) => flag === '\\Seen') });
        await client.mailboxClose();
        await client.mailboxDelete(FOLDER);
        await sleep(1100); // Dovecot numbers a folder by the second in which it was made
        await client.mailboxCreate(FOLDER);
        for (const { source, flags } of mails) await client.append(FOLDER, source, flags);
      }),
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function withClient(url: string, use: (client: ImapFlow) => Promise<unknown>): Promise<void> {
  const client = openImap(url);
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.logout();
  }
}

async function answers(port: number, dir: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const greeted = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('data', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => resolve(false));
      socket.once('close', () => resolve(false));
    });
    if (greeted) return;
    await sleep(50);
  }
  throw new Error(`the IMAP server does not answer:\n${readFileSync(join(dir, 'log'), 'utf8')}`);
}

const nameOf = (flag: string): string => execFileSync('id', [flag], { encoding: 'utf8' }).trim();

/** As root its processes are nobody's; else they are ours. */
function startDovecot(dir: string, port: number): ChildProcess {
  const isRoot = process.getuid?.() === 0;
  const [user, group] = isRoot ? ['nobody', 'nogroup'] : [nameOf('-un'), nameOf('-gn')];
  mkdirSync(join(dir, 'mail'));
  chmodSync(dir, 0o755);
  if (isRoot) chownSync(join(dir, 'mail'), Number(execFileSync('id', ['-u', user], { encoding: 'utf8' })), -1);
  const unchrooted = ['anvil', 'stats'].map((name) => `service ${name} {\n  chroot =\n}`).join('\n');
  writeFileSync(
    join(dir, 'dovecot.conf'),
    `base_dir = ${dir}/run
log_path = ${dir}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_login_user = ${user}
default_internal_user = ${user}
default_internal_group = ${group}
first_valid_uid = 0
mail_location = maildir:${dir}/mail/%u
mail_fsync = never
auth_mechanisms = plain
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${user} gid=${group} home=${dir}/mail
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
${unchrooted}
`,
  );
  return spawn('dovecot', ['-F', '-c', join(dir, 'dovecot.conf')], { stdio: 'ignore' });
}

async function startPymap(dir: string, port: number): Promise<ChildProcess> {
  writeFileSync(join(dir, 'log'), '');
  const args = [
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--no-tls',
    '--no-service',
    'admin',
    'dict',
    '--demo-data',
  ];
  return spawn(
    python(),
    ['-c', 'from pymap.main import main; main()', ...args, '--demo-user', USER, '--demo-password', PASSWORD],
    { stdio: 'ignore', env: { ...process.env, PYTHONPATH: await pymapFolder() } },
  );
}
