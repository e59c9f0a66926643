import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { CaseEvent } from '../../domain/case';
import type { Severity, Side } from '../../domain/words';
import { readCases, saveFacts } from '../../db/case-row';
import { tell, type Told } from '../../db/cases';
import { poke } from '../../db/outbox';
import { type Db, firstRow, inTransaction, type Pool, rows, run } from '../../db/query';

const DAY_MS = 86_400_000;

/** A supplier of its own with this many contacts, the first asked first; ids of the contacts. */
export async function aSupplier(pool: Pool, contacts = 1): Promise<{ code: string; contacts: number[] }> {
  const code = `s${randomBytes(4).toString('hex')}`;
  await run(pool, 'insert into supplier (code, name) values ($1, $1)', [code]);
  const found = await rows(
    pool,
    z.object({ id: z.number() }),
    `insert into contact (code, supplier, name, email, rank)
     select $1 || n, $1, 'Contact ' || n, $1 || n || '@example.org', n from generate_series(1, $2) n returning id`,
    [code, contacts],
  );
  return { code, contacts: found.map(({ id }) => id) };
}

export interface Opening {
  at: Date;
  supplier?: { code: string; contacts: number[] };
  severity?: Severity;
  trusted?: boolean;
  ownerEmail?: string;
  /** Its wake-up got lost. */
  unheard?: boolean;
}

/** A case as ingest opens one, committed with its wake-up. */
export async function openCase(pool: Pool, opening: Opening): Promise<number> {
  const id = await inTransaction(pool, async (tx) => {
    const id = await insertCase(tx, opening);
    const [found] = await readCases(tx, [id], true);
    if (found) await saveFacts(tx, found, found.facts);
    if (!opening.unheard) await poke(tx, [{ kind: 'case', id }]);
    return id;
  });
  return id;
}

async function insertCase(tx: Db, { at, supplier, severity = 'warning', trusted = false, ownerEmail }: Opening) {
  const key = randomBytes(8);
  const source = `qc-${key.toString('hex')}`;
  await run(tx, 'insert into source (code, name, trusted, owner_email) values ($1, $1, $2, $3)', [
    source,
    trusted,
    ownerEmail ?? null,
  ]);
  const found = await firstRow(
    tx,
    z.object({ id: z.number() }),
    `insert into anomaly_case (number, case_key, source, supplier, dataset, check_code, family, policy, phase, severity, trusted,
                               contact, opened_at, phase_since, turn)
     values ('A-2026-' || lpad(nextval('case_number')::text, 5, '0'), $1, $2, $3, 'd', 'spike_test', 'value', 'default', 'collecting',
             $4, $5, $6, $7, $7, 'clock') returning id`,
    [key, source, supplier?.code ?? null, severity, trusted, supplier?.contacts[0] ?? null, at],
  );
  if (!found) throw new Error('no case');
  await run(
    tx,
    `insert into anomaly (fingerprint, content_hash, case_id, source, dataset, check_code, severity, first_seen, last_seen, doc)
     values ($1, $1, $2, $3, 'd', 'spike_test', $4, $5, $5, '{"flags":{"scale":"L20","original":"4"}}')`,
    [key, found.id, source, severity, at],
  );
  return found.id;
}

/** Says something of a case as a person, a supplier or a pipeline does; throws when it is refused. */
export async function say(pool: Pool, id: number, side: Side, event: CaseEvent, at: Date): Promise<Told> {
  const told = await inTransaction(pool, (tx) =>
    tell(tx, id, { event, side, actor: { kind: 'service', id: 'test' }, at }),
  );
  if (!told?.ok) throw new Error(`${event.type} is refused: ${told?.refusal}`);
  return told;
}

/** An answer with its row, as the supplier page writes it. */
export async function answer(
  pool: Pool,
  id: number,
  event: Omit<Extract<CaseEvent, { type: 'answer' }>, 'type'>,
  at: Date,
): Promise<void> {
  await run(pool, 'insert into answer (case_id, version, code, author, at) values ($1, $2, $3, $4, $5)', [
    id,
    event.version,
    event.code,
    event.author,
    at,
  ]);
  await say(pool, id, 'supplier', { type: 'answer', ...event }, at);
}

/** What happened to a case, in days since it was opened: `letter_due day 7`. */
export async function storyOf(pool: Pool, id: number): Promise<string[]> {
  const events = await rows(
    pool,
    z.object({ type: z.string(), at: z.date(), opened: z.date() }),
    `select e.type, e.at, c.opened_at as opened from event e join anomaly_case c on c.id = $1 where e.subject = 'case/' || $1::text order by e.id`,
    [id],
  );
  return events.map(
    ({ type, at, opened }) =>
      `${type.replace(/^case\./, '')} day ${Math.round((at.getTime() - opened.getTime()) / DAY_MS)}`,
  );
}

export async function factsOf(pool: Pool, id: number) {
  const [found] = await readCases(pool, [id]);
  if (!found) throw new Error(`no case ${id}`);
  return found.facts;
}

export const openTasks = async (pool: Pool, id: number): Promise<string[]> =>
  (
    await rows(
      pool,
      z.object({ code: z.string() }),
      'select code from task where case_id = $1 and done_at is null order by code',
      [id],
    )
  ).map(({ code }) => code);
