import fc from 'fast-check';
import type { ReadItem } from '../../domain/anomaly';
import { BodyFault } from '../../formats/fault';
import { LINE_BYTES_MAX, lines, readJson, readNdjson } from '../../formats/json-items';
import { BODY_BYTES_MAX } from '../../formats/whole-body';

async function* chunks(...parts: (Buffer | string)[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part);
}
const told = ({ ...item }: ReadItem): unknown[] =>
  item.ok ? [item.index, item.line, item.anomaly.source] : [item.error.index, item.error.line, item.error.code];
const read = async (...parts: (Buffer | string)[]): Promise<unknown[][]> => {
  const items: unknown[][] = [];
  for await (const item of readNdjson(chunks(...parts))) items.push(told(item));
  return items;
};
const line = (source: string): string =>
  `{"source":"${source}","dataset":"d","check":"c","time":"2026-03-02T08:00:00Z"}`;

test('a bad line costs itself only, whatever is wrong with it', async () => {
  expect(
    await read(
      `\ufeff${line('a')}\r\n\n   \n{"source":\n`,
      Buffer.concat([Buffer.from('{"source":"'), Buffer.from([0xff]), Buffer.from('"}\n')]),
      `{"source":"${'x'.repeat(LINE_BYTES_MAX)}"}\n`,
      `5\n${line('b').replace('08:00', '28:00')}\n${line('c')}`,
    ),
  ).toEqual([
    [0, 1, 'a'],
    [1, 4, 'bad_json'],
    [2, 5, 'not_utf8'],
    [3, 6, 'line_too_long'],
    [4, 7, 'wrong_type'],
    [5, 8, 'bad_instant'],
    [6, 9, 'c'],
  ]);
});

test('an empty stream has no items', async () => expect(await read('', '\n\n')).toEqual([]));

test('however the bytes are cut, the lines are the same', async () => {
  const text = fc.array(fc.constantFrom(line('é'), '', '\r', '{', '😀', 'x'.repeat(30)), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(40), { maxLength: 30 }), fc.boolean(), async (parts, cuts, ended) => {
      const bytes = Buffer.from(parts.join('\n') + (ended ? '\n' : ''));
      const pieces: Buffer[] = [];
      let from = 0;
      for (const cut of cuts) {
        pieces.push(bytes.subarray(from, from + cut));
        from += cut;
      }
      pieces.push(bytes.subarray(from));
      expect(await read(...pieces)).toEqual(await read(bytes));
      const found: (string | null)[] = [];
      for await (const { bytes: one } of lines(chunks(...pieces), 25)) found.push(one && one.toString());
      const expected = bytes.toString().split('\n');
      if (expected.at(-1) === '') expected.pop();
      expect(found).toEqual(expected.map((one) => (Buffer.byteLength(one) > 25 ? null : one)));
    }),
  );
});

test('a reader that stops takes no more from the stream', async () => {
  let given = 0;
  async function* endless(): AsyncGenerator<Buffer> {
    for (;;) {
      given += 1;
      yield Buffer.from(`${line('a')}\n`);
    }
  }
  for await (const item of readNdjson(endless())) if (!item.ok || item.index === 9) break;
  expect(given).toBe(10);
});

test('an object is told from a list of one', () => {
  expect(readJson(Buffer.from(line('a'))).single).toBe(true);
  expect(readJson(Buffer.from(`[${line('a')}]`)).single).toBe(false);
  expect([...readJson(Buffer.from(`\ufeff[${line('a')},5,${line('b')}]`)).items].map(told)).toEqual([
    [0, null, 'a'],
    [1, null, 'wrong_type'],
    [2, null, 'b'],
  ]);
});

test.each([
  ['', 'empty', null],
  ['  \n', 'empty', null],
  ['{"a":1,\n}', 'bad_json', 2],
  [Buffer.from([0x22, 0xff, 0x22]), 'not_utf8', null],
  [Buffer.alloc(BODY_BYTES_MAX + 1, ' '), 'body_too_large', null],
])('a body is refused as a whole: %#', (body, code, at) => {
  let fault: unknown;
  try {
    readJson(Buffer.from(body));
  } catch (error) {
    fault = error;
  }
  expect(fault).toBeInstanceOf(BodyFault);
  expect(fault).toMatchObject({ code, line: at });
});
