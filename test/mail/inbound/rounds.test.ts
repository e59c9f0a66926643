import { readInbox } from '../../../activities/loops/inbox';
import { inTransaction, run } from '../../../db/query';
import { storeMail } from '../../../db/inbound/store';
import { roundsOf } from '../../../mail/inbound/rounds';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { aReply, answersTo, inboundMails, inboxDeps, replyAddress, store } from '../../support/inbound';
import { seedCase, seedContact, seedLetter } from '../../support/letters';

const db = useDatabase();
const deps = () => inboxDeps(db.pool);

async function asked() {
  const { supplier, contact } = await seedContact(db.pool);
  const of = await seedCase(db.pool, { supplier, contact });
  const { mail } = await seedLetter(db.pool, contact, [of]);
  return { id: of.id, from: `${supplier}@example.org`, to: await replyAddress(db.pool, mail) };
}
const waits = (id: number, head: string[]) => ({
  id,
  mailbox: 'test',
  envelopeFrom: null,
  envelopeTo: [],
  receivedAt: AT,
  attempts: 1,
  raw: aReply({ from: 'x@example.org', to: 'qualite@example.org', body: 'B', head }),
});

test('many replies of several threads are handled as they came, each once', async () => {
  const threads = [await asked(), await asked(), await asked()];
  const said = Array.from({ length: 45 }, (_, n) => `Mot ${n}.`);
  for (const [n, word] of said.entries()) {
    const { from, to } = threads[n % threads.length] ?? { from: '', to: '' };
    await store(db.pool, aReply({ from, to, body: `${n % 2 === 0 ? 'A' : 'B'}\n${word}` }));
  }
  await Promise.all([readInbox(deps()), readInbox(deps())]);
  while ((await readInbox(deps())) > 0);
  for (const [t, { id }] of threads.entries())
    expect((await answersTo(db.pool, id)).map(({ comment }) => comment)).toEqual(
      said.filter((_, n) => n % threads.length === t),
    );
});

test('one that the database does not take keeps none of its neighbours back, and is tried again', async () => {
  const { id, from, to } = await asked();
  await run(db.pool, `alter table inbound_case add constraint not_this check (comment <> 'Poison.')`);
  for (const word of ['Avant.', 'Poison.', 'Après.']) await store(db.pool, aReply({ from, to, body: `B\n${word}` }));
  await readInbox(deps());
  expect((await answersTo(db.pool, id)).map(({ comment }) => comment)).toEqual(['Avant.', 'Après.']);
  await run(db.pool, 'alter table inbound_case drop constraint not_this');
  const later = new Date(AT.getTime() + 16_000);
  await readInbox({ ...deps(), clock: () => later });
  expect((await answersTo(db.pool, id)).map(({ comment }) => comment)).toEqual(['Avant.', 'Après.', 'Poison.']);
  expect((await inboundMails(db.pool)).every(({ state }) => state !== 'stored')).toBe(true);
});

test('what was begun before is begun alone: it costs its neighbours no attempt', async () => {
  const { from, to } = await asked();
  const first = await store(db.pool, aReply({ from, to, body: 'B\nUn.' }));
  await store(db.pool, aReply({ from, to, body: 'B\nDeux.' }));
  await run(db.pool, 'update inbound_mail set attempts = 4 where id = $1', [first.id]);
  expect(await readInbox(deps())).toBe(1);
  expect(await readInbox(deps())).toBe(1);
});

test('a large mail is read whole among small ones', async () => {
  const { from, to } = await asked();
  const raw = aReply({ from, to, body: `B\n${'Un mot. '.repeat(300_000)}` });
  await inTransaction(db.pool, (tx) =>
    storeMail(tx, { mailbox: 'test', raw, envelopeFrom: null, envelopeTo: [], at: AT }),
  );
  await store(db.pool, aReply({ from, to, body: 'C\nCourt.' }));
  expect(await readInbox(deps())).toBe(2);
  expect((await inboundMails(db.pool)).slice(-2).map(({ state }) => state)).not.toContain('stored');
});

test('a mail that names another of the page, or is it again, is looked at after it', () => {
  const rounds = roundsOf([
    waits(1, ['Message-ID: <a@example.org>']),
    waits(2, ['Message-ID: <b@example.org>', 'References: <ours@example.org>']),
    waits(3, ['Message-ID: <c@example.org>', 'References: <ours@example.org> <a@example.org>']),
    waits(4, ['Message-ID: <d@example.org>']),
    waits(5, ['Message-ID: <d@example.org>']),
  ]);
  expect(rounds.map((round) => round.map(({ id }) => id))).toEqual([[1, 2], [3, 4], [5]]);
});
