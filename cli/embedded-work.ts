import { join } from 'node:path';
import { givingWay, ourselves, STOP_MS_MAX, startChild } from './child';
import { mailboxVerdict, replyAddressOf } from './inbound';
import { endProcess } from './process-id';
import type { Site } from './wire';

interface WorkProcess {
  exited: Promise<string>;
  stop(): Promise<void>;
}

const PROGRAM = join(__dirname, 'main.js');

/** Worker and loops as a process of their own, as in production: what they need of memory and time they take from nobody. */
export async function startWorkProcess(site: Site, temporalAddress: string, smtpUrl: string): Promise<WorkProcess> {
  const { config, databaseUrl, baseUrl, linkKey } = site;
  const dir = config.VIGIE_DATA_DIR;
  const pidFile = join(dir, 'work.pid');
  await endProcess(pidFile, 'SIGTERM', STOP_MS_MAX);
  const { exited, stop } = await startChild({
    launcher: givingWay(ourselves('TERM')),
    file: process.execPath,
    args: [PROGRAM, 'work'],
    pidFile,
    logFile: workLog(dir),
    env: {
      DATABASE_URL: databaseUrl,
      TEMPORAL_ADDRESS: temporalAddress,
      SMTP_URL: smtpUrl,
      BASE_URL: baseUrl,
      VIGIE_LINK_KEY: linkKey.toString('base64'),
      VIGIE_REPLY_ADDRESS: replyAddressOf(site) ?? '',
      MAIL_AUTHSERV_ID: mailboxVerdict(site) ?? '',
      IMAP_URL: config.IMAP_URL ?? '',
    },
  });
  return { exited, stop: () => stop('SIGTERM') };
}
export const workLog = (dir: string): string => join(dir, 'work.log');
