import { z } from 'zod';
import type { RegisterName } from '../../domain/registers/column';
import type { Actor } from '../../domain/words';
import type { Case } from '../case-row';
import { readCases } from '../case-row';
import { recompute, tellLocked } from '../cases';
import { choicesFor, nextChoice } from '../contacts';
import { type Db, inTransaction, type Pool, rows, run } from '../query';

const PAGE = 200;
const Id = z.object({ id: z.number() });
type Find = (db: Db, after: number) => Promise<number[]>;

/** The rows of a register that were just written. */
export interface Written {
  register: RegisterName;
  codes: readonly string[];
  /** Those that are new or changed. */
  touched: readonly string[];
  actor: Actor;
  at: Date;
}

/**
 * What a change of a register means for open cases, in pages, each its own transaction. Contacts are looked at by how
 * they stand, not by what changed, so that a repeated import mends what a crash left undone.
 */
export async function followChange(pool: Pool, written: Written): Promise<void> {
  if (written.register === 'policies' && written.touched.length > 0)
    await inPages(pool, casesUnder(written.touched), recompute);
  if (written.register === 'contacts')
    await inPages(pool, casesInNeed(written), async (tx, ids) => {
      for (const found of await readCases(tx, ids, true)) await chooseAgain(tx, found, written);
    });
}

async function inPages(pool: Pool, find: Find, work: (tx: Db, ids: number[]) => Promise<void>): Promise<void> {
  for (let after = 0; ; ) {
    const ids = await find(pool, after);
    const last = ids.at(-1);
    if (last === undefined) return;
    await inTransaction(pool, (tx) => work(tx, ids));
    after = last;
  }
}

const casesUnder =
  (policies: readonly string[]): Find =>
  async (db, after) =>
    (
      await rows(
        db,
        Id,
        `select id from anomaly_case
          where policy = any($1::text[]) and phase not in ('closed', 'dismissed') and id > $2 order by id limit ${PAGE}`,
        [policies, after],
      )
    ).map(({ id }) => id);

/** Cases that wait for the desk without a contact although their supplier has one, and cases whose contact may no longer be written to. */
const casesInNeed =
  ({ codes, at }: Written): Find =>
  async (db, after) =>
    (
      await rows(
        db,
        Id,
        `select c.id from anomaly_case c
          where c.id > $2 and (
            (c.contact is null and c.phase in ('collecting', 'triage')
              and c.supplier in (select supplier from contact where code = any($1::text[])))
            or (c.phase in ('collecting', 'triage', 'notified', 'acknowledged') and not c.at_desk
              and c.contact in (select id from contact where code = any($1::text[]) and (valid_from > $3::date or valid_until < $3::date or declined_at is not null))))
          order by c.id limit ${PAGE}`,
        [codes, after, at.toISOString().slice(0, 10)],
      )
    ).map(({ id }) => id);

/** Cases of a contact who asked for no more mail, whom nobody writes to from now on. */
export async function leaveContact(
  tx: Db,
  contact: number,
  { actor, at }: Pick<Written, 'actor' | 'at'>,
): Promise<void> {
  const open = await rows(
    tx,
    Id,
    `select id from anomaly_case
      where contact = $1 and phase in ('collecting', 'triage', 'notified', 'acknowledged') and not at_desk order by id`,
    [contact],
  );
  const ids = open.map(({ id }) => id);
  for (const found of await readCases(tx, ids, true)) await chooseAgain(tx, found, { actor, at });
}

/** Before the first letter the contact is simply chosen; after it, the next one is written to. */
async function chooseAgain(tx: Db, found: Case, { actor, at }: Pick<Written, 'actor' | 'at'>): Promise<void> {
  const told = { side: 'desk', actor, at } as const;
  if (found.facts.phase === 'notified' || found.facts.phase === 'acknowledged') {
    const next = await nextChoice(tx, found, at);
    const to = next && String(next.contact.id);
    await tellLocked(tx, found, {
      ...told,
      event: { type: 'escalate', next: to },
      ...(next && { contactWhy: next.why }),
    });
    return;
  }
  const [choice] = await choicesFor(tx, found, at);
  const contact = choice ? String(choice.contact.id) : null;
  if (contact === found.facts.contact) return;
  await tellLocked(tx, found, { ...told, event: { type: 'reroute', contact }, contactWhy: choice?.why ?? [] });
  if (choice)
    await run(
      tx,
      `update task t set code = 'triage' where case_id = $1 and code = 'unknown_supplier' and done_at is null
          and not exists (select from task o where o.case_id = $1 and o.code = 'triage' and o.done_at is null)`,
      [found.id],
    );
}
