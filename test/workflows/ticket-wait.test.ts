import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils';
import { z } from 'zod';
import { poke } from '../../db/outbox';
import { firstRow, inTransaction } from '../../db/query';
import { addTicketMessage } from '../../db/tickets/messages';
import { openTicket } from '../../db/tickets/open';
import { tellTicket } from '../../db/tickets/tell';
import { ticketWorkflowId } from '../../workflows/messages';
import { useDatabase } from '../support/database';
import { addPerson } from '../support/server';
import { HISTORIES, useTime, withoutMachine } from '../support/temporal';

const db = useDatabase();
const time = useTime(db);
const BOB = { kind: 'person', id: 'bob' } as const;
const DAY_MS = 86_400_000;

const stateOf = (id: number) =>
  firstRow(
    db.pool,
    z.object({ state: z.string(), paused: z.number() }),
    `select state, (select count(*) from ticket_clock c where c.ticket = t.id and c.state = 'paused') as paused from ticket t where id = $1`,
    [id],
  );

test('ninety days of waiting cost a few events of history, however often somebody looks, and end on their day', async () => {
  await addPerson(db.pool, 'bob');
  const { id, number } = await openTicket(db.pool, {
    type: 'advice',
    channel: 'mail',
    topic: null,
    cruise: null,
    subject: null,
    text: 'Quel capteur choisir ?',
    requester: { email: 'nora@example.org', name: null, language: 'fr', organisation: null },
    assignee: 'bob',
    actor: BOB,
    at: time.clock(),
  });
  const until = new Date(time.clock().getTime() + 90 * DAY_MS);
  await inTransaction(db.pool, (tx) =>
    tellTicket(tx, id, {
      event: { type: 'wait', reason: 'requester', until },
      side: 'desk',
      actor: BOB,
      at: time.clock(),
    }),
  );
  for (let week = 0; week < 12; week += 1) {
    await time.pass(7);
    const said = {
      side: 'desk',
      visibility: 'internal',
      channel: 'console',
      text: 'toujours rien',
      actor: BOB,
    } as const;
    await inTransaction(db.pool, async (tx) => {
      await addTicketMessage(tx, id, { ...said, at: time.clock() });
      await poke(tx, [{ kind: 'ticket', id }]);
    });
  }
  expect(await stateOf(id)).toEqual({ state: 'waiting', paused: 2 });
  await time.pass(5.9);
  expect(await stateOf(id)).toMatchObject({ state: 'waiting' });
  await time.pass(0.2);
  expect(await stateOf(id)).toEqual({ state: 'open', paused: 0 });
  const history = await time.env.client.workflow.getHandle(ticketWorkflowId(number)).fetchHistory();
  expect(history.events?.length).toBeLessThan(200);
  const text = historyToJSON(history);
  expect(text).not.toMatch(/example\.org|capteur|toujours/);
  if (process.env['VIGIE_RECORD_HISTORIES'])
    await writeFile(join(HISTORIES, 'ticket-waits-ninety-days.json'), `${withoutMachine(text)}\n`);
}, 120_000);
