import { performVerb } from '../../../server/verbs';
import { firstRow, rows } from '../../../db/query';
import { z } from 'zod';
import { addLogin, loggedIn, wordsOf } from '../../support/console';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { seedCase, seedContact } from '../../support/letters';
import { useApi } from '../../support/post';

const db = useDatabase();
const server = useApi(db);

test('an administrator empties the words of a message, audited; an assistant is shown no button and is refused', async () => {
  await addLogin(db.pool, 'ana', 'assistant', 'en');
  await addLogin(db.pool, 'root', 'administrator', 'en');
  const [ana, root] = [await loggedIn(server.url, 'ana'), await loggedIn(server.url, 'root')];
  const of = await seedCase(db.pool, await seedContact(db.pool));
  const who = { actor: { kind: 'person', id: 'ana' }, role: 'assistant', seen: undefined } as const;
  await performVerb({ pool: db.pool, clock: () => AT }, who, of.number, 'note', { comment: 'Call 0600 at night' });
  const found = await firstRow(db.pool, z.object({ id: z.number() }), 'select id from message where case_id = $1', [
    of.id,
  ]);
  const address = `/cases/${of.number}/messages/${found?.id}/erase`;
  expect((await ana.get(`/cases/${of.number}`)).text).not.toContain(address);
  expect((await ana.post(address, {})).status).toBe(403);
  expect((await root.get(`/cases/${of.number}`)).text).toContain(address);
  const done = await root.post(address, {});
  expect([done.status, done.headers.get('location')]).toEqual([303, `/cases/${of.number}?done=message-erased`]);
  await root.post(address, {});
  const page = (await root.get(`/cases/${of.number}`)).text;
  expect(wordsOf(page)).toContain('(words erased)');
  expect(page).not.toContain('0600');
  expect(page).not.toContain(address);
  const told = await rows(
    db.pool,
    z.object({ actor: z.string(), data: z.looseObject({}) }),
    `select actor, data from event where type = 'message.erased'`,
  );
  expect(told).toEqual([{ actor: 'person:root', data: { message: found?.id } }]);
  expect((await root.post(`/cases/${of.number}/messages/999/erase`, {})).status).toBe(404);
});
