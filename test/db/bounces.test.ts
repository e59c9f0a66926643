import { contactBounced } from '../../db/bounces';
import { choicesFor, contactsOf, forgetRefusals, nextChoice } from '../../db/contacts';
import { readCases } from '../../db/case-row';
import { firstRow, inTransaction, rows, run } from '../../db/query';
import { leaveContact } from '../../db/registers/follow';
import { writeLetters } from '../../db/letter-lines';
import { standingTasks } from '../../db/tasks';
import { liveCases, settleMail } from '../../db/mails';
import { createCaseActivities } from '../../activities/cases';
import { z } from 'zod';
import { useDatabase } from '../support/database';
import { AT } from '../support/facts';
import { aSupplier, factsOf, openCase, openTasks, say } from '../support/stories';

const db = useDatabase();
const LATER = new Date(AT.getTime() + 60_000);

/** A case whose first letter has left. */
async function asked(contacts = 2): Promise<{ id: number; mail: string; contact: number; address: string }> {
  const supplier = await aSupplier(db.pool, contacts);
  const [contact = 0] = supplier.contacts;
  const id = await openCase(db.pool, { at: AT, supplier, trusted: true });
  await say(db.pool, id, 'clock', { type: 'grouping_wait_over' }, AT);
  await say(db.pool, id, 'clock', { type: 'letter_due' }, AT);
  await inTransaction(db.pool, (tx) => writeLetters(tx, contact, new Date(AT.getTime() + 2_000)));
  const mail = await firstRow(
    db.pool,
    z.object({ id: z.string(), address: z.string() }),
    'select id, to_email as address from mail where contact = $1',
    [contact],
  );
  if (!mail) throw new Error('no mail');
  await inTransaction(db.pool, (tx) => settleMail(tx, mail.id, { state: 'sent' }, AT));
  await say(db.pool, id, 'clock', { type: 'letter_sent' }, AT);
  return { id, mail: mail.id, contact, address: mail.address };
}
const refusedAt = (contact: number) =>
  firstRow(db.pool, z.object({ at: z.date().nullable() }), 'select refused_at as at from contact where id = $1', [
    contact,
  ]).then((row) => row?.at ?? null);
const bounced = (contact: number) =>
  rows(
    db.pool,
    z.object({ data: z.unknown() }),
    `select data from event where type = 'mail.bounced' and subject = $1`,
    [`contact/${contact}`],
  );
const bounce = (of: { mailId: string } | { address: string }, kind: 'hard' | 'soft' = 'hard') =>
  inTransaction(db.pool, (tx) => contactBounced(tx, { ...of, kind, at: LATER }));

test('a letter that comes back marks its contact, stands as a task, and the case turns to the next contact', async () => {
  const { id, mail, contact } = await asked();
  expect(await bounce({ mailId: mail })).toBe(true);
  expect(await refusedAt(contact)).toEqual(LATER);
  expect(await openTasks(db.pool, id)).toEqual(['letter_refused']);
  expect((await factsOf(db.pool, id)).letterRefused).toBe(true);
  const [found] = await readCases(db.pool, [id]);
  expect((found && (await nextChoice(db.pool, found, LATER)))?.contact.name).toBe('Contact 2');
  await say(db.pool, id, 'clock', { type: 'escalate', next: null }, LATER);
  const about = (await standingTasks(db.pool, 1000)).filter(({ subject }) => subject === `contact/${contact}`);
  expect(about.map(({ code }) => code)).toEqual(['letter_refused']);
});

test('the same news twice is one', async () => {
  const { mail, contact } = await asked();
  expect(await bounce({ mailId: mail })).toBe(true);
  expect(await bounce({ mailId: mail })).toBe(false);
  expect(await bounced(contact)).toHaveLength(1);
});

test('a delay is noted and changes nothing; a refusal after it counts', async () => {
  const { id, mail, contact } = await asked();
  expect(await bounce({ mailId: mail }, 'soft')).toBe(true);
  expect(await refusedAt(contact)).toBeNull();
  expect((await factsOf(db.pool, id)).letterRefused).toBe(false);
  expect(await bounce({ mailId: mail }, 'hard')).toBe(true);
  expect(await refusedAt(contact)).toEqual(LATER);
});

