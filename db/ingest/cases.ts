import { z } from 'zod';
import { type Choice, chooseContacts, routedSupplier } from '../../domain/contact';
import { isUnrouted } from '../../domain/rules/storm';
import { worst } from '../../domain/words';
import { contactsOf } from '../contacts';
import { type Db, rows, run } from '../query';
import { routesOf } from '../rules/route';
import type { Ready } from './batch';

/**
 * Opens a case for each key of these items, in key order, and says which by key. Where somebody else has one open meanwhile
 * (one accepting case a key, by the partial unique index) there is none. A number is drawn only for a case really created.
 */
export async function openCases(tx: Db, items: readonly Ready[], at: Date): Promise<Map<string, number>> {
  if (items.length === 0) return new Map();
  const firsts = firstOfEachKey(items);
  const addressees = await addresseesOf(tx, firsts, at);
  const column = <T>(of: (item: Ready) => T): T[] => firsts.map(of);
  const opened = await rows(
    tx,
    z.object({ id: z.number(), key: z.string() }),
    `insert into anomaly_case (case_key, source, supplier, dataset, cruise, platform, sensor, parameter, check_code, family, policy,
                               phase, severity, trusted, contact, contact_why, opened_at, phase_since, turn, next_step, next_due_at, rule_version, held_by, held_until)
     select decode(n.key, 'hex'), n.source, n.supplier, n.dataset, n.cruise, n.platform, n.sensor, n.parameter, n.chk, n.family, p.code,
            'collecting', n.severity, coalesce(s.trusted, false) and not coalesce(r.require_approval, false), n.contact, n.why, $13, $13, 'clock', 'endGroupingWait',
            greatest(h.ends_at, $13::timestamptz + make_interval(secs => case n.severity when 'critical' then p.grouping_wait_critical_ms when 'error' then p.grouping_wait_error_ms
                                               when 'warning' then p.grouping_wait_warning_ms else p.grouping_wait_info_ms end / 1000.0)), n.rule, h.id, h.ends_at
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::int[], $14::jsonb[], $15::int[], $16::int[])
            with ordinality as n (key, source, supplier, dataset, cruise, platform, sensor, parameter, chk, family, severity, contact, why, rule, hold, place)
       left join source s on s.code = n.source
       left join rule r on r.id = n.rule
       left join hold h on h.id = n.hold and h.ends_at > $13
       left join supplier u on u.code = n.supplier
       join policy p on p.code = coalesce(u.policy, 'default')
      order by n.place
     on conflict (case_key) where accepting do nothing returning id, encode(case_key, 'hex') as key`,
    [
      column((i) => i.caseKey),
      column((i) => i.anomaly.source),
      addressees.map(({ supplier }) => supplier),
      column((i) => i.anomaly.dataset),
      column((i) => i.anomaly.cruise),
      column((i) => i.anomaly.platform),
      column((i) => i.anomaly.sensor),
      column((i) => i.anomaly.parameter),
      column((i) => i.anomaly.check),
      column((i) => i.anomaly.family),
      column((i) => i.anomaly.severity),
      addressees.map(({ choice }) => choice?.contact.id ?? null),
      at,
      addressees.map(({ choice }) => JSON.stringify(choice?.why ?? [])),
      column((i) => i.rule),
      column((i) => i.hold),
    ],
  );
  await run(
    tx,
    `update anomaly_case set number = 'A-' || extract(year from opened_at at time zone 'UTC') || '-' || lpad(nextval('case_number')::text, 5, '0'),
            previous_case = (select max(p.id) from anomaly_case p where p.case_key = anomaly_case.case_key and p.id < anomaly_case.id)
      where id = any($1::bigint[])`,
    [opened.map(({ id }) => id)],
  );
  return new Map(opened.map(({ key, id }) => [key, id]));
}

/** The supplier and the contact of each: those that its rule names, else those of the registers. */
async function addresseesOf(
  tx: Db,
  items: readonly Ready[],
  at: Date,
): Promise<{ supplier: string | null; choice: Choice | undefined }[]> {
  const routes = await routesOf(tx, [...new Set(items.flatMap(({ rule }) => rule ?? []))]);
  const named = [...routes.values()];
  const contacts = await contactsOf(
    tx,
    [...new Set([...items.map(({ anomaly }) => anomaly.supplier), ...named.map(({ supplier }) => supplier)])].filter(
      (code) => code !== null,
    ),
    named.flatMap(({ contact }) => contact ?? []),
  );
  return items.map(({ anomaly, rule }) => {
    const route = rule === null || isUnrouted(anomaly.check) ? null : (routes.get(rule) ?? null);
    const supplier = route ? routedSupplier(route, contacts, anomaly.supplier) : anomaly.supplier;
    return { supplier, choice: chooseContacts(contacts, { ...anomaly, supplier, route }, at)[0] };
  });
}

/** The first item of each key, with the worst severity of all of that key, held only if all are; in key order. */
function firstOfEachKey(items: readonly Ready[]): Ready[] {
  const byKey = new Map<string, Ready>();
  for (const item of items) {
    const first = byKey.get(item.caseKey);
    const severity = worst(first?.anomaly.severity ?? 'info', item.anomaly.severity);
    const hold = first?.hold === item.hold ? item.hold : null;
    byKey.set(item.caseKey, first ? { ...first, hold, anomaly: { ...first.anomaly, severity } } : item);
  }
  return [...byKey.values()].sort((a, b) => (a.caseKey < b.caseKey ? -1 : 1));
}
