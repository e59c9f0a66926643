import { z } from 'zod';
import { chooseContacts } from '../../domain/contact';
import { worst } from '../../domain/words';
import { contactsOf } from '../contacts';
import { type Db, rows, run } from '../query';
import type { Ready } from './batch';

export interface OpenCase {
  id: number;
  /** Opened by this batch. */
  opened: boolean;
}

const Accepting = z.object({ id: z.number(), key: z.string() });

/**
 * The accepting case of each item's key, opened where there is none: one a key, by the partial unique index. New ones are
 * inserted in key order, then all are locked in id order.
 */
export async function acceptingCases(tx: Db, items: readonly Ready[], at: Date): Promise<Map<string, OpenCase>> {
  const byKey = new Map<string, Ready>();
  for (const item of items) {
    const first = byKey.get(item.caseKey);
    byKey.set(
      item.caseKey,
      first
        ? { ...first, anomaly: { ...first.anomaly, severity: worst(first.anomaly.severity, item.anomaly.severity) } }
        : item,
    );
  }
  const keys = [...byKey.keys()].sort();
  const opened = new Set<number>();
  for (;;) {
    const found = await lockAccepting(tx, keys);
    const missing = keys.filter((key) => !found.has(key));
    if (missing.length === 0) return new Map([...found].map(([key, id]) => [key, { id, opened: opened.has(id) }]));
    for (const id of await open(
      tx,
      missing.flatMap((key) => byKey.get(key) ?? []),
      at,
    ))
      opened.add(id);
  }
}

async function lockAccepting(tx: Db, keys: readonly string[]): Promise<Map<string, number>> {
  const found = await rows(
    tx,
    Accepting,
    `select id, encode(case_key, 'hex') as key from anomaly_case
      where accepting and case_key = any(select decode(k, 'hex') from unnest($1::text[]) k) order by id for no key update`,
    [keys],
  );
  return new Map(found.map(({ id, key }) => [key, id]));
}

/** Inserts cases that nobody else opened meanwhile; a number is drawn only for those. */
async function open(tx: Db, firsts: readonly Ready[], at: Date): Promise<number[]> {
  const contacts = await contactsOf(tx, [...new Set(firsts.flatMap(({ anomaly }) => anomaly.supplier ?? []))]);
  const choices = firsts.map(({ anomaly }) => chooseContacts(contacts, anomaly, at)[0]);
  const column = <T>(of: (item: Ready) => T): T[] => firsts.map(of);
  const inserted = await rows(
    tx,
    z.object({ id: z.number() }),
    `insert into anomaly_case (case_key, source, supplier, dataset, cruise, platform, sensor, parameter, check_code, family, policy,
                               phase, severity, trusted, contact, contact_why, opened_at, phase_since, turn, next_step, next_due_at)
     select decode(n.key, 'hex'), n.source, n.supplier, n.dataset, n.cruise, n.platform, n.sensor, n.parameter, n.chk, n.family, p.code,
            'collecting', n.severity, coalesce(s.trusted, false), n.contact, n.why, $13, $13, 'clock', 'endGroupingWait',
            $13::timestamptz + make_interval(secs => case n.severity when 'critical' then p.grouping_wait_critical_ms when 'error' then p.grouping_wait_error_ms
                                               when 'warning' then p.grouping_wait_warning_ms else p.grouping_wait_info_ms end / 1000.0)
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::int[], $14::jsonb[])
            with ordinality as n (key, source, supplier, dataset, cruise, platform, sensor, parameter, chk, family, severity, contact, why, place)
       left join source s on s.code = n.source
       left join supplier u on u.code = n.supplier
       join policy p on p.code = coalesce(u.policy, 'default')
      order by n.place
     on conflict (case_key) where accepting do nothing returning id`,
    [
      column((i) => i.caseKey),
      column((i) => i.anomaly.source),
      column((i) => i.anomaly.supplier),
      column((i) => i.anomaly.dataset),
      column((i) => i.anomaly.cruise),
      column((i) => i.anomaly.platform),
      column((i) => i.anomaly.sensor),
      column((i) => i.anomaly.parameter),
      column((i) => i.anomaly.check),
      column((i) => i.anomaly.family),
      column((i) => i.anomaly.severity),
      choices.map((choice) => choice?.contact.id ?? null),
      at,
      choices.map((choice) => JSON.stringify(choice?.why ?? [])),
    ],
  );
  const ids = inserted.map(({ id }) => id);
  await run(
    tx,
    `update anomaly_case set number = 'A-' || extract(year from opened_at at time zone 'UTC') || '-' || lpad(nextval('case_number')::text, 5, '0')
      where id = any($1::bigint[])`,
    [ids],
  );
  return ids;
}
