import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { useDatabase } from '../../support/database';
import { item, NDJSON, useApi } from '../../support/post';

const db = useDatabase();
const server = useApi(db);

/** A post that says it is as large as one may be, and keeps its body to itself; `answered` when it is not let in. */
function holding(): { post: ClientRequest; answered: Promise<IncomingMessage> } {
  const post = request(`${server.url}/api/v1/anomalies`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${server.key}`,
      'content-type': 'application/json',
      'content-length': 10 * 1024 * 1024,
    },
  });
  post.on('error', () => undefined);
  post.flushHeaders();
  return { post, answered: new Promise((resolve) => post.once('response', resolve)) };
}

test('who posts while too much is being read is asked to come again, as his tool understands it, and then finds room', async () => {
  const held = Array.from({ length: 13 }, holding);
  const refused = await Promise.race(held.map(({ answered }) => answered));
  expect([refused.statusCode, refused.headers['retry-after']]).toEqual([429, '5']);
  expect((await server.call('POST', '/api/v1/anomalies', item())).status).toBe(200);

  const large = { ...item(), extra: 'x'.repeat(9 * 1024 * 1024) };
  const reports = '/api/v1/reports?source=a&dataset=b';
  const told = [
    await server.call('POST', '/api/v1/anomalies', large),
    await server.call('POST', reports, large, { 'user-agent': 'Alertmanager/0.34.0' }),
    await server.call('POST', `${reports}&format=alertmanager`, large),
  ];
  expect(told.map(({ status, body }) => [status, body['code']])).toEqual([
    [429, 'overloaded'],
    [503, 'overloaded'],
    [503, 'overloaded'],
  ]);

  for (const { post } of held) post.destroy();
  let again = await server.call('POST', '/api/v1/anomalies', large);
  while (again.status === 429) again = await server.call('POST', '/api/v1/anomalies', large);
  expect(again.status).toBe(200);
});

/** A short post of lines whose body is still to come; resolves once the server has let it in or not. */
async function begin(n: number): Promise<() => Promise<number | undefined>> {
  const line = JSON.stringify(item({ locus: `row ${n}` }));
  const post = request(`${server.url}/api/v1/anomalies`, {
    method: 'POST',
    agent: false,
    headers: {
      authorization: `Bearer ${server.key}`,
      ...NDJSON,
      'content-length': line.length,
      expect: '100-continue',
    },
  });
  const answered = new Promise<number | undefined>((resolve) => {
    post.once('response', (response) => resolve(response.resume().statusCode));
    post.once('error', () => resolve(undefined));
  });
  const heard = new Promise<void>((resolve) => post.once('continue', resolve));
  post.flushHeaders();
  await Promise.race([heard, answered]);
  return () => {
    post.end(line);
    return answered;
  };
}

test('two hundred short posts of lines find room at once', async () => {
  const begun = await Promise.all(Array.from({ length: 200 }, (_, n) => begin(n)));
  const statuses = await Promise.all(begun.map((end) => end()));
  expect(new Set(statuses)).toEqual(new Set([200]));
});
