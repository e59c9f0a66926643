import { z } from 'zod';
import { readCases } from '../../db/case-row';
import { addTask } from '../../db/case-effects';
import { tell } from '../../db/cases';
import { importRegister } from '../../db/registers';
import { firstRow, inTransaction } from '../../db/query';
import type { CaseFacts, Phase } from '../../domain/case';
import type { RegisterName } from '../../domain/registers/column';
import { readTable } from '../../formats/table';
import { useDatabase } from '../support/database';
import { AT } from '../support/facts';

const db = useDatabase();
const bring = async (register: RegisterName, text: string, at = AT): Promise<void> => {
  const table = readTable(Buffer.from(text));
  const done = await importRegister(db.pool, {
    register,
    table,
    actor: { kind: 'person', id: 'anne' },
    at,
    preview: false,
  });
  expect(done).toMatchObject({ ok: true });
};
let last = 0;
/** A case of this supplier that nobody can be written to yet. */
const openCase = async (supplier: string, phase: Phase): Promise<number> => {
  last += 1;
  const { rows } = await db.pool.query(
    `insert into anomaly_case (number, case_key, source, supplier, dataset, check_code, family, policy, phase, severity, trusted,
                               opened_at, phase_since, turn)
     values ($1, decode(md5($1), 'hex'), 's', $2, 'd', 'spike_test', 'value', 'default', $3, 'error', false, $4, $4, 'clock') returning id`,
    [`A-2026-0000${last}`, supplier, phase, AT],
  );
  return rows[0].id as number;
};
const factsOf = async (id: number): Promise<CaseFacts> => {
  const [found] = await readCases(db.pool, [id]);
  if (!found) throw new Error('no such case');
  return found.facts;
};
const idOf = async (code: string): Promise<string> =>
  String((await db.pool.query('select id from contact where code = $1', [code])).rows[0]?.id);
const poked = async (id: number): Promise<boolean> =>
  (await db.pool.query(`select from outbox where kind = 'case' and subject_id = $1`, [id])).rowCount !== 0;

const HEADER = 'code;supplier;name;email;rank;valid_until\n';

test('a case without a contact gets one when its supplier does, says why, and can be sent', async () => {
  const collecting = await openCase('NEW', 'collecting');
  const triage = await openCase('NEW', 'triage');
  const other = await openCase('OTHER', 'triage');
  await inTransaction(db.pool, (tx) => addTask(tx, triage, 'unknown_supplier', AT));
  await bring('suppliers', 'code;name\nNEW;New\n');
  await bring('contacts', `${HEADER}b;NEW;B;b@example.org;20;\na;NEW;A;a@example.org;10;\n`);
  for (const id of [collecting, triage]) expect((await factsOf(id)).contact).toBe(await idOf('a'));
  expect((await factsOf(other)).contact).toBeNull();
  const { rows } = await db.pool.query(
    `select contact_why, (select array_agg(code) from task where case_id = c.id and done_at is null) as tasks from anomaly_case c where id = $1`,
    [triage],
  );
  expect(rows).toEqual([{ contact_why: ['rank'], tasks: ['triage'] }]);
  const sent = await inTransaction(db.pool, (tx) =>
    tell(tx, triage, { event: { type: 'send' }, side: 'desk', actor: { kind: 'person', id: 'anne' }, at: AT }),
  );
  expect(sent?.ok).toBe(true);
});

test('a contact who leaves hands the case over: quietly before the first letter, by a letter after it', async () => {
  await bring('suppliers', 'code;name\nLEFT;Left\n');
  await bring('contacts', `${HEADER}l1;LEFT;One;one@example.org;10;\n`);
  const quiet = await openCase('LEFT', 'triage');
  const asked = await openCase('LEFT', 'notified');
  await db.pool.query('update anomaly_case set contact = $2 where id = any($1)', [[quiet, asked], await idOf('l1')]);
  await db.pool.query(
    'update anomaly_case set letters = 1, letter_written_at = $2, letter_sent_at = $2 where id = $1',
    [asked, AT],
  );
  await bring('contacts', `${HEADER}l2;LEFT;Two;two@example.org;20;\nl1;LEFT;One;one@example.org;10;2026-03-01\n`);
  expect(await factsOf(quiet)).toMatchObject({ phase: 'triage', contact: await idOf('l2') });
  expect(await factsOf(asked)).toMatchObject({
    phase: 'notified',
    contact: await idOf('l2'),
    letters: 0,
    escalationLevel: 1,
  });
  expect(await poked(asked)).toBe(true);
});

test('when the last contact leaves, the case comes to the desk', async () => {
  await bring('suppliers', 'code;name\nGONE;Gone\n');
  await bring('contacts', `${HEADER}g1;GONE;One;one@example.org;10;\n`);
  const asked = await openCase('GONE', 'notified');
  await db.pool.query('update anomaly_case set contact = $2 where id = $1', [asked, await idOf('g1')]);
  await bring('contacts', `${HEADER}g1;GONE;One;one@example.org;10;2026-03-01\n`);
  expect(await factsOf(asked)).toMatchObject({ phase: 'notified', atDesk: true });
});

test('another policy moves what is next in every open case, and leaves closed ones alone', async () => {
  const open = await openCase('X', 'collecting');
  const closed = await openCase('X', 'closed');
  await bring('policies', 'code;name;Regroupement : erreur\ndefault;Démonstration;5 s\n');
  const due = await db.pool.query('select next_step, next_due_at from anomaly_case where id = $1', [open]);
  expect(due.rows).toEqual([{ next_step: 'endGroupingWait', next_due_at: new Date(AT.getTime() + 5_000) }]);
  expect([await poked(open), await poked(closed)]).toEqual([true, false]);
});

test('the log says what a policy was before and is now', async () => {
  await bring('policies', 'code;name;Relances au plus\ndefault;Démonstration;5\n');
  const event = await firstRow(
    db.pool,
    z.object({ data: z.looseObject({}) }),
    `select data from event where subject = 'register/policies' order by id desc limit 1`,
  );
  expect(event?.data['changes']).toEqual([{ code: 'default', column: 'reminders_max', from: 2, to: 5 }]);
});
