import { z } from 'zod';
import { rows } from '../../db/query';
import { editRow } from '../../db/registers';
import { saveSettings } from '../../db/rota/settings';
import { dayIn } from '../../domain/delivery-zone';
import { useDatabase } from '../support/database';
import { DESK } from '../support/posting';
import { addPerson } from '../support/server';
import { useTime } from '../support/temporal';

const db = useDatabase();
const time = useTime(db);

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
