import type { Logger } from 'pino';
import { contactBounced } from '../../db/bounces';
import { lockCasesOf, settleInbound } from '../../db/inbound/settle';
import { lockTicketsOf } from '../../db/inbound/settle-ticket';
import { type ClaimedMail, claimInbound, inInboxTurn } from '../../db/inbound/store';
import { inTransaction } from '../../db/query';
import type { Judged, JudgeDeps } from '../../mail/inbound/examined';
import { judge } from '../../mail/inbound/judge';
import { roundsOf } from '../../mail/inbound/rounds';
import { type Loop, startLoop } from './loop';

export interface InboxDeps extends JudgeDeps {
  clock: () => Date;
  log: Logger;
}

const REST_MS = 500;
/** One mail takes ten seconds at most to open; what was begun and not ended is looked at again after this. */
const LEASE_MS = 15_000;
/** Mails looked at at once. */
const WIDTH = 4;

/** Makes of each stored mail what it is, in the order in which they came: once, however often it is begun. */
export const startInbox = (deps: InboxDeps): Loop =>
  startLoop('inbox', deps.log, async () => ((await readInbox(deps)) > 0 ? 0 : REST_MS));

/** One page of it; how many mails there were. */
export const readInbox = (deps: InboxDeps): Promise<number> =>
  inInboxTurn(deps.pool, async () => {
    const at = deps.clock();
    const mails = await claimInbound(deps.pool, at, new Date(at.getTime() + LEASE_MS));
    for (const round of roundsOf(mails)) await settle(deps, await look(deps, round));
    return mails.length;
  });

/** What each of these mails is; one that could not be judged is left to its lease. */
async function look(deps: InboxDeps, mails: readonly ClaimedMail[]): Promise<Judged[]> {
  const judged: (Judged | null)[] = mails.map(() => null);
  let next = 0;
  const taker = async (): Promise<void> => {
    for (let n = next++; n < mails.length; n = next++) {
      const mail = mails[n];
      if (mail) judged[n] = await judge(deps, mail, deps.clock()).catch((err: unknown) => leave(deps, mail.id, err));
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, taker));
  return judged.flatMap((one) => one ?? []);
}

function leave({ log }: InboxDeps, inbound: number, err: unknown): null {
  log.error({ err, inbound }, 'mail not handled; tried again when its lease ends');
  return null;
}

/** All in one transaction, which costs the disk once; should one of them not go in, each in its own. */
async function settle(deps: InboxDeps, mails: readonly Judged[]): Promise<void> {
  if (
    mails.length > 1 &&
    (await together(deps, mails).then(
      () => true,
      () => false,
    ))
  )
    return;
  for (const mail of mails) await together(deps, [mail]).catch((err: unknown) => leave(deps, mail.id, err));
}

const together = ({ pool, clock }: InboxDeps, mails: readonly Judged[]): Promise<void> =>
  inTransaction(pool, async (tx) => {
    await lockCasesOf(tx, mails);
    await lockTicketsOf(tx, mails);
    for (const { bounced, ...mail } of mails) {
      const at = clock();
      if ((await settleInbound(tx, mail, at)) && bounced) await contactBounced(tx, { ...bounced, at });
    }
  });