test('without the mail, the address says whose cases turn to somebody else', async () => {
  const { id, contact, address } = await asked();
  const other = await asked();
  expect(await bounce({ address: address.toUpperCase() })).toBe(true);
  expect(await refusedAt(contact)).toEqual(LATER);
  expect((await factsOf(db.pool, id)).letterRefused).toBe(true);
  expect((await factsOf(db.pool, other.id)).letterRefused).toBe(false);
  expect(await bounce({ address })).toBe(false);
});

test('a mail or an address that is not ours is nobody’s news', async () => {
  expect(await bounce({ mailId: '00000000-0000-4000-8000-000000000000' })).toBe(false);
  expect(await bounce({ address: 'nobody@example.org' })).toBe(false);
});

test('when the last contact is refused the desk has that as its task, not a missing answer', async () => {
  const { id, mail } = await asked(1);
  await bounce({ mailId: mail });
  await say(db.pool, id, 'clock', { type: 'escalate', next: null }, LATER);
  expect(await openTasks(db.pool, id)).toEqual(['letter_refused']);
});

describe('a contact who asked for no more mail', () => {
  const decline = (contact: number) =>
    inTransaction(db.pool, async (tx) => {
      await run(tx, 'update contact set declined_at = $2 where id = $1', [contact, LATER]);
      await leaveContact(tx, contact, { actor: { kind: 'person', id: 'ana' }, at: LATER });
    });

  test('hands the case on to the next contact, asked afresh, and stays in the chain as passed over', async () => {
    const { id, contact } = await asked();
    await decline(contact);
    const facts = await factsOf(db.pool, id);
    expect(facts).toMatchObject({ phase: 'notified', letters: 0, letterRefused: false, escalationLevel: 1 });
    expect(facts.contact).not.toBe(String(contact));
    expect(await openTasks(db.pool, id)).toEqual([]);
    await say(db.pool, id, 'clock', { type: 'letter_due' }, LATER);
    const [found] = await readCases(db.pool, [id]);
    expect(found && (await nextChoice(db.pool, found, LATER))).toBeNull();
  });

  test('leaves the case to the desk, in words of its own, where there is no other', async () => {
    const { id, contact } = await asked(1);
    await decline(contact);
    expect(await openTasks(db.pool, id)).toEqual(['contact_declined']);
    expect((await factsOf(db.pool, id)).atDesk).toBe(true);
  });

  test('who named a later day is not written to on it: the next one is', async () => {
    const { id, contact } = await asked();
    const later = {
      type: 'answer',
      code: 'deferred',
      version: 1,
      author: `contact:${contact}`,
      askAgainAt: LATER,
    } as const;
    await say(db.pool, id, 'supplier', later, AT);
    await decline(contact);
    const { askAgain, escalate } = createCaseActivities({ pool: db.pool });
    expect(await askAgain(id, LATER.getTime())).toBe(true);
    expect(await escalate(id, LATER.getTime())).toBe(true);
    expect((await factsOf(db.pool, id)).contact).not.toBe(String(contact));
    await say(db.pool, id, 'clock', { type: 'letter_due' }, LATER);
    const lines = await rows(
      db.pool,
      z.object({ contact: z.number() }),
      'select contact from letter_line where case_id = $1',
      [id],
    );
    expect(lines.map((line) => line.contact)).toEqual([contact + 1]);
  });

  test('no letter that was waiting leaves to them', async () => {
    const { id, contact } = await asked(1);
    await say(db.pool, id, 'desk', { type: 'remind' }, LATER);
    const mail = await firstRow(
      db.pool,
      z.object({ id: z.string() }),
      `select id from mail where contact = $1 and state = 'pending'`,
      [contact],
    );
    expect(await liveCases(db.pool, mail?.id ?? '')).toHaveLength(1);
    await decline(contact);
    expect(await liveCases(db.pool, mail?.id ?? '')).toEqual([]);
  });

  test('is chosen for no new case until they have a new address', async () => {
    const supplier = await aSupplier(db.pool, 1);
    const [contact = 0] = supplier.contacts;
    await decline(contact);
    const id = await openCase(db.pool, { at: LATER, supplier, trusted: true });
    const [found] = await readCases(db.pool, [id]);
    if (!found) throw new Error('no case');
    expect(await choicesFor(db.pool, found, LATER)).toEqual([]);
    const { code } = (await contactsOf(db.pool, [supplier.code]))[0] ?? { code: '' };
    await inTransaction(db.pool, (tx) => forgetRefusals(tx, [code], LATER));
    expect(await choicesFor(db.pool, found, LATER)).toHaveLength(1);
  });
});
