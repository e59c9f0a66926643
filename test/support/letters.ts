import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { addLink } from '../../db/links';
import { createMail, type NewMail } from '../../db/mails';
import { firstRow, type Pool, run } from '../../db/query';
import type { Evidence } from '../../domain/anomaly';
import { hashToken, linkToken } from '../../domain/link';
import type { Language } from '../../domain/words';
import { AT } from './facts';

/** The link key of `serverDeps`. */
export const LINK_KEY = Buffer.alloc(32, 7);
const START_MS = Date.parse('2026-03-01T00:00:00Z');

/** A day of temperatures every ten minutes, eighteen of them far too high. */
export const aDayWithPeaks = (): Evidence => ({
  kind: 'curve',
  scale: 'QARTOD',
  parameter: 'TEMP',
  unit: 'degC',
  expected: { min: 12, max: 21 },
  items: [],
  points: Array.from({ length: 200 }, (_, i) => {
    const high = i >= 80 && i < 98;
    return {
      t: new Date(START_MS + i * 432_000).toISOString(),
      value: Math.round((high ? 24.5 + (i % 5) / 2 : 17 + 2 * Math.sin(i / 30)) * 1000) / 1000,
      flag: high ? '4' : '1',
      lat: 46 + i / 300,
      lon: -4 - i / 200,
    };
  }),
});

export interface SeededCase {
  id: number;
  number: string;
}
interface Seed {
  language?: Language;
  family?: string;
  check?: string;
  evidence?: Evidence[];
  dataset?: string;
  contact?: number;
  supplier?: string;
}

let seeded = 0;
/** A supplier with one contact, as registers hold them. */
export async function seedContact(
  pool: Pool,
  language: Language = 'fr',
): Promise<{ supplier: string; contact: number }> {
  seeded += 1;
  const supplier = `genavir-${seeded}`;
  await run(pool, 'insert into supplier (code, name) values ($1, $1)', [supplier]);
  const made = await firstRow(
    pool,
    z.object({ id: z.number() }),
    `insert into contact (code, supplier, name, email, language) values ($1, $1, 'Anne Le Goff', $1 || '@example.org', $2) returning id`,
    [supplier, language],
  );
  return { supplier, contact: made?.id ?? 0 };
}

/** A case whose supplier has been asked, with one anomaly and its evidence. */
export async function seedCase(
  pool: Pool,
  { supplier, contact }: { supplier: string; contact: number },
  { family = 'value', check = 'qartod.gross_range_test', evidence = [aDayWithPeaks()], dataset = 'leg-1' }: Seed = {},
): Promise<SeededCase> {
  seeded += 1;
  const number = `A-2026-${String(seeded).padStart(5, '0')}`;
  await run(pool, `insert into platform (code, name) values ('35HT', 'Thalassa') on conflict do nothing`);
  const made = await firstRow(
    pool,
    z.object({ id: z.number() }),
    `insert into anomaly_case (number, case_key, source, supplier, dataset, platform, sensor, cruise, parameter, check_code, family, policy, first_time, last_time,
                               phase, severity, trusted, contact, contact_why, opened_at, phase_since, turn, letters, letter_written_at, letter_sent_at)
     values ($1, sha256($1::text::bytea), 'tsg', $2, $3, '35HT', 'SBE21-3421', 'PELGAS-2026', 'TEMP', $4, $5, 'default', '2026-03-01T09:36:00Z', '2026-03-01T11:38:24Z',
             'notified', 'error', false, $6, '["platform"]', $7, $7, 'supplier', 1, $7, $7) returning id`,
    [number, supplier, dataset, check, family, contact, AT],
  );
  const id = made?.id ?? 0;
  const doc = { flags: { scale: 'QARTOD', original: '4' }, counts: { failed: 18, tested: 200 } };
  const anomaly = await firstRow(
    pool,
    z.object({ id: z.number() }),
    `insert into anomaly (fingerprint, content_hash, case_id, source, dataset, check_code, parameter, severity, time_start, time_end, first_seen, last_seen, doc)
     select sha256(number::bytea), sha256(number::bytea), id, source, dataset, check_code, parameter, 'error', first_time, last_time, $2, $2, $3
       from anomaly_case where id = $1 returning id`,
    [id, AT, JSON.stringify(doc)],
  );
  for (const one of evidence)
    await run(
      pool,
      'insert into evidence (anomaly, doc) values ($1, $2) on conflict (anomaly) do update set doc = excluded.doc',
      [anomaly?.id, JSON.stringify(one)],
    );
  return { id, number };
}

/** A letter about these cases that has been sent, and the token of its link. */
export async function seedLetter(
  pool: Pool,
  contact: number,
  cases: readonly SeededCase[],
  {
    reason = 'first',
    at = AT,
    sent = true,
  }: { reason?: NewMail['cases'][number]['reason']; at?: Date; sent?: boolean } = {},
): Promise<{ mail: string; token: string }> {
  const mail = randomUUID();
  await createMail(pool, {
    id: mail,
    kind: 'letter',
    contact,
    cases: cases.map(({ id }) => ({ id, reason, comment: null })),
    at,
  });
  if (sent) await run(pool, `update mail set state = 'sent', sent_at = $2 where id = $1`, [mail, at]);
  const token = linkToken(LINK_KEY, mail);
  if (sent) await addLink(pool, { tokenHash: hashToken(token), mail, contact, at });
  return { mail, token };
}
