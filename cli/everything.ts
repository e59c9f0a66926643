import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrate } from '../db/migrate';
import { type Mailbox, startMailbox } from '../mail/mailbox';
import { type Config, environment } from './config';
import { startPostgres } from './embedded-postgres';
import { startTemporal } from './embedded-temporal';
import { freePort } from './free-port';
import { databaseUrlFile, keptSecret, takeDataDir, writePrivately } from './kept';
import { MIGRATIONS } from './paths';
import { startServing } from './serve';
import { stopAll } from './stop';
import { findProgram } from './temporal-binary';
import { TEMPORAL } from './temporal-wheels';
import { endPool, openLog, openSitePool, type Site } from './wire';
import { startWorking } from './work';

export interface Everything {
  /** `localUrl`: how this machine itself reaches the server, whatever name people know it by. */
  site: Site & { localUrl: string };
  temporalAddress: string;
  mailbox: Mailbox;
  stop(): Promise<void>;
  /** Resolves with what to say should a part end by itself. */
  broken: Promise<string>;
}

/** All of Vigie in one process over one data directory; only Postgres and Temporal are children. Ready when it returns. */
export async function startEverything(
  config: Config,
  { sendsMail, say }: { sendsMail: boolean; say: (line: string) => void },
): Promise<Everything> {
  const dir = config.VIGIE_DATA_DIR;
  const stops: (() => unknown)[] = [takeDataDir(dir)];
  try {
    const parts = await startParts(config, stops, say);
    await migrate(parts.databaseUrl, MIGRATIONS);
    writePrivately(databaseUrlFile(dir), parts.databaseUrl);
    stops.push(() => rmSync(databaseUrlFile(dir), { force: true }));
    const log = openLog(config, join(dir, 'vigie.log'));
    const pool = openSitePool(parts.databaseUrl, log);
    stops.push(() => endPool(pool));
    const port = await choosePort(config);
    const localUrl = `http://${nameOf(config.VIGIE_HOST)}:${port}`;
    const site: Site & { localUrl: string } = {
      localUrl,
      config,
      pool,
      log,
      databaseUrl: parts.databaseUrl,
      temporalAddress: parts.temporalAddress,
      baseUrl: config.BASE_URL ?? localUrl,
      linkKey: config.VIGIE_LINK_KEY ?? Buffer.from(keptSecret(dir, 'link.key'), 'base64'),
      mailbox: parts.mailbox,
    };
    const smtpUrl = (sendsMail ? config.SMTP_URL : undefined) ?? parts.mailbox.smtpUrl;
    const work = await startWorking(site, parts.temporalAddress, smtpUrl);
    stops.push(() => work.stop());
    const serving = await startServing(site, port);
    stops.push(() => serving.stop());
    return { site, ...parts, stop: () => stopAll(stops) };
  } catch (error) {
    await stopAll(stops);
    throw error;
  }
}

async function startParts(config: Config, stops: (() => unknown)[], say: (line: string) => void) {
  const dir = config.VIGIE_DATA_DIR;
  const keep = async <P extends { stop(): unknown }>(starting: Promise<P>): Promise<P> => {
    const part = await starting;
    stops.push(() => part.stop());
    return part;
  };
  const started = await Promise.allSettled([
    keep(startPostgres(dir)),
    config.TEMPORAL_ADDRESS ? null : keep(startOwnTemporal(config, say)),
    keep(startMailbox({ dir: join(dir, 'mailbox') })),
  ]);
  const [postgres, temporal, mailbox] = started.map((part) => {
    if (part.status === 'rejected') throw part.reason;
    return part.value;
  }) as [Awaited<ReturnType<typeof startPostgres>>, Awaited<ReturnType<typeof startTemporal>> | null, Mailbox];
  return {
    databaseUrl: postgres.url,
    temporalAddress: temporal?.address ?? config.TEMPORAL_ADDRESS ?? '',
    mailbox,
    broken: Promise.race([
      postgres.exited.then((how) => `Postgres has stopped (${how}); see ${join(dir, 'postgres.log')}.`),
      ...(temporal
        ? [temporal.exited.then((how) => `Temporal has stopped (${how}); see ${join(dir, 'temporal.log')}.`)]
        : []),
    ]),
  };
}

async function startOwnTemporal(config: Config, say: (line: string) => void) {
  const program = await findProgram(TEMPORAL, { given: config.TEMPORAL_CLI_PATH, env: environment(), say });
  return startTemporal(program, config.VIGIE_DATA_DIR, config.TEMPORAL_NAMESPACE);
}

const PORT = 8080;
/** The given port; else that of the last start, so that links in old mails stay good; else 8080; else any free one. */
async function choosePort({ VIGIE_PORT, VIGIE_HOST, VIGIE_DATA_DIR }: Config): Promise<number> {
  if (VIGIE_PORT) return VIGIE_PORT;
  const file = join(VIGIE_DATA_DIR, 'port');
  const last = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  const port = await freePort(last || (VIGIE_PORT === 0 ? 0 : PORT), VIGIE_HOST);
  writeFileSync(file, String(port));
  return port;
}

const EVERYWHERE = new Set(['0.0.0.0', '::']);
/** How this machine itself reaches the host. */
const nameOf = (host: string): string => (EVERYWHERE.has(host) ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host);
