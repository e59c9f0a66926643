import { importRegister, type ImportResult } from '../../../db/registers';
import { versionsOfRow } from '../../../db/registers/versions';
import { promisedFor, timetablesOf } from '../../../db/sla/promises';
import type { RegisterName } from '../../../domain/registers/column';
import { REGISTERS } from '../../../domain/registers/descriptions';
import { targetMs } from '../../../domain/sla/policy';
import { addBy } from '../../../domain/sla/timetable';
import { readTable } from '../../../formats/table';
import { hours, paris } from '../../domain/calendar/calendars';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';

const db = useDatabase();
const bring = (register: RegisterName, csv: string): Promise<ImportResult> =>
  importRegister(db.pool, {
    register,
    table: readTable(Buffer.from(csv)),
    actor: { kind: 'person', id: 'anne' },
    at: AT,
    preview: false,
  });

test('from the start there is a promise for every ticket, the most particular first, with its reason', async () => {
  const alert = await promisedFor(db.pool, { type: 'alert', priority: 'urgent', group: null });
  expect(alert).toMatchObject({
    policy: { code: 'trouble-urgent' },
    because: { rank: 10, matched: ['type', 'priority'] },
  });
  expect(alert && targetMs(alert.policy, 'response')).toBe(hours(1));
  const other = await promisedFor(db.pool, { type: 'advice', priority: 'low', group: 'lab' });
  expect(other).toMatchObject({ policy: { code: 'any' }, because: { rank: 1000, matched: [] } });
  expect(other && addBy(other.by, paris('2026-07-13 16:30'), hours(2))).toBe(paris('2026-07-15 10:00'));
});

test('a clock keeps the version of the calendar with which it began; new ones take the next', async () => {
  const facts = { type: 'information', priority: 'normal', group: null };
  const before = await promisedFor(db.pool, facts);
  await bring(
    'calendars',
    'code;name;zone;monday;tuesday;closures\noffice;Heures;Europe/Paris;08:00-18:00;08:00-18:00;08-01/08-23\n',
  );
  const after = await promisedFor(db.pool, facts);
  expect([before?.eras, after?.eras]).toEqual([
    [{ fromMs: null, calendar: 'office', version: 1 }],
    [{ fromMs: null, calendar: 'office', version: 2 }],
  ]);
  const [old, mixed] = await timetablesOf(db.pool, [
    before?.eras ?? [],
    [...(before?.eras ?? []), { fromMs: paris('2026-06-02 00:00'), calendar: 'office', version: 2 }],
  ]);
  const start = paris('2026-06-01 16:00');
  expect(old && addBy(old, start, hours(8))).toBe(paris('2026-06-02 16:30'));
  expect(mixed && addBy(mixed, start, hours(8))).toBe(paris('2026-06-02 14:30'));
  const versions = await versionsOfRow(db.pool, REGISTERS.calendars, 'office');
  expect(versions.map(({ version, author }) => [version, author])).toEqual([
    [2, 'person:anne'],
    [1, 'clock'],
  ]);
});

test('the same file again makes no further version', async () => {
  const csv = 'code;name;zone;monday\nnight;Nuit;Europe/Paris;22:00-06:00\n';
  await bring('calendars', csv);
  await bring('calendars', csv);
  expect(await versionsOfRow(db.pool, REGISTERS.calendars, 'night')).toHaveLength(1);
});

test.each([
  ['zone', 'bad_zone', 'Europe/Atlantis;09:00-17:00;;'],
  ['monday', 'bad_hours', 'Europe/Paris;9-17;;'],
  ['monday', 'no_working_time', 'Europe/Paris;;;'],
  ['monday', 'no_working_time', 'Europe/Paris;09:00-09:30;;'],
  ['monday', 'no_working_time', 'Europe/Paris;09:00-17:00;01-01/12-31;'],
  ['closures', 'bad_closures', 'Europe/Paris;09:00-17:00;2026-08-20/2026-08-01;'],
  ['shifts', 'bad_shifts', 'Europe/Paris;09:00-17:00;;2026-12-24=soon'],
])('a calendar that nobody could work by is refused in its column: %s, %s', async (column, code, cells) => {
  const found = await bring('calendars', `code;name;zone;monday;closures;shifts\nbad;Bad;${cells}\n`);
  expect(found).toMatchObject({ ok: false, errors: [{ column, code }] });
});

test.each([
  ['rank', 'taken', '70;office;60'],
  ['calendar', 'unknown_reference', '71;nowhere;60'],
  ['response_minutes', 'no_target', '71;office;'],
])('a policy is refused for its %s: %s', async (column, code, cells) => {
  const found = await bring('sla-policies', `code;name;rank;calendar;response_minutes\nfresh;Fresh;${cells}\n`);
  expect(found).toMatchObject({ ok: false, errors: [{ column, code }] });
});
