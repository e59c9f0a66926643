import type { Sender } from '../mail/transport';
import { type Config, UsageError } from './config';

/** `Name <address>`, or an address alone. */
export function senderOf({ MAIL_FROM, VIGIE_CENTRE_EMAIL }: Config): Sender {
  const [, name = '', address = ''] = /^(?:(.*?)\s*<)?([^\s<>@]+@[^\s<>@]+)>?$/.exec(MAIL_FROM) ?? [];
  if (!address) throw new UsageError('MAIL_FROM: must be an address, or Name <address>.');
  return { name, address, replyTo: VIGIE_CENTRE_EMAIL };
}
