import { mkdirSync, statfsSync } from 'node:fs';
import { createTransport } from 'nodemailer';
import pg from 'pg';
import { type Config, environment } from './config';
import { postgresBinaries } from './postgres-cluster';
import { folderOf, openImap } from '../mail/inbound/imap';
import { findInstalled } from './temporal-binary';
import { TEMPORAL } from './temporal-wheels';
import { migrationTrouble, temporalTrouble, troubleOf } from './wire';
import { senderOf } from './sender';

/** One part of a Vigie: fine with a word about it, or broken with what to do. */
export interface Finding {
  part: string;
  ok: boolean;
  say: string;
}
const fine = (part: string, say: string): Finding => ({ part, ok: true, say });
const broken = (part: string, trouble: string, remedy: string): Finding => ({
  part,
  ok: false,
  say: `${trouble}. ${remedy}`,
});
const finding = (part: string, trouble: string | null, good: string, remedy: string): Finding =>
  trouble === null ? fine(part, good) : broken(part, trouble, remedy);

/** Looks at every part that this configuration needs. */
export async function examine(config: Config): Promise<Finding[]> {
  const checks = [
    nodeFinding(process.versions.node),
    ...(config.DATABASE_URL ? serverFindings(config.DATABASE_URL) : [embeddedPostgresFinding()]),
    config.TEMPORAL_ADDRESS ? temporalFinding(config.TEMPORAL_ADDRESS) : embeddedTemporalFinding(config),
    config.SMTP_URL ? smtpFinding(config.SMTP_URL) : smtpMissing(config),
    senderFinding(config),
    config.IMAP_URL ? imapFinding(config.IMAP_URL) : imapMissing(config),
    linkKeyFinding(config),
    baseUrlFinding(config),
    diskFinding(config),
  ];
  return Promise.all(checks.map(async (check) => check));
}

const LEAST_NODE = [20, 19] as const;
function nodeFinding(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const ok = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  return finding(
    'Node',
    ok ? null : `${version} is too old`,
    version,
    `Install Node ${LEAST_NODE.join('.')} or newer.`,
  );
}

const serverFindings = (url: string): Promise<Finding>[] => {
  const { host } = new URL(url);
  return [
    troubleOf(() => askPostgres(url)).then((trouble) =>
      finding('Postgres', trouble, host, 'Start Postgres, or correct DATABASE_URL.'),
    ),
    migrationTrouble(url).then((trouble) =>
      finding('Migrations', trouble, 'all applied', 'Run vigie migrate once Postgres answers.'),
    ),
  ];
};

const LEAST_POSTGRES = 150_000;
async function askPostgres(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 3000 });
  client.on('error', () => {});
  await client.connect();
  try {
    const { rows } = await client.query<{ version: string }>(`select current_setting('server_version_num') as version`);
    if (Number(rows[0]?.version) < LEAST_POSTGRES) throw new Error('older than Postgres 15');
  } finally {
    await client.end();
  }
}

function embeddedPostgresFinding(): Finding {
  try {
    postgresBinaries();
    return fine('Postgres', 'embedded (no DATABASE_URL)');
  } catch {
    return broken(
      'Postgres',
      'no DATABASE_URL, and no embedded Postgres for this machine',
      'Run npm ci again, or set DATABASE_URL.',
    );
  }
}

const temporalFinding = async (address: string): Promise<Finding> =>
  finding('Temporal', await temporalTrouble(address), address, 'Start Temporal, or correct TEMPORAL_ADDRESS.');

function embeddedTemporalFinding({ TEMPORAL_CLI_PATH }: Config): Finding {
  const found = findInstalled(TEMPORAL, TEMPORAL_CLI_PATH, environment());
  if (TEMPORAL_CLI_PATH && found !== TEMPORAL_CLI_PATH)
    return broken('Temporal', `${TEMPORAL_CLI_PATH} does not run`, 'Correct TEMPORAL_CLI_PATH.');
  return fine('Temporal', found ? `embedded, by ${found}` : 'embedded; its program is fetched at the first start');
}

async function smtpFinding(url: string): Promise<Finding> {
  const transport = createTransport({ url, connectionTimeout: 3000, greetingTimeout: 3000, socketTimeout: 3000 });
  const trouble = await troubleOf(() => transport.verify());
  transport.close();
  return finding('SMTP', trouble, new URL(url).host, 'Start the mail server, or correct SMTP_URL.');
}
const smtpMissing = ({ DATABASE_URL }: Config): Finding =>
  DATABASE_URL
    ? broken('SMTP', 'SMTP_URL is not set', 'Say where mail leaves, as smtp://host:port.')
    : fine('SMTP', 'built-in mailbox (no SMTP_URL)');

async function imapFinding(url: string): Promise<Finding> {
  const client = openImap(url);
  const trouble = await troubleOf(async () => {
    await client.connect();
    await client.mailboxOpen(folderOf(url), { readOnly: true });
  });
  client.close();
  return finding(
    'IMAP',
    trouble,
    `${new URL(url).host}, ${folderOf(url)}`,
    'Start the mail server, or correct IMAP_URL: user, password, folder.',
  );
}
/** Without a door for mail, replies are read by people and the suppliers still answer by their link. */
const imapMissing = ({ DATABASE_URL, MAIL_LISTEN }: Config): Finding => {
  if (MAIL_LISTEN) return fine('Inbound mail', `taken in at ${MAIL_LISTEN}`);
  return fine('Inbound mail', DATABASE_URL ? 'none is read (no IMAP_URL, no MAIL_LISTEN)' : 'built-in mailbox');
};

function senderFinding(config: Config): Finding {
  try {
    return fine('Sender', senderOf(config).address);
  } catch {
    return broken('Sender', `MAIL_FROM ${config.MAIL_FROM} is no address`, 'Write it as Name <address>.');
  }
}

const linkKeyFinding = ({ VIGIE_LINK_KEY, DATABASE_URL }: Config): Finding =>
  VIGIE_LINK_KEY || !DATABASE_URL
    ? fine('Link key', VIGIE_LINK_KEY ? 'given' : 'made at the first start')
    : broken('Link key', 'VIGIE_LINK_KEY is not set', 'Make one, the same for every process: openssl rand -base64 32.');

function baseUrlFinding({ BASE_URL, DATABASE_URL, VIGIE_HOST }: Config): Finding {
  if (BASE_URL) return fine('Base URL', BASE_URL);
  return DATABASE_URL
    ? broken('Base URL', 'BASE_URL is not set', 'Set the address under which suppliers reach Vigie.')
    : fine('Base URL', `this machine only (${VIGIE_HOST})`);
}

const LEAST_FREE_BYTES = 500e6;
function diskFinding({ VIGIE_DATA_DIR: dir, DATABASE_URL }: Config): Finding {
  if (DATABASE_URL) return fine('Disk', 'nothing is kept on this machine');
  try {
    mkdirSync(dir, { recursive: true });
    const { bavail, bsize } = statfsSync(dir);
    const megabytes = Math.round((bavail * bsize) / 1e6);
    if (bavail * bsize < LEAST_FREE_BYTES)
      return broken('Disk', `only ${megabytes} MB free in ${dir}`, 'Make room, or set VIGIE_DATA_DIR.');
    return fine('Disk', `${megabytes} MB free in ${dir}`);
  } catch {
    return broken('Disk', `${dir} cannot be written`, 'Set VIGIE_DATA_DIR to a folder of your own.');
  }
}
