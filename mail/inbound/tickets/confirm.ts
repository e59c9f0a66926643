import { takeTurn } from '../../../db/rate';
import { baseAddress } from '../addresses';
import type { Examined, JudgeDeps } from '../examined';
import { valuesOf } from '../head';

const HOUR_MS = 3_600_000;
const ROBOT =
  /^(?:no-?reply|do-?not-?reply|ne-?pas-?repondre|mailer-daemon|postmaster|bounces?|daemon|www-data|root|nobody)(?:[+._-].*)?@/i;
const CAPS = {
  sender: { max: 4, windowMs: 24 * HOUR_MS },
  domain: { max: 20, windowMs: HOUR_MS },
  all: { max: 200, windowMs: HOUR_MS },
};

/**
 * Whether a confirmation may be written: to a person who wrote to us by name, and only so often. `addressed`: to whom the mail was
 * sent; null where that was somebody else's mail.
 */
export async function mayConfirm(
  { pool, ours }: JudgeDeps,
  { head, classified, facts }: Examined,
  { to, addressed }: { to: string; addressed: readonly string[] | null },
  at: Date,
): Promise<boolean> {
  if (classified?.is !== 'human' || facts.verdict === 'fail' || ROBOT.test(to) || ours.includes(to)) return false;
  if (valuesOf(head, 'x-auto-response-suppress').some((value) => /\b(?:all|autoreply)\b/i.test(value))) return false;
  if (addressed && !addressed.some((address) => ours.includes(baseAddress(address)))) return false;
  const turns = [
    await takeTurn(pool, `confirmation to ${to}`, CAPS.sender, at),
    await takeTurn(pool, `confirmation in ${to.slice(to.lastIndexOf('@') + 1)}`, CAPS.domain, at),
    await takeTurn(pool, 'confirmations', CAPS.all, at),
  ];
  return turns.every(({ ok }) => ok);
}
