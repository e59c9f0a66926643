import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { createKey, revokeKey } from '../../../db/keys';
import { SCOPES, type Scope } from '../../../domain/permissions';
import { DESCRIBED } from '../../../server/openapi/routes';
import { useDatabase } from '../../support/database';
import { AT } from '../../support/facts';
import { item, useApi } from '../../support/post';
import { addKey, addPerson, serverDeps, startServer } from '../../support/server';

const db = useDatabase();
const server = useApi(db);

const ask = async (authorization: string | null, path = '/api/v1/cases', init: RequestInit = {}) => {
  const response = await fetch(server.url + path, {
    ...init,
    headers: { ...init.headers, ...(authorization && { authorization }) },
  });
  const text = await response.text();
  return {
    status: response.status,
    code: text.startsWith('{') ? (JSON.parse(text) as { code?: string }).code : undefined,
    headers: response.headers,
  };
};
const made = (patch: Partial<Parameters<typeof createKey>[1]> = {}) =>
  createKey(db.pool, { name: 'k', person: null, scopes: SCOPES, expiresAt: null, environment: 'test', ...patch }, AT);

test('a key has its shape and its checksum; only its hash is kept', async () => {
  const { key } = await made();
  expect(key).toMatch(/^dqk_test_[0-9A-Za-z]{49}$/);
  const dump = await db.pool.query('select t::text from api_key t');
  expect(JSON.stringify(dump.rows)).not.toContain(key.slice(9, 30));
});

test('no key, a wrong one, an expired, a revoked one and one of a person who left are 401, each with its code', async () => {
  const { key } = await made();
  expect(await ask(`Bearer ${key}`)).toMatchObject({ status: 200 });
  expect(await ask(`bearer ${key}`)).toMatchObject({ status: 200 });
  expect(await ask(null)).toMatchObject({ status: 401, code: 'key_missing' });
  expect((await ask(null)).headers.get('www-authenticate')).toMatch(/^Bearer/);
  expect(await ask(`Basic ${key}`)).toMatchObject({ status: 401, code: 'key_missing' });
  expect(await ask(`Bearer ${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`)).toMatchObject({
    status: 401,
    code: 'key_unknown',
  });
  expect(await ask('Bearer x')).toMatchObject({ status: 401, code: 'key_unknown' });
  const expired = await made({ expiresAt: AT });
  expect(await ask(`Bearer ${expired.key}`)).toMatchObject({ status: 401, code: 'key_expired' });
  const revoked = await made();
  expect(await revokeKey(db.pool, revoked.id, AT)).toBe(true);
  expect(await ask(`Bearer ${revoked.key}`)).toMatchObject({ status: 401, code: 'key_revoked' });
  await addPerson(db.pool, 'gone');
  const left = await made({ person: 'gone' });
  await db.pool.query(`update person set active = false where code = 'gone'`);
  expect(await ask(`Bearer ${left.key}`)).toMatchObject({ status: 401, code: 'person_inactive' });
});

test.each(DESCRIBED.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s wants a key, and one of its scopes',
  async (_, { method, path, scopes }) => {
    const address = `/api/v1${path
      .replace('{verb}', 'note')
      .replace('{receipt}', 'applied')
      .replace('{kind}', 'svg')
      .replaceAll(/\{\w+\}/g, 'x')}`;
    const init = {
      method: method.toUpperCase(),
      ...(method === 'get' ? {} : { body: '{}', headers: { 'content-type': 'application/json' } }),
    };
    expect((await ask(null, address, init)).status).toBe(401);
    const others = SCOPES.filter((scope: Scope) => !scopes.includes(scope));
    const { key } = await made({ scopes: others });
    expect((await ask(`Bearer ${key}`, address, init)).status).toBe(403);
  },
);

test('the log shows both the person and the key; answers are kept by no cache', async () => {
  await addPerson(db.pool, 'anne');
  const key = await addKey(db.pool, 'anne');
  const { body } = await server.call('POST', '/api/v1/anomalies', item());
  await ask(`Bearer ${key}`, `/api/v1/cases/${body.cases?.[0]}/note`, {
    method: 'POST',
    body: '{"comment":"x"}',
    headers: { 'content-type': 'application/json' },
  });
  const { rows } = await db.pool.query(`select actor from event where type = 'case.note'`);
  expect(rows).toEqual([{ actor: expect.stringMatching(/^person:anne key:\d+$/) }]);
  expect((await ask(`Bearer ${key}`)).headers.get('cache-control')).toBe('no-store');
});

test('the log of requests holds neither token nor key', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'vigie-log-')), 'log');
  const destination = pino.destination({ dest: file, sync: true });
  const other = await startServer(serverDeps(db.pool, { log: pino(destination) }));
  const token = `dql_${'A'.repeat(43)}`;
  const key = await addKey(db.pool, null);
  await fetch(`${other.url}/s/${token}?lang=fr`);
  await fetch(`${other.url}/s/${token}/answer`, { method: 'POST', body: 'x' });
  await fetch(`${other.url}/api/v1/cases?key=${key}`);
  await fetch(`${other.url}/api/v1/cases`, { headers: { authorization: `Bearer ${key}` } });
  await other.stop();
  const text = await readFile(file, 'utf8');
  expect(text).toContain('/s/…');
  expect(text).not.toContain('AAAA');
  expect(text).not.toContain(key.slice(0, 20));
});
