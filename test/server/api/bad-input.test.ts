import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { z } from 'zod';
import { DESCRIBED } from '../../../server/openapi/routes';
import { useDatabase } from '../../support/database';
import { addKey, addPerson } from '../../support/server';
import { item, useApi } from '../../support/post';

const db = useDatabase();
const server = useApi(db);
let key = '';
let number = '';
beforeAll(async () => {
  await addPerson(db.pool, 'admin', 'administrator');
  key = await addKey(db.pool, 'admin');
  number = (await server.call('POST', '/api/v1/anomalies', item())).body.cases?.[0] ?? '';
});

const JSON_TYPE = 'application/json';
const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
const BODIES: [string, string | Uint8Array<ArrayBuffer>, Record<string, string>][] = [
  ['nothing', '', { 'content-type': JSON_TYPE }],
  ['no type', '{}', { 'content-type': '' }],
  ['an unknown type', '{}', { 'content-type': 'application/x-hostile' }],
  ['half a value', '{"code":"a', { 'content-type': JSON_TYPE }],
  ['null', 'null', { 'content-type': JSON_TYPE }],
  ['a number', '1e999', { 'content-type': JSON_TYPE }],
  ['a list of lists', deep, { 'content-type': JSON_TYPE }],
  ['NUL', '{"code":"a\\u0000","name":"b","comment":"\\u0000"}', { 'content-type': JSON_TYPE }],
  ['half a surrogate pair', '{"code":"a\\ud800","name":"b","comment":"\\udfff"}', { 'content-type': JSON_TYPE }],
  ['NUL in a name', '{"\\u0000":1}', { 'content-type': JSON_TYPE }],
  ['__proto__', '{"__proto__":{"role":"administrator"},"constructor":1}', { 'content-type': JSON_TYPE }],
  ['bytes that are no text', Uint8Array.of(0xff, 0xfe, 0x00, 0x80), { 'content-type': JSON_TYPE }],
  ['latin1', Uint8Array.from(Buffer.from('{"comment":"é"}', 'latin1')), { 'content-type': JSON_TYPE }],
  ['UTF-16', '{}', { 'content-type': 'application/json; charset=utf-16' }],
  ['CSV with NUL', 'code;name\n\0;b\n', { 'content-type': 'text/csv' }],
  ['CSV with an open quote', 'code;name\n"a;b\n', { 'content-type': 'text/csv' }],
  ['CSV of nothing', ';;;\n;;;\n', { 'content-type': 'text/csv' }],
  ['NDJSON of rubbish', '\n{\n}\nnull\n[]\n', { 'content-type': 'application/x-ndjson' }],
  ['broken gzip', 'rubbish', { 'content-type': JSON_TYPE, 'content-encoding': 'gzip' }],
  [
    'cut gzip',
    Uint8Array.from(gzipSync('{"comment":"x"}').subarray(0, 12)),
    { 'content-type': JSON_TYPE, 'content-encoding': 'gzip' },
  ],
  ['an unknown packing', '{}', { 'content-type': JSON_TYPE, 'content-encoding': 'zstd' }],
  ['a form without boundary', 'x', { 'content-type': 'multipart/form-data' }],
  [
    'a form cut short',
    '--b\r\nContent-Disposition: form-data; name="report"\r\n\r\nti',
    { 'content-type': 'multipart/form-data; boundary=b' },
  ],
  ['a form of rubbish', '--b--\r\n', { 'content-type': 'multipart/form-data; boundary=b' }],
  [
    'fields of wrong types',
    '{"code":{},"name":[],"comment":7,"until":{},"answer_version":1e400,"data_version":[]}',
    { 'content-type': JSON_TYPE },
  ],
  [
    'huge words',
    `{"comment":"${'x'.repeat(1_000_000)}","code":"${'y'.repeat(100_000)}","name":"z"}`,
    { 'content-type': JSON_TYPE },
  ],
];
const SEGMENTS = [
  'x',
  '%27%20or%201=1',
  '%F0%9F%90%9F',
  '-1',
  '99999999999999999999',
  'a'.repeat(3000),
  '..%2F..%2Fetc',
  '__proto__',
];
const QUERIES = [
  '?limit=1e9',
  '?limit=-1',
  '?cursor=AAAA',
  '?after=%00',
  '?q=%ED%A0%80',
  '?types=%25',
  '?format=../x',
  '?x[y]=1',
  '?wait=NaN',
  '?complete=maybe',
  '?from=2999-01-01&until=2999-12-31',
];

