import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '../../cli/config';
import { examine } from '../../cli/doctor';
import { type Mailbox, startMailbox } from '../../mail/mailbox';
import { databaseUrl, onServer, useDatabase } from '../support/database';

const db = useDatabase();
let dir: string;
let mailbox: Mailbox;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'vigie-doctor-'));
  mailbox = await startMailbox({ dir: join(dir, 'mailbox') });
});
afterAll(async () => {
  await mailbox.stop();
  rmSync(dir, { recursive: true });
});

/** Nobody listens there. */
const NOWHERE = '127.0.0.1:9';
const whole = (): Record<string, string> => ({
  DATABASE_URL: db.url,
  TEMPORAL_ADDRESS: new URL(mailbox.smtpUrl).host, // any listener will do
  SMTP_URL: mailbox.smtpUrl,
  BASE_URL: 'https://vigie.example.org',
  VIGIE_LINK_KEY: Buffer.alloc(32, 1).toString('base64'),
});
const brokenParts = async (env: Record<string, string>): Promise<string[]> =>
  (await examine(parseConfig(env))).filter(({ ok }) => !ok).map(({ part, say }) => `${part}: ${say}`);

test('a whole site has no broken part', async () => {
  expect(await brokenParts(whole())).toEqual([]);
});

test('nothing but this machine is enough for the embedded mode', async () => {
  expect(await brokenParts({ VIGIE_DATA_DIR: dir })).toEqual([]);
});

test.each([
  ['Postgres', { DATABASE_URL: `postgres://vigie@${NOWHERE}/vigie` }, 'Start Postgres, or correct DATABASE_URL.'],
  ['Temporal', { TEMPORAL_ADDRESS: NOWHERE }, 'Start Temporal, or correct TEMPORAL_ADDRESS.'],
  ['SMTP', { SMTP_URL: `smtp://${NOWHERE}` }, 'Start the mail server, or correct SMTP_URL.'],
  ['SMTP', { SMTP_URL: '' }, 'Say where mail leaves'],
  ['IMAP', { IMAP_URL: `imap://vigie:secret@${NOWHERE}` }, 'correct IMAP_URL'],
  ['Link key', { VIGIE_LINK_KEY: '' }, 'openssl rand -base64 32'],
  ['Base URL', { BASE_URL: '' }, 'Set the address'],
  ['Sender', { MAIL_FROM: 'Vigie' }, 'Name <address>'],
])('a broken %s is named with what to do', async (part, patch, remedy) => {
  const found = await brokenParts({ ...whole(), ...patch });
  expect(found.find((line) => line.startsWith(`${part}: `))).toContain(remedy);
});

test('a database that lacks migrations is named', async () => {
  const name = `empty_${process.pid}`;
  await onServer(`create database ${name}`);
  try {
    expect(await brokenParts({ ...whole(), DATABASE_URL: databaseUrl(name) })).toEqual([
      expect.stringMatching(/^Migrations: \d+ not applied: run vigie migrate/),
    ]);
  } finally {
    await onServer(`drop database ${name}`);
  }
});

test('a data directory that cannot be is named', async () => {
  expect(await brokenParts({ VIGIE_DATA_DIR: '/dev/null/vigie' })).toEqual([expect.stringMatching(/^Disk: /)]);
});
