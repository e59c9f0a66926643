import { createServer as createPlain, type RequestListener } from 'node:http';
import { createServer as createSecure } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { agentFor } from '../../../activities/webhooks/connect';
import { send } from '../../../activities/webhooks/send';
import { provesItself } from '../../../domain/webhook';
import { parseAllowList } from '../../../domain/webhook-address';
import { AT } from '../../support/facts';

/** Signed by itself, for localhost, until 2126. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg1TY3O0JNSkQmJvK7
9IfY3UO7WuSFGqATVZTyRlw+xcShRANCAARU+o0SkYmdQBx3XZz8VQO2NUM3tPH5
BjZ2KvzlF0YjQty1HA7rQa/oNIUJvEHsp/GfEBT4ywK5wEviTwpdTJbm
-----END PRIVATE KEY-----`;
const CERT = `-----BEGIN CERTIFICATE-----
MIIBmjCCAUGgAwIBAgIUAjRspEi0iuFB+92x3Z9R/vQdVZMwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNDE2MjQ0OFoYDzIxMjYxMDMx
MTYyNDQ4WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARU+o0SkYmdQBx3XZz8VQO2NUM3tPH5BjZ2KvzlF0YjQty1HA7rQa/o
NIUJvEHsp/GfEBT4ywK5wEviTwpdTJbmo28wbTAdBgNVHQ4EFgQUlpb2g/IrGPGm
cJLeWlzsUW6DgHswHwYDVR0jBBgwFoAUlpb2g/IrGPGmcJLeWlzsUW6DgHswDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/AAABgglsb2NhbGhvc3QwCgYIKoZI
zj0EAwIDRwAwRAIgSll8Vc++K4cab2rtt+G/0O0G4dL37xCKEefnWgqLvoACIAMC
2qXUqpOC4zNTAwAXzbO98YGo78owq80cXOmg826F
-----END CERTIFICATE-----`;
const SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
async function serving(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
}
const plain = (listener: RequestListener): Promise<number> => serving(createPlain(listener));

/** One attempt at an address that the operator vouches for. */
async function attempt(url: string, attemptMsMax?: number) {
  const allow = parseAllowList('127.0.0.1');
  if (!allow) throw new Error('no list');
  const agent = agentFor('127.0.0.1', true, allow);
  try {
    return await send(agent, { url, id: 'msg-1', body: '{}', secrets: [SECRET] }, AT, attemptMsMax);
  } finally {
    await agent.destroy();
  }
}

test('a certificate that nobody vouches for is refused before a byte of the event leaves', async () => {
  const got: string[] = [];
  const port = await serving(
    createSecure({ key: KEY, cert: CERT }, (req, res) => {
      got.push(req.url ?? '');
      res.end();
    }),
  );
  expect(await attempt(`https://127.0.0.1:${port}/hook`)).toMatchObject({
    outcome: 'failed',
    status: null,
    trouble: 'DEPTH_ZERO_SELF_SIGNED_CERT',
  });
  expect(got).toEqual([]);
});

test.each([
  ['says nothing', () => undefined],
  ['begins to answer and goes silent', (res: { write: (text: string) => void }) => res.write('wait')],
])('a receiver that %s is left when the time of an attempt is over', async (_, answer) => {
  const port = await plain((__, res) => {
    answer(res);
  });
  expect(await attempt(`http://127.0.0.1:${port}/hook`, 100)).toMatchObject({
    outcome: 'failed',
    trouble: 'timed_out',
  });
});

test('of a redirect nothing is followed, and of an endless answer 64 KiB are read', async () => {
  const paths: string[] = [];
  const port = await plain((req, res) => {
    paths.push(req.url ?? '');
    if (req.url === '/moved') res.writeHead(302, { location: '/secret' }).end();
    else {
      const more = (): void => {
        while (res.writable && res.write('x'.repeat(16_384)));
        if (res.writable) res.once('drain', more);
      };
      more();
    }
  });
  expect(await attempt(`http://127.0.0.1:${port}/moved`)).toMatchObject({ outcome: 'failed', status: 302 });
  const endless = await attempt(`http://127.0.0.1:${port}/endless`);
  expect(endless).toMatchObject({ outcome: 'delivered', status: 200 });
  expect(endless.answer).toHaveLength(65_536);
  expect(paths).toEqual(['/moved', '/endless']);
});

test('a receiver proves itself by the challenge in its answer, unless the operator vouches for it', () => {
  expect(provesItself(false, 'abc', '{"challenge":"abc"}')).toBe(true);
  expect(provesItself(false, 'abc', 'ok')).toBe(false);
  expect(provesItself(false, 'abc', null)).toBe(false);
  expect(provesItself(true, 'abc', null)).toBe(true);
});
