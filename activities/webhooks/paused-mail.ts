import type { Pool } from '../../db/query';
import { pausedWebhook } from '../../db/webhooks/shown';
import type { Language } from '../../domain/words';
import { webhookPausedLetter } from '../../web/letters/webhook-paused';
import { translator } from '../../web/words';

interface Deps {
  pool: Pool;
  baseUrl: string;
  centre: { name: string; email: string };
}

/** The mail to the owner of a receiver that was paused; none when it goes on again already. */
export async function composePaused({ pool, baseUrl, centre }: Deps, mail: { id: string; language: Language }) {
  const found = await pausedWebhook(pool, mail.id);
  if (!found) return { cancelled: 'the receiver goes on again' };
  const words = webhookPausedLetter({
    ...found,
    t: translator(mail.language),
    centre,
    pageUrl: `${baseUrl}/webhooks/${encodeURIComponent(found.code)}`,
  });
  return { ...words, attachments: [], replyTo: null, inReplyTo: null, references: [] };
}
