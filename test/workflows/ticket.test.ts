import { z } from 'zod';
import { inTransaction, rows } from '../../db/query';
import { editRow } from '../../db/registers';
import { saveSettings } from '../../db/rota/settings';
import { addTicketMessage } from '../../db/tickets/messages';
import { openTicket } from '../../db/tickets/open';
import { tellTicket } from '../../db/tickets/tell';
import { dayIn } from '../../domain/delivery-zone';
import { useDatabase } from '../support/database';
import { DESK } from '../support/posting';
import { addPerson } from '../support/server';
import { useTime } from '../support/temporal';

const db = useDatabase();
const time = useTime(db);

async function aDesk(): Promise<void> {
  const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
  const always = Object.fromEntries(days.map((day) => [day, '00:00-24:00']));
  const values = { ...always, public_holidays: null };
  expect(
    await editRow(db.pool, { register: 'calendars', values, code: 'office', actor: DESK, at: time.clock() }),
  ).toMatchObject({ ok: true });
  for (const [code, levels] of [
    ['ana', ['1']],
    ['bob', ['2']],
  ] as const) {
    await addPerson(db.pool, code);
    await editRow(db.pool, {
      register: 'people',
      values: { levels: [...levels] },
      code,
      actor: DESK,
      at: time.clock(),
    });
  }
  const rotation = (level: 1 | 2, member: string) =>
    ({
      level,
      members: [member],
      turn: 'day',
      startsOn: dayIn('UTC', new Date(time.clock().getTime() - 2 * 86_400_000)),
    }) as const;
  const rotations = [rotation(1, 'ana'), rotation(2, 'bob')];
  await saveSettings(
    db.pool,
    { zone: 'UTC', handOver: '08:30', dutyOnClosedDays: true, rotations },
    DESK,
    time.clock(),
  );
}
const Row = z.object({
  state: z.string(),
  assignee: z.string().nullable(),
  level: z.string(),
  ending: z.string().nullable(),
});
const stateOf = (id: number) =>
  rows(db.pool, Row, 'select state, assignee, level, ending from ticket where id = $1', [id]).then(([row]) => row);
const mailsOf = (id: number) =>
  rows(
    db.pool,
    z.object({ about: z.string(), to: z.string() }),
    'select about, m.to_email as "to" from ticket_mail t join mail m on m.id = t.mail where t.ticket = $1 order by m.created_at, about',
    [id],
  );

test('a question is given to level 1 of the day, goes on to level 2 when nothing happens, and closes when nobody objects to its answer', async () => {
  await aDesk();
  const opened = await openTicket(db.pool, {
    type: 'information',
    channel: 'web',
    topic: null,
    cruise: null,
    subject: 'Salinity of leg 2',
    text: 'Where are the salinity data of leg 2?',
    requester: { email: 'ines@example.org', name: 'Ines', language: 'en', organisation: null },
    submission: 'once',
    actor: DESK,
    at: time.clock(),
  });
  await time.pass(0.01);
  expect(await stateOf(opened.id)).toMatchObject({ state: 'open', assignee: 'ana', level: '1' });
  await time.pass(0.1);
  expect(await stateOf(opened.id)).toMatchObject({ state: 'open', assignee: 'bob', level: '2' });
  const at = time.clock();
  const actor = { kind: 'person', id: 'bob' } as const;
  await inTransaction(db.pool, async (tx) => {
    const said = { side: 'desk', visibility: 'public', channel: 'console', text: 'Here they are.', actor, at } as const;
    expect(await addTicketMessage(tx, opened.id, said)).toMatchObject({ told: { ok: true } });
    const closesAt = new Date(at.getTime() + 5 * 86_400_000);
    await tellTicket(tx, opened.id, { event: { type: 'resolve', closesAt }, side: 'desk', actor, at });
  });
  await time.pass(4);
  expect(await stateOf(opened.id)).toMatchObject({ state: 'resolved', assignee: 'bob' });
  await time.pass(2);
  expect(await stateOf(opened.id)).toMatchObject({ state: 'closed', ending: 'silent' });
  expect(await mailsOf(opened.id)).toEqual([
    { about: 'received', to: 'ines@example.org' },
    { about: 'your_turn', to: 'ana@example.org' },
    { about: 'your_turn', to: 'bob@example.org' },
    // The answer had not left when it was resolved: one mail tells both.
    ...['resolved', 'closed'].map((about) => ({ about, to: 'ines@example.org' })),
  ]);
});
