import { createServer, type Server } from 'node:https';
import type { ServerResponse } from 'node:http';
import { randomInt } from 'node:crypto';
import { parseAllowList } from '../../../domain/webhook-address';
import type { WebhookDeps } from '../../../activities/webhooks';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { openCase } from '../../support/stories';
import { addWebhook, happen, stepOf, webhookDeps, webhookState } from '../../support/webhooks';

/** Signed by itself, for hooks.example.org, until 2126. */
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg94IFUu7YRcoD70mu
sLYURPRc6QiMk2FFzsBv7bUJtKqhRANCAATZvxqC40kcw0ze3PHgf0IucNdLVwpe
EidYehmtjJ3h2ir3HJ4X9p1LgyLNhdKcGPzb0pvV9fZ5uPk00/Gub8OJ
-----END PRIVATE KEY-----`;
const CERT = `-----BEGIN CERTIFICATE-----
MIIBrTCCAVOgAwIBAgIUGHFkkbsq/PMIfRc1jchAqA5ouRgwCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRaG9va3MuZXhhbXBsZS5vcmcwIBcNMjYxMTI0MTkzOTUxWhgP
MjEyNjEwMzExOTM5NTFaMBwxGjAYBgNVBAMMEWhvb2tzLmV4YW1wbGUub3JnMFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE2b8aguNJHMNM3tzx4H9CLnDXS1cKXhIn
WHoZrYyd4doq9xyeF/adS4MizYXSnBj829Kb1fX2ebj5NNPxrm/DiaNxMG8wHQYD
VR0OBBYEFARVuaypwoAW4P93uewm8fobvYEPMB8GA1UdIwQYMBaAFARVuaypwoAW
4P93uewm8fobvYEPMA8GA1UdEwEB/wQFMAMBAf8wHAYDVR0RBBUwE4IRaG9va3Mu
ZXhhbXBsZS5vcmcwCgYIKoZIzj0EAwIDSAAwRQIhALfTBwgDN1b36d+mf8I+5N9B
MASUlQHa+P7CBvBcHZMRAiB+aaUPtbe0WeteQnfvvMc6E+rBE5njlfLwiq3SllBE
eQ==
-----END CERTIFICATE-----`;
const URL_OF_RECEIVER = 'https://hooks.example.org:8443/vigie';

const db = useDatabase();
let server: Server;
/** A receiver of the internet: found by its name, trusted by its certificate, vouched for by nobody. */
let address: string;
let answer: (challenge: string, res: ServerResponse, body: string) => void;
let asked: string[];

beforeEach(async () => {
  asked = [];
  address = `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(1, 255)}`;
  server = createServer({ key: KEY, cert: CERT }, (req, res) => {
    let body = '';
    req.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    req.on('end', () => {
      // Safe: a test reads only what it then asserts.
      const event = JSON.parse(body) as { type: string; data: { challenge?: string } };
      asked.push(event.type);
      answer(event.data.challenge ?? '', res, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(8443, address, resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const deps = (): WebhookDeps => {
  const allow = parseAllowList('127.0.0.0/8');
  if (!allow) throw new Error('no list');
  const resolve = ((_name: string, _options: unknown, done: (error: null, found: unknown) => void) =>
    // Safe: what `dns.lookup` gives when all addresses are asked for.
    done(null, [{ address, family: 4 }])) as unknown as NonNullable<WebhookDeps['resolve']>;
  return webhookDeps(db.pool, { allow, ca: CERT, resolve });
};
async function proved() {
  const webhook = await addWebhook(db.pool, URL_OF_RECEIVER, ['case.note'], AT);
  expect(await stepOf(deps(), webhook.id, AT)).toBe('prove');
  expect(asked).toEqual(['webhook.validate']);
  return webhook;
}

test.each<[string, (challenge: string, res: ServerResponse) => void]>([
  ['as text', (challenge, res) => res.end(challenge)],
  ['as text with a line end', (challenge, res) => res.end(`${challenge}\r\n`)],
  [
    'in an object, with 202 and in pieces',
    (challenge, res) => {
      res.writeHead(202, { 'content-type': 'application/json' });
      const text = JSON.stringify({ challenge });
      res.write(text.slice(0, 20));
      res.end(text.slice(20));
    },
  ],
])('who answers with the challenge %s is delivered to', async (_, say) => {
  answer = say;
  const webhook = await proved();
  expect(await webhookState(db.pool, webhook.id)).toMatchObject({ state: 'active', failures: 0 });
  answer = (__, res) => res.writeHead(204).end();
  await happen(db.pool, [await openCase(db.pool, { at: AT })], AT);
  expect(await stepOf(deps(), webhook.id, new Date(AT.getTime() + 1000))).toBe('deliver');
  expect(asked).toEqual(['webhook.validate', 'case.note']);
});

test.each<
  [
    string,
    { state: string; why?: string; failures?: number },
    (challenge: string, res: ServerResponse, body: string) => void,
  ]
>([
  ['nothing', { state: 'paused', why: 'refused' }, (_, res) => res.writeHead(204).end()],
  ['a page that echoes the event', { state: 'paused', why: 'refused' }, (_, res, body) => res.end(body)],
  [
    'the challenge among other words',
    { state: 'paused', why: 'refused' },
    (challenge, res) => res.end(`you sent ${challenge}`),
  ],
  [
    'the challenge among other fields',
    { state: 'paused', why: 'refused' },
    (challenge, res) => res.end(JSON.stringify({ challenge, id: 1 })),
  ],
  ['"ok"', { state: 'paused', why: 'refused' }, (_, res) => res.end('ok')],
  [
    'the challenge backwards',
    { state: 'paused', why: 'refused' },
    (challenge, res) => res.end(challenge.split('').toReversed().join('')),
  ],
  [
    'the challenge and a refusal',
    { state: 'paused', why: 'refused' },
    (challenge, res) => res.writeHead(403).end(challenge),
  ],
  [
    'the challenge behind more than anybody reads',
    { state: 'paused', why: 'refused' },
    (challenge, res) => res.end(`${' '.repeat(70_000)}${challenge}`),
  ],
  [
    'a redirect to itself',
    { state: 'unproven', failures: 1 },
    (challenge, res) => res.writeHead(307, { location: URL_OF_RECEIVER }).end(challenge),
  ],
  [
    'an error, and the challenge in its page',
    { state: 'unproven', failures: 1 },
    (challenge, res) => res.writeHead(500).end(challenge),
  ],
  ['a cut', { state: 'unproven', failures: 1 }, (_, res) => res.destroy()],
  ['gone', { state: 'disabled', why: 'gone' }, (_, res) => res.writeHead(410).end()],
])('who answers %s gets no event', async (_, state, say) => {
  answer = say;
  const webhook = await proved();
  expect(await webhookState(db.pool, webhook.id)).toMatchObject(state);
  await happen(db.pool, [await openCase(db.pool, { at: AT })], AT);
  expect(await stepOf(deps(), webhook.id, new Date(AT.getTime() + 1000))).toBeNull();
  expect(asked).toEqual(['webhook.validate']);
});

test('one that was down proves itself later', async () => {
  answer = (_, res) => res.writeHead(503).end();
  const webhook = await proved();
  answer = (challenge, res) => res.end(challenge);
  expect(await stepOf(deps(), webhook.id, new Date(AT.getTime() + 60_000))).toBe('prove');
  expect(await webhookState(db.pool, webhook.id)).toMatchObject({ state: 'active', failures: 0 });
});
