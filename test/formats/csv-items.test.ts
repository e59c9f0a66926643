import type { ReadItem } from '../../domain/anomaly';
import { readCsv } from '../../formats/csv-items';
import { RECORD_CHARS_MAX } from '../../formats/csv-stream';
import { BodyFault } from '../../formats/fault';

async function* chunked(bytes: Buffer, size = 7): AsyncGenerator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}
async function read(body: string | Buffer, size?: number): Promise<ReadItem[]> {
  const items: ReadItem[] = [];
  for await (const item of readCsv(chunked(Buffer.from(body), size))) items.push(item);
  return items;
}
const told = (item: ReadItem): unknown[] =>
  item.ok ? [item.index, item.line, 'ok'] : [item.error.index, item.error.line, item.error.code, item.error.pointer];
const faultOf = async (body: string | Buffer, size = 65_536): Promise<unknown[]> => {
  try {
    await read(body, size);
  } catch (error) {
    if (error instanceof BodyFault) return [error.code, error.line];
    throw error;
  }
  return ['read', null];
};

test.each([';', ',', '\t'])(
  'columns parted by %j become fields, inner ones by dots, unknown ones extra',
  async (delimiter) => {
    const header = [
      'source',
      'dataset',
      'check',
      'time_range.start',
      'time_range.end',
      'position.lat',
      'position.lon',
      'observed.value',
      'flags.scale',
      'flags.original',
      'labels.a.b',
      'expected.set',
      'bbox',
      'mood',
      'ship.name',
    ];
    const cells = [
      's',
      'é',
      'c',
      '2026-03-02T08:00:00Z',
      '2026-03-02T09:00:00Z',
      '48.5',
      '"-4,25"',
      '12.5',
      'L20',
      '3',
      'x',
      'a|b',
      '"[1,2,3,4]"',
      'calm',
      'T',
    ];
    const [item] = await read(`\ufeff${header.join(delimiter)}\r\n\r\n${cells.join(delimiter)}\r\n`);
    if (!item?.ok) throw new Error(JSON.stringify(item));
    expect([item.line, item.anomaly.dataset, item.anomaly.severity]).toEqual([3, 'é', 'warning']);
    expect(item.anomaly.doc).toMatchObject({
      position: { lat: 48.5, lon: -4.25 },
      observed: { value: 12.5 },
      labels: { 'a.b': 'x' },
      expected: { set: ['a', 'b'] },
      bbox: [1, 2, 3, 4],
      extra: { mood: 'calm', 'ship.name': 'T' },
    });
  },
);

test('a bad row costs itself only and is told with its line, its index and its field', async () => {
  const good = 's;d;c;2026-03-02T08:00:00Z;48;-5';
  const items = await read(
    `source;dataset;check;time;position.lat;position.lon\n${good}\n;d;c;2026-03-02T08:00:00Z;;\ns;"d\nd";c;2026-02-30T08:00:00Z;;\ns;d;c\n${good};\ns;d;c;2026-03-02T08:00:00Z;north;-5\ns;d;c;2026-03-02T08:00:00Z;91;-5\n${good}\n`,
  );
  expect(items.map(told)).toEqual([
    [0, 2, 'ok'],
    [1, 3, 'required', '/source'],
    [2, 4, 'bad_instant', '/time'],
    [3, 6, 'ragged_row', ''],
    [4, 7, 'ragged_row', ''],
    [5, 8, 'wrong_type', '/position/lat'],
    [6, 9, 'out_of_range', '/position/lat'],
    [7, 10, 'ok'],
  ]);
});

test('the last row needs no line end; one that is cut before its last cell is refused', async () => {
  const row = 's;d;c;2026-03-02T08:00:00Z;12.5';
  const whole = `source;dataset;check;time;observed.value\n${row}\n${row}`;
  const both = [
    [0, 2, 'ok'],
    [1, 3, 'ok'],
  ];
  expect((await read(whole)).map(told)).toEqual(both);
  expect((await read(`${whole}\r\n`)).map(told)).toEqual(both);
  expect((await read(whole.slice(0, -6))).map(told)).toEqual([
    [0, 2, 'ok'],
    [1, 3, 'ragged_row', ''],
  ]);
});

test('what hides in a cell of JSON is found', async () => {
  const items = await read(
    `source;dataset;check;time;samples\ns;d;c;2026-03-02T08:00:00Z;[1e999]\ns;d;c;2026-03-02T08:00:00Z;"[""\\u0000""]"\ns;d;c;2026-03-02T08:00:00Z;[1\n`,
  );
  expect(items.map(told)).toEqual([
    [0, 2, 'not_finite', '/samples/0'],
    [1, 3, 'nul_character', '/samples/0'],
    [2, 4, 'wrong_type', '/samples'],
  ]);
});

test.each([
  ['', ['empty', null]],
  ['\n \n', ['empty', null]],
  ['source;dataset;check\n', ['missing_column', 1]],
  ['source;check;time\n', ['missing_column', 1]],
  ['source;dataset;check;time;time\n', ['duplicate_column', 1]],
  ['source;dataset;check;time;position;position.lat\n', ['bad_header', 1]],
  ['source;dataset;check;time\ns;d;"c;x\n', ['bad_csv', 2]],
  ['source;dataset;check;time\ns;d;c"c;x\n', ['bad_csv', 2]],
  [`source;dataset;check;time\n"${'x'.repeat(RECORD_CHARS_MAX + 10)}`, ['line_too_long', 2]],
  ['x'.repeat(RECORD_CHARS_MAX + 70_000), ['line_too_long', 1]],
  [`${'"['.repeat(400_000)}\n`, ['bad_csv', 1]],
  ['source;dataset;check;time\ns;d;c;\0\n', ['not_text', 2]],
  [Buffer.concat([Buffer.from('source;dataset;check;time\ns;d;c;'), Buffer.from([0xe9, 0x0a])]), ['not_utf8', 2]],
])('%# is a fault of the whole body, with its line', async (body, fault) => {
  expect(await faultOf(body)).toEqual(fault);
});

test('a character cut between two chunks is read whole', async () => {
  const items = await read('source;dataset;check;time\ns;d€😀;c;2026-03-02T08:00:00Z\n', 1);
  expect(items[0]?.ok && items[0].anomaly.dataset).toBe('d€😀');
});

test.each(['\n', '\r\n', '\r'])(
  'rows keep the line on which they begin, whatever stands before them (%j)',
  async (end) => {
    const good = (message: string): string => `s,d,c,2026-03-02T08:00:00Z,${message}`;
    const bad = 's,d,c,noon,x';
    const body = [
      'source,dataset,check,time,message',
      good('plain'),
      '',
      bad,
      good('"two\nlines"'),
      bad,
      ' , , , , ',
      good('"a\n\nb"'),
      '',
      bad,
      '',
    ].join(end);
    expect((await read(body)).map(told).filter(([, , code]) => code !== 'ok')).toEqual([
      [1, 4, 'bad_instant', '/time'],
      [3, 7, 'bad_instant', '/time'],
      [5, 13, 'bad_instant', '/time'],
    ]);
  },
);
