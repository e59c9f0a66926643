import { demoDirectory, removeDirectory, startDemo } from '../test/support/demo';

/** The demo, empty of haste: real Postgres at default durability, real Temporal, the built-in mailbox. */
export interface Site {
  url: string;
  databaseUrl: string;
  mailboxUrl: string;
  supplierLink: string;
  /** The process that serves and works. */
  serverPid: number;
  headers: Record<string, string>;
  stop: () => Promise<void>;
}

export async function startSite(): Promise<Site> {
  const dataDir = await demoDirectory();
  const demo = await startDemo(dataDir);
  return {
    url: demo.url,
    databaseUrl: demo.database_url,
    mailboxUrl: demo.mailbox_url,
    supplierLink: demo.supplier_link,
    serverPid: demo.process.pid ?? 0,
    headers: { authorization: `Bearer ${demo.api_key}` },
    stop: async () => {
      await demo.stop();
      await removeDirectory(dataDir);
    },
  };
}
