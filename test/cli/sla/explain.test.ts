import { Readable, Writable } from 'node:stream';
import { explainLines } from '../../../cli/sla/command';

const HOURS = [
  ['09:00', '12:30'],
  ['13:30', '17:30'],
];
const FR = {
  zone: 'Europe/Paris',
  weekly: { 1: HOURS, 2: HOURS, 3: HOURS, 4: HOURS, 5: HOURS },
  holidays: ['2026-07-14'],
};
const question = (over: object = {}): object => ({
  calendar: FR,
  start: '2026-06-01T10:00:00+02:00',
  target_minutes: 240,
  ...over,
});

async function told(lines: readonly string[], json = true): Promise<{ exit: number; said: string }> {
  return toldBytes(Buffer.from(lines.join('\n')), json);
}
async function toldBytes(input: Buffer, json = true): Promise<{ exit: number; said: string }> {
  const parts: string[] = [];
  const output = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      parts.push(chunk.toString());
      done();
    },
  });
  const exit = await explainLines(Readable.from([input.subarray(0, 5), input.subarray(5)]), output, json);
  return { exit, said: parts.join('') };
}
async function answers(...questions: unknown[]): Promise<{ exit: number; found: Record<string, unknown>[] }> {
  const { exit, said } = await told(questions.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))));
  const found = said.trim().split('\n');
  return { exit, found: found.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test('questions are answered in their order, with the sum that makes the deadline', async () => {
  const { exit, found } = await answers(
    question(),
    question({
      start: '2026-06-01T14:00:00Z',
      pauses: [
        ['2026-06-01T20:00:00Z', '2026-06-02T08:00:00Z'],
        ['2026-06-01T15:00:00Z', '2026-06-01T21:00:00Z'],
      ],
    }),
  );
  expect(exit).toBe(0);
  expect(found[0]).toEqual({
    due: '2026-06-01T13:00:00.000Z',
    target_minutes: 240,
    sum: [
      {
        kind: 'worked',
        from: '2026-06-01T08:00:00.000Z',
        until: '2026-06-01T10:30:00.000Z',
        minutes: 150,
        total_minutes: 150,
      },
      {
        kind: 'worked',
        from: '2026-06-01T11:30:00.000Z',
        until: '2026-06-01T13:00:00.000Z',
        minutes: 90,
        total_minutes: 240,
      },
    ],
  });
  expect(found[1]).toMatchObject({
    due: '2026-06-02T12:00:00.000Z',
    sum: [{ kind: 'worked' }, { kind: 'paused', minutes: 90, total_minutes: 60 }, { kind: 'worked' }, {}],
  });
});

test('what still waits has no deadline, nothing to do is due at once, and what fills the day ends at close', async () => {
  const pauses = [['2026-06-01T09:00:00Z', null]];
  const { found } = await answers(
    question({ pauses }),
    question({ target_minutes: 0 }),
    question({ start: '2026-06-01T07:00:00Z', target_minutes: 450 }),
  );
  expect(found.map(({ due }) => due)).toEqual([null, '2026-06-01T08:00:00.000Z', '2026-06-01T15:30:00.000Z']);
});

const calendarWith = (over: object): object => question({ calendar: { ...FR, ...over } });
test.each([
  ['question', '{'],
  ['question', '[]'],
  ['calendar', { start: '2026-06-01T08:00:00Z', target_minutes: 1 }],
  ['priority', question({ priority: 'high' })],
  ['start', question({ start: '2026-06-01T10:00' })],
  ['start', question({ start: '2026-02-30T10:00:00Z' })],
  ['start', question({ start: 1780300800 })],
  ['target_minutes', question({ target_minutes: '240' })],
  ['target_minutes', question({ target_minutes: -1 })],
  ['target_minutes', { ...calendarWith({ weekly: { 1: [['09:00', '09:01']] } }), target_minutes: 1_000_000 }],
  ['pauses', question({ pauses: {} })],
  ['pauses[0]', question({ pauses: [['2026-06-01T09:00:00Z', '2026-06-01T08:00:00Z']] })],
  ['pauses[0][1]', question({ pauses: [['2026-06-01T09:00:00Z', 'soon']] })],
  ['calendar.zone', calendarWith({ zone: 'Europe/Atlantis' })],
  ['calendar.weekly', calendarWith({ weekly: {} })],
  ['calendar.weekly', calendarWith({ closures: [['01-01', '12-31']] })],
  ['calendar.weekly.0', calendarWith({ weekly: { 0: HOURS } })],
  ['calendar.weekly.1[0]', calendarWith({ weekly: { 1: [['9:00', '12:00']] } })],
  ['calendar.weekly.1[0]', calendarWith({ weekly: { 1: [['24:00', '06:00']] } })],
  ['calendar.weekly.1[0]', calendarWith({ weekly: { 1: [['08:00', '08:00']] } })],
  ['calendar.holidays[0]', calendarWith({ holidays: ['2026-13-01'] })],
  ['calendar.closures[0]', calendarWith({ closures: [['2026-08-20', '2026-08-01']] })],
  ['calendar.shifts.soon', calendarWith({ shifts: { soon: [] } })],
  ['calendar.holiday', calendarWith({ holiday: [] })],
  ['calendar.public_holidays', calendarWith({ public_holidays: 'toString' })],
  ['calendar.weekly.monday', calendarWith({ weekly: { monday: HOURS } })],
  ['calendar.holidays[0]', calendarWith({ holidays: ['2026-07-14T00:00:00Z'] })],
  ['__proto__', '{"__proto__":{},"calendar":{},"start":"2026-06-01T08:00:00Z","target_minutes":1}'],
])('a bad line is answered in its place and names %s', async (field, bad) => {
  const { exit, found } = await answers(question(), bad, question());
  expect(exit).toBe(1);
  expect(found[1]).toEqual({ error: { line: 2, field, message: expect.any(String) } });
  expect(found[0]).toEqual(found[2]);
});

test('people read the sum by the clock of the calendar', async () => {
  const { said } = await told(
    [JSON.stringify(question({ start: '2026-07-13T14:30:00Z', target_minutes: 150 }))],
    false,
  );
  expect(said.trimEnd().split('\n')).toEqual([
    '2 h 30 min of working time from Mon 2026-07-13 16:30, Europe/Paris',
    expect.stringMatching(/^ {2}Mon 2026-07-13 16:30 to 17:30 +\+ 1 h +={1} 1 h$/),
    expect.stringMatching(/^ {2}Wed 2026-07-15 09:00 to 10:30 +\+ 1 h 30 min +={1} 2 h 30 min$/),
    '  due Wed 2026-07-15 10:30',
  ]);
});

test('files come with a byte order mark, CRLF, blank lines and none at the end', async () => {
  const line = JSON.stringify(question());
  const { exit, said } = await toldBytes(Buffer.from(`\ufeff${line}\r\n\r\n${line}`));
  expect(exit).toBe(0);
  expect(said.trim().split('\n')).toHaveLength(2);
  expect(await toldBytes(Buffer.from('\r\n\n'))).toEqual({ exit: 0, said: '' });
});

test('what is not UTF-8 costs its line only', async () => {
  const line = JSON.stringify(question());
  const { exit, said } = await toldBytes(
    Buffer.concat([Buffer.from(`${line}\n`), Buffer.from([0xff, 0xfe, 10]), Buffer.from(line)]),
  );
  expect(exit).toBe(1);
  const [first, bad, last] = said.trim().split('\n');
  expect(JSON.parse(bad ?? '')).toEqual({ error: { line: 2, field: 'question', message: 'is not UTF-8' } });
  expect(last).toBe(first);
});
