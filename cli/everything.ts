import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrate } from '../db/migrate';
import { type Mailbox, startMailbox } from '../mail/mailbox';
import { type Config, environment } from './config';
import { startPostgres } from './embedded-postgres';
import { startTemporal } from './embedded-temporal';
import { startWorkProcess, workLog } from './embedded-work';
import { freePort } from './free-port';
import { keepUp } from './keep-up';
import { openMailbox } from './inbound';
import { databaseUrlFile, keptSecret, takeDataDir, writePrivately } from './kept';
import { MIGRATIONS } from './paths';
import { startServing } from './serve';
import { stopAll } from './stop';
import { findProgram } from './temporal-binary';
import { TEMPORAL } from './temporal-wheels';
import { endPool, openLog, openSitePool, type Site } from './wire';

export interface Everything {
  /** `localUrl`: how this machine itself reaches the server, whatever name people know it by. */
  site: Site & { localUrl: string };
  temporalAddress: string;
  mailbox: Mailbox;
  stop(): Promise<void>;
  /** Resolves with what to say should a part end by itself. */
  broken: Promise<string>;
}

/** All of Vigie over one data directory: the server here, Postgres, Temporal and the worker as children. Ready when it returns. */
export async function startEverything(
  config: Config,
  { sendsMail, say }: { sendsMail: boolean; say: Say },
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
    openMailbox(site);
    const work = await keepUp(
      () => startWorkProcess(site, parts.temporalAddress, smtpUrl),
      (how) => say(`The worker has stopped (${how}) and is started again.`),
    );
    stops.push(() => work.stop());
    const serving = await startServing(site, port);
    stops.push(() => serving.stop());
    const stop = (): Promise<void> => {
      work.letGo();
      parts.letGo();
      return stopAll(stops);
    };
    const broken = Promise.race([
      parts.broken,
      work.gone.then((how) => `The worker has stopped (${how}); see ${workLog(dir)}.`),
    ]);
    return { site, ...parts, broken, stop };
  } catch (error) {
    await stopAll(stops);
    throw error;
  }
}

async function startParts(config: Config, stops: (() => unknown)[], say: Say) {
  const dir = config.VIGIE_DATA_DIR;
  const keep = async <P extends { stop(): unknown }>(starting: Promise<P>): Promise<P> => {
    const part = await starting;
    stops.push(() => part.stop());
    return part;
  };
  const started = await Promise.allSettled([
    keep(keepPostgres(dir, say)),
    config.TEMPORAL_ADDRESS ? null : keep(keepTemporal(config, say)),
    keep(startMailbox({ dir: join(dir, 'mailbox') })),
  ]);
  const [postgres, temporal, mailbox] = started.map((part) => {
    if (part.status === 'rejected') throw part.reason;
    return part.value;
  }) as [Awaited<ReturnType<typeof keepPostgres>>, Awaited<ReturnType<typeof keepTemporal>> | null, Mailbox];
  return {
    databaseUrl: postgres.first.url,
    temporalAddress: temporal?.first.address ?? config.TEMPORAL_ADDRESS ?? '',
    mailbox,
    letGo: () => [postgres, temporal].forEach((part) => part?.letGo()),
    broken: Promise.race([
      postgres.gone.then((how) => `Postgres has stopped (${how}); see ${join(dir, 'postgres.log')}.`),
      ...(temporal
        ? [temporal.gone.then((how) => `Temporal has stopped (${how}); see ${join(dir, 'temporal.log')}.`)]
        : []),
    ]),
  };
}

type Say = (line: string) => void;
/** Each comes back where it was: others know its address. */
function keepPostgres(dir: string, say: Say) {
  let port: number | undefined;
  return keepUp(
    async () => {
      const postgres = await startPostgres(dir, { port });
      port = Number(new URL(postgres.url).port);
      return postgres;
    },
    (how) => say(`Postgres has stopped (${how}) and is started again.`),
  );
}
async function keepTemporal({ TEMPORAL_CLI_PATH, VIGIE_DATA_DIR, TEMPORAL_NAMESPACE }: Config, say: Say) {
  const program = await findProgram(TEMPORAL, { given: TEMPORAL_CLI_PATH, env: environment(), say });
  let port: number | undefined;
  return keepUp(
    async () => {
      const temporal = await startTemporal(program, VIGIE_DATA_DIR, TEMPORAL_NAMESPACE, port);
      port = Number(temporal.address.split(':').at(-1));
      return temporal;
    },
    (how) => say(`Temporal has stopped (${how}) and is started again.`),
  );
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
