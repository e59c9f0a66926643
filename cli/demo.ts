import { join } from 'node:path';
import type { Config } from './config';
import { findWaitingLink } from './demo-link';
import { type Everything, startEverything } from './everything';
import { writePrivately } from './kept';
import { askSamples, type Login, once, postSamples, seedKey, seedPeople, seedRegisters } from './seed';

/** Everything, seeded: ready when `<data dir>/demo.json` is written and the places to click are printed. */
export async function startDemo(config: Config, say: (line: string) => void): Promise<Everything> {
  const dir = config.VIGIE_DATA_DIR;
  const everything = await startEverything(config, { sendsMail: false, say });
  const { site, mailbox } = everything;
  try {
    const logins = await seedPeople(site.pool, dir);
    const key = await seedKey(site.pool, dir);
    const local = site.localUrl;
    await once(dir, async () => {
      await seedRegisters(site.pool);
      await postSamples(local, key);
      await askSamples(local, key);
    });
    const waiting = await findWaitingLink({ pool: site.pool, url: local, key, mailbox });
    const demo = {
      url: site.baseUrl,
      api_key: key,
      logins,
      supplier_code: waiting.supplier,
      supplier_link: `${site.baseUrl}${waiting.path}`,
      mailbox_url: `${site.baseUrl}/mailbox`,
      database_url: site.databaseUrl,
      temporal_address: everything.temporalAddress,
    };
    writePrivately(join(dir, 'demo.json'), `${JSON.stringify(demo, null, 2)}\n`);
    tell(demo, logins, dir, say);
    return everything;
  } catch (error) {
    await everything.stop();
    throw error;
  }
}

interface Places {
  url: string;
  mailbox_url: string;
  supplier_link: string;
}
function tell(
  { url, mailbox_url, supplier_link }: Places,
  logins: Login[],
  dir: string,
  say: (line: string) => void,
): void {
  const [first] = logins;
  say('');
  say(`Vigie is ready. Ctrl-C stops it; the data stay in ${dir}.`);
  say(`  Console   ${url}/`);
  say(`            ${first?.email ?? ''}  password ${first?.password ?? ''}`);
  say(
    `            (also ${logins
      .slice(1)
      .map(({ email, role }) => `${email}: ${role}`)
      .join(', ')})`,
  );
  say(`  Mailbox   ${mailbox_url}`);
  say(`  Supplier  ${supplier_link}`);
  say(`  The API key and the rest are in ${join(dir, 'demo.json')}.`);
}
