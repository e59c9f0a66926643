import { z } from 'zod';
import { firstRow, inTransaction, rows, run } from '../../../db/query';
import { setWatching } from '../../../db/tickets/deeds';
import { tellTicket } from '../../../db/tickets/tell';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { AUTHSERV, aReply, inboxDeps, receive, replyAddress } from '../../support/inbound';
import { inboundTickets } from '../../support/inbound-tickets';
import { DESK } from '../../support/posting';
import { addPerson } from '../../support/server';

const db = useDatabase();
const deps = () => inboxDeps(db.pool);
const { ticketOf, wordsOf, mailsOf, tasksOf, asked, say } = inboundTickets(() => db);
beforeAll(async () => {
  for (const code of ['ana', 'bob', 'eve']) await addPerson(db.pool, code);
});

/** A question whose turn is Ana's, who was written so. */
async function anasTurn() {
  const one = await asked();
  const event = { type: 'transfer', to: 'ana', level: '1', askNextAt: null } as const;
  await inTransaction(db.pool, (tx) => tellTicket(tx, one.id, { event, side: 'desk', actor: DESK, at: AT }));
  const turn = (await mailsOf(one.id)).find(({ about }) => about === 'your_turn');
  expect(turn).toMatchObject({ to: 'ana@example.org', person: 'ana' });
  return { ...one, desk: await replyAddress(db.pool, turn?.id ?? '') };
}
const stateOf = async (id: number) =>
  firstRow(
    db.pool,
    z.object({ state: z.string(), assignee: z.string().nullable(), level: z.string(), waiting: z.array(z.string()) }),
    'select state, assignee, level, waiting from ticket where id = $1',
    [id],
  );

const QUOTED = [
  '',
  'Le lun. 2 mars 2026 à 09:00, Vigie <vigie@example.org> a écrit :',
  '> ##-## Écrivez votre réponse au-dessus de cette ligne.',
  '> Bonjour Ana,',
  '> La demande est à vous. Note interne : ne pas répondre à ce pénible.',
].join('\n');

test('a reply of the assistant whose turn it is answers who asked, from the desk, without what it quotes', async () => {
  const one = await anasTurn();
  const mail = await receive(
    deps(),
    aReply({ from: 'ana@example.org', to: one.desk, body: `They are on the portal.${QUOTED}` }),
  );
  expect(mail).toMatchObject({ state: 'applied', reason: 'by_staff' });
  expect((await wordsOf(one.id)).at(-1)).toEqual({
    side: 'desk',
    visibility: 'public',
    author: 'person:ana',
    text: 'They are on the portal.',
    quoted: null,
    files: 0,
  });
  expect(await mailsOf(one.id)).toContainEqual(expect.objectContaining({ about: 'answer', to: one.email }));
  expect(await ticketOf(one.email)).toMatchObject([{ unanswered: false }]);
});

test.each([
  ['unmarked', `Here.\n\n##-## Write your reply above this line.\nDear Ana,\nsecret`],
  [
    'Outlook',
    `Here.\n\nDe : Vigie <vigie@example.org>\nEnvoyé : lundi 2 mars 2026 09:00\nÀ : Ana\nObjet : [T-2026-00001]\n\n##-## Écrivez\nsecret`,
  ],
  [
    'unknown',
    `Here.\n\nVigie qualite+0123456789abcdef0123456789abcdef@example.org skrev:\n##-## Write your reply above this line.\nsecret`,
  ],
])('nothing below the line is passed on, however the program quotes it: %s', async (_, body) => {
  const one = await anasTurn();
  await receive(deps(), aReply({ from: 'ana@example.org', to: one.desk, body }));
  expect((await wordsOf(one.id)).at(-1)).toMatchObject({ visibility: 'public', text: 'Here.' });
});

test('what is quoted without any mark is not sent: somebody looks at it', async () => {
  const one = await anasTurn();
  const body = `Here.\n\nDear Ana,\nThe request on screen: http://vigie.example.org/tickets/${one.number}`;
  const mail = await receive(deps(), aReply({ from: 'ana@example.org', to: one.desk, body }));
  expect(mail).toMatchObject({ state: 'quarantined', reason: 'quote_unclear' });
  expect(await wordsOf(one.id)).toHaveLength(1);
  expect(await tasksOf(one.id)).toEqual(['message']);
});