const paths = (path: string, value: string): string =>
  path
    .replaceAll('{number}', number)
    .replaceAll('{kind}', 'svg')
    .replaceAll(/\{\w+\}/g, value);
const send = (method: string, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${server.url}/api/v1${path}`, {
    method,
    ...init,
    headers: { authorization: `Bearer ${key}`, ...init.headers },
  });

test.each(
  DESCRIBED.filter(({ body }) => body).map((route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const),
)(
  '%s answers no bad body with a 5xx, and says what is wrong',
  async (_, { method, path }) => {
    const verbs = path.endsWith('{verb}') ? ['note', 'answer', 'snooze', 'close', 'merge'] : ['x'];
    for (const verb of verbs)
      for (const [name, body, headers] of BODIES) {
        const query = path === '/reports' ? '?format=ioos_qc&source=a&dataset=b' : '';
        const response = await send(method.toUpperCase(), paths(path, verb) + query, { body, headers });
        const text = await response.text();
        expect([name, verb, response.status, response.status < 500 ? '' : text]).toEqual([
          name,
          verb,
          expect.any(Number),
          '',
        ]);
        if (response.status >= 400) {
          expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
          expect(JSON.parse(text)).toMatchObject({
            code: expect.any(String),
            status: response.status,
            instance: expect.any(String),
          });
          expect(text).not.toMatch(/node_modules|at \w+ \(|select |postgres/i);
        }
      }
  },
  120_000,
);

test('no address and no query is answered with a 5xx', async () => {
  for (const { method, path } of DESCRIBED)
    for (const odd of [...SEGMENTS, ...QUERIES, '%', '%zz', '%00', '%ED%A0%80']) {
      const isQuery = odd.startsWith('?');
      const address = isQuery ? paths(path, 'x') + odd : paths(path.replace('{number}', '{odd}'), odd);
      const response = await send(
        method.toUpperCase(),
        address,
        method === 'get' ? {} : { body: '{}', headers: { 'content-type': JSON_TYPE } },
      );
      expect([method, address.slice(0, 80), response.status < 500]).toEqual([method, address.slice(0, 80), true]);
    }
});

test('malformed escapes and NUL in an address are named; a key in it is refused, so is an unknown method', async () => {
  const code = async (address: string, init?: RequestInit): Promise<unknown> =>
    z.looseObject({ code: z.string() }).parse(await (await send('GET', address, init)).json()).code;
  expect(await code('/cases/%zz')).toBe('bad_escape');
  expect(await code('/cases/%ED%A0%80')).toBe('bad_escape');
  expect(await code('/cases/a%00b')).toBe('nul_character');
  expect(await code('/cases?q=%00')).toBe('nul_character');
  expect(await code(`/cases?key=${key}`)).toBe('key_in_address');
  expect((await send('DELETE', `/cases/${number}`)).status).toBe(404);
  expect((await send('TRACE'.replace('TRACE', 'PUT'), '/anomalies', { body: '{}' })).status).toBe(404);
});

test('a person is told in their language, a program by a problem document', async () => {
  const page = await fetch(`${server.url}/nowhere`, { headers: { accept: 'text/html', 'accept-language': 'fr' } });
  expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
  expect(await page.text()).toContain('Page introuvable');
  const problem = await fetch(`${server.url}/nowhere`, { headers: { accept: 'application/json' } });
  expect(problem.headers.get('content-type')).toMatch(/problem\+json/);
  expect(page.headers.get('x-powered-by')).toBeNull();
});

test('what is no HTTP at all harms nobody', async () => {
  const { port, hostname } = new URL(server.url);
  for (const rubbish of [
    '\0\0\0\r\n\r\n',
    'GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n',
    `GET / HTTP/1.1\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`,
  ]) {
    const socket = connect(Number(port), hostname);
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
      socket.on('error', () => resolve(text));
      socket.write(rubbish);
    });
    expect(answer).toMatch(/^(HTTP\/1.1 4\d\d|$)/);
  }
  expect((await send('GET', '/cases')).status).toBe(200);
});
