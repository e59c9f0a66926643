import type * as WorkModule from '../activities/work';
import type * as LettersModule from '../activities/letters';
import { smtpTransport } from '../mail/transport';
import { sealingKey } from '../domain/webhook-signature';
import { replyAddressOf, startInbound } from './inbound';
import { builtWorkflows } from './paths';
import { senderOf } from './sender';
import type { Part } from './serve';
import { centreOf, clock, type Site } from './wire';

/** Worker and loops: what happens when nobody acts. */
export async function startWorking(site: Site, temporalAddress: string, smtpUrl: string): Promise<Part> {
  // Not at the top: Temporal takes most of a second to load, which every other command would wait for.
  const { installTemporalRuntime, startWork } = require('../activities/work') as typeof WorkModule;
  const { compose } = require('../activities/letters') as typeof LettersModule;
  const { pool, baseUrl, linkKey, log, config } = site;
  installTemporalRuntime(log);
  const replyAddress = replyAddressOf(site);
  const letters = { pool, baseUrl, linkKey, replyAddress, centre: centreOf(config) };
  const sender = senderOf(config);
  const inbound = await startInbound(site, sender.address);
  const transport = smtpTransport(smtpUrl, sender);
  const work = startWork(
    {
      pool,
      clock,
      log,
      compose: (mail, at) => compose(letters, mail, at),
      webhooks: { baseUrl, sealingKey: sealingKey(linkKey), allow: config.VIGIE_WEBHOOK_ALLOW },
      send: transport.send,
      mailHost: sender.address.slice(sender.address.indexOf('@') + 1),
    },
    { address: temporalAddress, namespace: config.TEMPORAL_NAMESPACE, ...builtWorkflows() },
  );
  const started = await work.catch(async (error: unknown) => {
    await inbound.stop();
    transport.close();
    throw error;
  });
  return {
    stop: async () => {
      await Promise.all([inbound.stop(), started.stop()]);
      transport.close();
    },
  };
}
