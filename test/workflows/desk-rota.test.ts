import { z } from 'zod';
import { rows } from '../../db/query';
import { editRow } from '../../db/registers';
import { saveRelief } from '../../db/rota/relief';
import { readReliefLog } from '../../db/rota/relief-log';
import { saveSettings } from '../../db/rota/settings';
import { dayIn } from '../../domain/delivery-zone';
import { useDatabase } from '../support/database';
import { desk } from '../support/desk';
import { DESK } from '../support/posting';
import { addPerson } from '../support/server';
import { useTime } from '../support/temporal';

const db = useDatabase();
const time = useTime(db);
const { person, neverCloses, ask, tell } = desk(db);

const DAY_MS = 86_400_000;
/** A desk that begins hands over from its next day on, at half past eight. */
const handOversBetween = (begun: Date, end: Date): string[] => {
  const days = [1, 2, 3].map((days) => dayIn('UTC', new Date(begun.getTime() + days * DAY_MS)));
  return days.filter((day) => Date.parse(`${day}T08:30:00Z`) <= end.getTime());
};

test('the desk hands over once each morning, to whom the rota names, for as long as there is a rota', async () => {
  await addPerson(db.pool, 'ana');
  const values = { levels: ['1', '2'] };
  expect(
    await editRow(db.pool, { register: 'people', values, code: 'ana', actor: DESK, at: time.clock() }),
  ).toMatchObject({
    ok: true,
  });
  const rotation = { level: 1, members: ['ana'], turn: 'day', startsOn: dayIn('UTC', time.clock()) } as const;
  const settings = { zone: 'UTC', handOver: '08:30', dutyOnClosedDays: true, rotations: [rotation] };
  await saveSettings(db.pool, settings, DESK, time.clock());
  const begun = time.clock();
  await time.pass(3);
  const mails = await rows(
    db.pool,
    z.object({ day: z.string(), person: z.string(), minutes: z.number() }),
    `select o.day::text, o.person, extract(hour from m.created_at at time zone 'UTC')::int * 60
            + extract(minute from m.created_at at time zone 'UTC')::int as minutes
       from rota_hand_over o join mail m on m.id = o.mail order by o.day`,
  );
  expect(mails.map(({ day }) => day)).toEqual(handOversBetween(begun, time.clock()));
  expect(mails.every(({ person, minutes }) => person === 'ana' && minutes === 510)).toBe(true);
});

test('a flood begins one relief, which ends once when it has been worked off, without anybody asking', async () => {
  await person('ana', 'assistant', ['1'], time.clock());
  await person('sam', 'level2', ['2'], time.clock());
  await neverCloses('ana', 'sam', time.clock());
  const policy = { relief: 'act', ticketMinutes: 20, dutyMinutes: 40, beginPercent: 100, endPercent: 70 } as const;
  await saveRelief(db.pool, policy, DESK, time.clock());
  for (let n = 0; n < 12; n += 1) await ask(time.clock());
  await time.pass(1 / 24);
  const begun = await readReliefLog(db.pool, 50);
  const handed = begun.flatMap(({ done, tickets }) => (done === 'handed_over' ? tickets : []));
  expect(begun.filter(({ done }) => done === 'begun')).toHaveLength(1);
  expect(handed.length).toBeGreaterThan(0);
  const ofSam = await rows(
    db.pool,
    z.object({ number: z.string() }),
    `select number from ticket where assignee = 'sam' and level = '2'`,
  );
  expect(ofSam.map(({ number }) => number)).toEqual(expect.arrayContaining(handed));
  const left = await rows(
    db.pool,
    z.object({ id: z.number() }),
    `select id from ticket where state in ('new', 'open')`,
  );
  for (const { id } of left) await tell(id, { type: 'close', ending: 'by_desk' }, 'ana', time.clock());
  await time.pass(1 / 24);
  const done = (await readReliefLog(db.pool, 50)).map((look) => look.done);
  expect([done.filter((one) => one === 'begun').length, done.filter((one) => one === 'ended').length]).toEqual([1, 1]);
});
