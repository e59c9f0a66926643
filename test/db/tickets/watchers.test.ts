import { z } from 'zod';
import { compose } from '../../../activities/letters';
import { claimMails } from '../../../db/mails';
import { inTransaction, rows, run } from '../../../db/query';
import { settlePost } from '../../../db/post';
import { setWatching } from '../../../db/tickets/deeds';
import { addTicketMessage } from '../../../db/tickets/messages';
import type { Actor } from '../../../domain/words';
import { useDatabase } from '../../support/database';
import { desk } from '../../support/desk';
import { AT } from '../../support/facts';
import { LINK_KEY } from '../../support/letters';

const db = useDatabase();
const { ask, tell, answer, person } = desk(db);
beforeAll(async () => {
  for (const code of ['ana', 'bob', 'eve']) await person(code, 'assistant', [], AT);
  await person('rex', 'read_only', [], AT);
  await run(db.pool, `update person set language = 'en' where code = 'eve'`);
});

const minutes = (n: number): Date => new Date(AT.getTime() + n * 60_000);
const watched = async (...people: string[]): Promise<number> => {
  const id = await ask(AT, { assignee: 'ana', silent: true });
  for (const code of people) await setWatching(db.pool, id, code, true);
  return id;
};
const Told = z.object({ person: z.string(), about: z.string(), said: z.boolean() });
const told = async (ticket: number): Promise<string[]> =>
  (
    await rows(
      db.pool,
      Told,
      `select a.person, a.about, a.message is not null as said from ticket_mail a join mail m on m.id = a.mail
        where a.ticket = $1 and a.person is not null order by m.created_at, a.person`,
      [ticket],
    )
  ).map((one) => `${one.person} ${one.about}${one.said ? ' words' : ''}`);
const write = (
  ticket: number,
  actor: Actor,
  visibility: 'public' | 'internal',
  side: 'desk' | 'requester' | 'machine',
) =>
  inTransaction(db.pool, (tx) =>
    addTicketMessage(tx, ticket, { side, visibility, channel: 'web', text: 'Pas si vite.', actor, at: minutes(2) }),
  );
const deps = {
  baseUrl: 'https://vigie.example.org',
  linkKey: LINK_KEY,
  replyAddress: 'qualite@example.org',
  centre: { name: 'SISMER', email: 'qualite@example.org' },
};
/** What leaves now, in words, as sent. */
async function leaving(at: Date) {
  const letters = [];
  for (const mail of await claimMails(db.pool, at, minutes(10_000), 50, 'example.org')) {
    const composed = await compose({ ...deps, pool: db.pool }, mail, at);
    await inTransaction(db.pool, (tx) => settlePost(tx, mail, { state: 'sent' }, at));
    if (!('cancelled' in composed)) letters.push({ to: mail.to, id: mail.messageId, ...composed });
  }
  return letters;
}

test('who watches is told once what is said and decided together, not of their own words, nor twice when it is their turn', async () => {
  const id = await watched('ana', 'bob', 'eve');
  await answer(id, 'bob', minutes(1));
  await tell(id, { type: 'resolve', closesAt: minutes(9999) }, 'bob', minutes(1));
  expect(await told(id)).toEqual(['ana watched words', 'eve watched words']);
  await write(id, { kind: 'requester', id: '1' }, 'public', 'requester');
  expect((await told(id)).slice(2)).toEqual(['ana your_turn words', 'bob watched words', 'eve watched words']);
});

test('a note of colleagues stays with who does the desk’s work, a machine’s words and a tag are told to nobody', async () => {
  const id = await watched('bob', 'rex');
  await write(id, { kind: 'person', id: 'ana' }, 'internal', 'desk');
  await write(id, { kind: 'service', id: 'robot' }, 'internal', 'machine');
  await tell(id, { type: 'annotate' }, 'ana', minutes(3));
  expect(await told(id)).toEqual(['bob watched words']);
  await answer(id, 'ana', minutes(4));
  expect(await told(id)).toEqual(['bob watched words', 'bob watched words', 'rex watched words']);
});

test('the mail tells words and where it stands in the reader’s language, threaded, and who has stopped watching gets none', async () => {
  await leaving(minutes(5));
  const id = await watched('bob', 'eve');
  await answer(id, 'ana', minutes(6));
  const first = (await leaving(minutes(6))).filter(({ subject }) => subject.includes('T-'));
  const [bob, eve] = ['bob', 'eve'].map((code) => first.find(({ to }) => to.startsWith(code)));
  expect(bob?.text).toMatch(/ana écrit\s:/);
  expect(eve?.text).toContain('ana writes:');
  expect(eve?.text).toContain('Here they are.');
  expect(eve?.text).toContain('Where it stands: open, priority normal, held by ana.');
  expect(eve?.text).not.toContain('ines@example.org');
  expect(eve?.replyTo).toMatch(/^qualite\+/);
  await setWatching(db.pool, id, 'bob', false);
  await tell(id, { type: 'resolve', closesAt: minutes(9999) }, 'ana', minutes(7));
  const then = (await leaving(minutes(7))).filter(({ to }) => !to.startsWith('ines'));
  expect(then.map(({ to, inReplyTo, references }) => [to, inReplyTo, references.length])).toEqual([
    ['eve@example.org', eve?.id, 2],
  ]);
  expect(then[0]?.text).toContain('It has changed.');
  expect(then[0]?.text).toContain('Where it stands: resolved');
});
