import type * as WorkModule from '../activities/work';
import type * as LettersModule from '../activities/letters';
import { type Sender, smtpTransport } from '../mail/transport';
import { type Config, UsageError } from './config';
import { builtWorkflows } from './paths';
import type { Part } from './serve';
import { centreOf, clock, type Site } from './wire';

/** Worker and loops: what happens when nobody acts. */
export function startWorking(site: Site, temporalAddress: string, smtpUrl: string): Promise<Part> {
  // Not at the top: Temporal takes most of a second to load, which every other command would wait for.
  const { installTemporalRuntime, startWork } = require('../activities/work') as typeof WorkModule;
  const { compose } = require('../activities/letters') as typeof LettersModule;
  const { pool, baseUrl, linkKey, log, config } = site;
  installTemporalRuntime(log);
  const replyAddress = config.VIGIE_REPLY_ADDRESS ?? null;
  const letters = { pool, baseUrl, linkKey, replyAddress, centre: centreOf(config) };
  return startWork(
    {
      pool,
      clock,
      log,
      compose: (mail, at) => compose(letters, mail, at),
      send: smtpTransport(smtpUrl, senderOf(config)),
    },
    { address: temporalAddress, namespace: config.TEMPORAL_NAMESPACE, ...builtWorkflows() },
  );
}

/** `Name <address>`, or an address alone. */
export function senderOf({ MAIL_FROM, VIGIE_CENTRE_EMAIL }: Config): Sender {
  const [, name = '', address = ''] = /^(?:(.*?)\s*<)?([^\s<>@]+@[^\s<>@]+)>?$/.exec(MAIL_FROM) ?? [];
  if (!address) throw new UsageError('MAIL_FROM: must be an address, or Name <address>.');
  return { name, address, replyTo: VIGIE_CENTRE_EMAIL };
}
