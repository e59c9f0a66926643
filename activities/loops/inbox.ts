import type { Logger } from 'pino';
import { contactBounced } from '../../db/bounces';
import { readFileChunks } from '../../db/files';
import { settleInbound } from '../../db/inbound/settle';
import { type ClaimedMail, claimInbound } from '../../db/inbound/store';
import { inTransaction } from '../../db/query';
import type { JudgeDeps } from '../../mail/inbound/examined';
import { judge } from '../../mail/inbound/judge';
import { type Loop, startLoop } from './loop';

export interface InboxDeps extends JudgeDeps {
  clock: () => Date;
  log: Logger;
}

const PAGE = 8;
const REST_MS = 500;
/** One mail takes ten seconds at most to open; whoever dies over it leaves it to another soon. */
const LEASE_MS = 15_000;

/** Makes of each stored mail what it is, in the order in which they came: once, however often it is begun. */
export const startInbox = (deps: InboxDeps): Loop =>
  startLoop('inbox', deps.log, async () => ((await readInbox(deps)) === PAGE ? 0 : REST_MS));

/** One page of it, mail by mail; how many there were. */
export async function readInbox(deps: InboxDeps): Promise<number> {
  for (let n = 0; n < PAGE; n += 1) {
    const at = deps.clock();
    const mail = await claimInbound(deps.pool, at, new Date(at.getTime() + LEASE_MS));
    if (!mail) return n;
    await handle(deps, mail).catch((err: unknown) => {
      deps.log.error({ err, inbound: mail.id }, 'mail not handled; tried again when its lease ends');
    });
  }
  return PAGE;
}

async function handle(deps: InboxDeps, mail: ClaimedMail): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of readFileChunks(deps.pool, mail.sha256)) chunks.push(chunk);
  const at = deps.clock();
  const judged = await judge(deps, mail, Buffer.concat(chunks), at);
  await inTransaction(deps.pool, async (tx) => {
    if ((await settleInbound(tx, judged, at)) && judged.bounced) await contactBounced(tx, { ...judged.bounced, at });
  });
}
