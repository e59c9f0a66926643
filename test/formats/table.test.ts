import { BodyFault } from '../../formats/fault';
import { parseDecimal, readTable, ROWS_MAX } from '../../formats/table';

const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const faultOf = (bytes: Buffer): [string, number | null] => {
  try {
    readTable(bytes);
  } catch (error) {
    if (error instanceof BodyFault) return [error.code, error.line];
    throw error;
  }
  throw new Error('was read');
};

describe('a table as a French Excel writes it', () => {
  test('Windows-1252 keeps accents, the euro sign and the curly apostrophe', () => {
    const table = readTable(latin1('code;nom\r\nA;L\x92Atalante \x80 \xe9t\xe9\r\n'));
    expect(table).toEqual({
      delimiter: ';',
      encoding: 'windows-1252',
      header: ['code', 'nom'],
      rows: [{ line: 2, cells: ['A', 'L’Atalante € été'] }],
    });
  });

  test('UTF-8 with a byte order mark keeps its first column name', () => {
    const table = readTable(Buffer.from('\ufeffcode;nom\nA;é\n'));
    expect([table.encoding, table.header[0], table.rows[0]?.cells[1]]).toEqual(['utf-8', 'code', 'é']);
  });

  test.each([
    ['a,b\n1,2\n', ','],
    ['a\tb\n1\t2\n', '\t'],
    ['"a;b",c\n1,2\n', ','],
    ['a\n1\n', ';'],
  ])('the header of %j tells the delimiter', (text, delimiter) => {
    expect(readTable(Buffer.from(text)).delimiter).toBe(delimiter);
  });

  test('lines are those of the file, through blank lines, quoted line ends and mixed line ends', () => {
    const { rows } = readTable(Buffer.from('a;b\n\n1;"x\ny"\r\n;;\n2\r\n3;z;;'));
    expect(rows).toEqual([
      { line: 3, cells: ['1', 'x\ny'] },
      { line: 6, cells: ['2', ''] },
      { line: 7, cells: ['3', 'z'] },
    ]);
  });

  test.each([
    ['', ['empty', null]],
    [' \r\n', ['empty', null]],
    ['a;a\n1;2', ['duplicate_column', 1]],
    ['a;;b\n1;2;3', ['bad_header', 1]],
    ['a;b\n1;2;3', ['bad_csv', 2]],
    ['a;b\n1;"2', ['bad_csv', 2]],
    ['a;b\n1;x"y', ['bad_csv', 2]],
    ['a;b\n1;\0', ['not_text', null]],
    [`a;b\n1;${'x'.repeat(70_000)}`, ['line_too_long', 2]],
    ['a\n'.repeat(ROWS_MAX + 3), ['too_many_rows', null]],
  ])('%# is refused as a whole, with its place', (text, fault) => {
    expect(faultOf(Buffer.from(text))).toEqual(fault);
  });
  test('UTF-16 is refused with a hint', () => {
    expect(faultOf(Buffer.from('\ufeffa;b', 'utf16le'))[0]).toBe('not_text');
  });
});

test.each([
  ['12,5', 12.5],
  ['-70.53', -70.53],
  ['1 234,5', 1234.5],
  ['1\u202f234', 1234],
  [' 3 ', 3],
  ['1e-3', 0.001],
  ['1.234,5', null],
  ['1,2,3', null],
  ['1 2', null],
  ['1e999', null],
  ['NaN', null],
  ['', null],
])('the decimal %j is %p', (text, value) => expect(parseDecimal(text)).toBe(value));
