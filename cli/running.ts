import { existsSync, readFileSync } from 'node:fs';
import { migrate } from '../db/migrate';
import type { Pool } from '../db/query';
import { type Config, demand } from './config';
import type { Everything } from './everything';
import { databaseUrlFile } from './kept';
import { MIGRATIONS } from './paths';
import { createFirstAdministrator } from './people';
import { type Part, startServing } from './serve';
import { stopAll, stopAsked } from './stop';
import { endPool, openLog, openSitePool, type Site } from './wire';
import { startWorking } from './work';

/** Keeps everything up until it is asked to stop, or a part breaks; the exit code. */
export async function runEverything(start: () => Promise<Everything>): Promise<number> {
  const asked = stopAsked();
  const starting = start();
  const early = await Promise.race([asked, starting.then(() => null)]);
  const everything = await starting;
  const trouble = early === null ? await Promise.race([asked.then(() => null), everything.broken]) : null;
  if (trouble) console.error(trouble);
  await everything.stop();
  return trouble ? 1 : 0;
}

/** Said once everything is there: where it is, and the password of the first administrator. */
export async function welcome({ site }: Everything, say: (line: string) => void): Promise<void> {
  const email = site.config.VIGIE_CENTRE_EMAIL;
  const password = await createFirstAdministrator(site.pool, email);
  say(`Vigie is ready: ${site.baseUrl}/. Ctrl-C stops it; the data stay in ${site.config.VIGIE_DATA_DIR}.`);
  if (password) say(`Log in as ${email} with the password ${password}. It is shown only this once.`);
}

/** The parts that stand outside in production, as the environment names them. */
function siteFrom(config: Config): Site {
  const { DATABASE_URL, BASE_URL, VIGIE_LINK_KEY } = demand(config, 'DATABASE_URL', 'BASE_URL', 'VIGIE_LINK_KEY');
  const log = openLog(config);
  return {
    config,
    log,
    pool: openSitePool(DATABASE_URL, log),
    databaseUrl: DATABASE_URL,
    temporalAddress: config.TEMPORAL_ADDRESS,
    baseUrl: BASE_URL,
    linkKey: VIGIE_LINK_KEY,
    mailbox: null,
  };
}

const PORT = 8080;
export const runServer = (config: Config): Promise<number> =>
  runPart(siteFrom(config), async (site) => {
    const serving = await startServing(site, config.VIGIE_PORT ?? PORT);
    site.log.info({ port: serving.port, host: config.VIGIE_HOST }, 'serving');
    return serving;
  });

export function runWorker(config: Config): Promise<number> {
  const { TEMPORAL_ADDRESS, SMTP_URL } = demand(config, 'TEMPORAL_ADDRESS', 'SMTP_URL');
  return runPart(siteFrom(config), async (site) => {
    const working = await startWorking(site, TEMPORAL_ADDRESS, SMTP_URL);
    site.log.info({ temporal: TEMPORAL_ADDRESS }, 'working');
    return working;
  });
}

async function runPart(site: Site, start: (site: Site) => Promise<Part>): Promise<number> {
  const asked = stopAsked();
  const part = await start(site);
  site.log.info({ signal: await asked }, 'stopping');
  await stopAll([() => endPool(site.pool), () => part.stop()]);
  return 0;
}

export async function runMigrations(config: Config): Promise<number> {
  const { DATABASE_URL } = demand(config, 'DATABASE_URL');
  const applied = await migrate(DATABASE_URL, MIGRATIONS);
  console.error(applied === 0 ? 'Nothing to do.' : `${applied} applied.`);
  return 0;
}

/** For commands that work on the database: that of DATABASE_URL, else that of the embedded Vigie that runs here. */
export async function withPool(config: Config, work: (pool: Pool) => Promise<number>): Promise<number> {
  const file = databaseUrlFile(config.VIGIE_DATA_DIR);
  const running = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  const { DATABASE_URL } = demand({ ...config, DATABASE_URL: config.DATABASE_URL ?? running }, 'DATABASE_URL');
  const pool = openSitePool(DATABASE_URL, openLog(config));
  try {
    return await work(pool);
  } finally {
    await endPool(pool);
  }
}