test.each([
  ['note: he is a friend of mine', { state: 'open', assignee: 'ana' }, ['internal he is a friend of mine'], null],
  ['Note : à vérifier\navec Bob', { state: 'open', assignee: 'ana' }, ['internal à vérifier\navec Bob'], null],
  [
    'wait:\nWhich leg do you mean?',
    { state: 'waiting', waiting: ['requester'] },
    ['public Which leg do you mean?'],
    'answer',
  ],
  ['wait: external', { state: 'waiting', waiting: ['external'] }, [], null],
  ['close:\nIt is done.', { state: 'closed' }, ['public It is done.'], 'closed'],
  ['to: bob\nThis one is yours.', { assignee: 'bob' }, ['internal This one is yours.'], null],
  ['to: external', { assignee: null, level: 'external' }, [], null],
])('the first line %j does what it says', async (said, stand, words, written) => {
  const one = await anasTurn();
  const mail = await receive(deps(), aReply({ from: 'ana@example.org', to: one.desk, body: `${said}${QUOTED}` }));
  expect(mail).toMatchObject({ state: 'applied', reason: 'by_staff' });
  expect(await stateOf(one.id)).toMatchObject(stand);
  expect((await wordsOf(one.id)).slice(1).map(({ visibility, text }) => `${visibility} ${text}`)).toEqual(words);
  const told = (await mailsOf(one.id)).flatMap(({ about }) => (['answer', 'closed'].includes(about) ? [about] : []));
  expect(told).toEqual(written === null ? [] : [written]);
});

test.each([
  ['without our server’s word', 'ana@example.org', null, 'no_verdict'],
  ['that our server doubts', 'ana@example.org', `${AUTHSERV}; dmarc=fail header.from=example.org`, 'failed_verdict'],
  ['from a colleague to whom it was passed on', 'eve@example.org', undefined, 'other_sender'],
  ['from who asked', 'asker', undefined, 'other_sender'],
])('a reply %s has no effect, and stands on the desk', async (_, from, verdict, reason) => {
  const one = await anasTurn();
  const sender = from === 'asker' ? one.email : from;
  const reply = aReply({ from: sender, to: one.desk, body: 'close:\nNo.', ...(verdict !== undefined && { verdict }) });
  expect(await receive(deps(), reply)).toMatchObject({ state: 'quarantined', reason });
  expect(await stateOf(one.id)).toMatchObject({ state: 'open', assignee: 'ana' });
  expect(await wordsOf(one.id)).toHaveLength(1);
  expect(await tasksOf(one.id)).toEqual(['message']);
});

test('whoever has left the desk, or is named but not known, changes nothing', async () => {
  const one = await anasTurn();
  const named = aReply({ from: 'ana@example.org', to: one.desk, body: 'to: somebody else' });
  expect(await receive(deps(), named)).toMatchObject({ state: 'quarantined', reason: 'unknown_person' });
  await run(db.pool, `update person set active = false where code = 'ana'`);
  const late = aReply({ from: 'ana@example.org', to: one.desk, body: 'Here.' });
  expect(await receive(deps(), late)).toMatchObject({ state: 'quarantined', reason: 'other_sender' });
  await run(db.pool, `update person set active = true where code = 'ana'`);
  expect(await wordsOf(one.id)).toHaveLength(1);
  expect(await stateOf(one.id)).toMatchObject({ state: 'open', assignee: 'ana' });
});

test('the log holds nothing of what was said', async () => {
  const events = await rows(db.pool, z.object({ data: z.unknown() }), 'select data from event');
  expect(JSON.stringify(events)).not.toMatch(/portal|friend|@example/);
});

test('a reply of who only watches stays between colleagues', async () => {
  const one = await anasTurn();
  await setWatching(db.pool, one.id, 'bob', true);
  await say(one.id, 'They are on the portal.');
  const watch = (await mailsOf(one.id)).find(({ about }) => about === 'watched');
  const to = await replyAddress(db.pool, watch?.id ?? '');
  const mail = await receive(deps(), aReply({ from: 'bob@example.org', to, body: `Not all of them.${QUOTED}` }));
  expect(mail).toMatchObject({ state: 'applied', reason: 'by_staff' });
  expect((await wordsOf(one.id)).at(-1)).toMatchObject({
    visibility: 'internal',
    author: 'person:bob',
    text: 'Not all of them.',
  });
});
